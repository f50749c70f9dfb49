import ThresholdModel

/// A reviewer, a request and, for threshold filters, a review, as predicates read them.
/// Source: reference, lists-and-requests §6.2.
struct ReviewerScope: PredicateScope {
  /// The reviewer's own roles and those from lists; what they have requested is not among them.
  private let roles: [String]
  private let traits: Traits
  private let request: AccessRequestSpec
  private let review: Review?

  init(_ reviewer: Holder, _ request: AccessRequestSpec, review: Review? = nil) {
    var seen: Set<RoleName> = []
    roles = reviewer.granting.map(\.role.name).filter { seen.insert($0).inserted }.map(\.text)
    traits = reviewer.traits
    self.request = request
    self.review = review
  }

  func value(at path: [String]) -> PredicateValue? {
    guard path.count >= 2 else { return nil }
    return switch (path[0], path[1]) {
    case ("reviewer", "roles"): .list(roles)
    case ("reviewer", "traits"): Self.entry(of: traits, path)
    // As they were asked for, whatever part of them was approved.
    case ("request", "roles"): .list(request.reviewedRoles.map(\.text))
    case ("request", "reason"): .text(request.reason)
    case ("request", "system_annotations"): Self.entry(of: request.systemAnnotations, path)
    case ("review", "reason"): review.map { .text($0.reason) }
    case ("review", "annotations"): review.flatMap { Self.entry(of: $0.annotations, path) }
    default: nil
    }
  }

  func offers(_ root: String) -> Bool { root == "reviewer" || root == "request" || (root == "review" && review != nil) }

  private static func entry(of map: [String: [String]], _ path: [String]) -> PredicateValue? {
    path.count == 2 ? .map(map) : map.exactValues(path[2]).map { .list($0) }
  }
}
