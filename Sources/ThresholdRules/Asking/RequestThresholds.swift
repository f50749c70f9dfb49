import ThresholdModel

/// Who must agree to a request: its thresholds, and which of them stand for which role.
///
/// Each of the requester's roles that lets them ask for a role contributes one set of thresholds for it. Of a set
/// one threshold must pass, and all sets must. A role that names no thresholds contributes the standard one.
/// Source: reference, lists-and-requests §6.4.
struct RequestThresholds: Hashable {
  /// Each once, in the order in which they are met.
  private(set) var all: [ReviewThreshold] = []
  /// By requested role, sets of places in ``all``.
  private(set) var sets: [RoleName: [[Int]]] = [:]

  /// What one of the requester's roles contributes.
  struct Contribution {
    /// As the role writes them; empty for the standard one.
    let thresholds: [ReviewThreshold]
    let allows: (RoleName) -> Bool
  }

  /// - Throws: ``Problem`` of kind `limitExceeded` for more than 4096 different thresholds.
  init(for roles: [RoleName], _ contributions: [Contribution]) throws(Problem) {
    var places: [Exact: Int] = [:]
    for role in roles {
      var known: [[Int]] = []
      for contribution in contributions where contribution.allows(role) {
        let thresholds = contribution.thresholds.isEmpty ? [.standard] : contribution.thresholds
        var set: Set<Int> = []
        for threshold in thresholds {
          let place = places[Exact(threshold)] ?? all.count
          if place == all.count {
            places[Exact(threshold)] = place
            all.append(threshold)
          }
          set.insert(place)
        }
        guard all.count <= RequestLimit.thresholds else {
          throw Problem(
            .limitExceeded, "the request has more than \(RequestLimit.thresholds) review thresholds", hint: "ask in several requests")
        }
        let sorted = set.sorted()
        if !known.contains(sorted) { known.append(sorted) }
      }
      sets[role] = known
    }
  }

  /// A threshold that equals another only when their texts are the same bytes.
  private struct Exact: Hashable {
    let (name, filter): (ExactText, ExactText)
    let (approve, deny): (Int, Int)

    init(_ threshold: ReviewThreshold) {
      (name, filter) = (ExactText(threshold.name), ExactText(threshold.filter))
      (approve, deny) = (threshold.approve, threshold.deny)
    }
  }
}

extension AskingRights {
  func thresholds(for roles: [RoleName]) throws(Problem) -> RequestThresholds {
    try RequestThresholds(for: roles, allow.map { block in .init(thresholds: block.request.thresholds) { block.names($0) } })
  }
}
