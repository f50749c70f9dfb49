import ThresholdModel

/// What the requester's roles attach to a request, values under names.
///
/// A pair is attached when the role that allows it also lets one ask for one of the requested roles, in the way in
/// which they are asked for; a pair that any role denies never is. Source: reference, lists-and-requests §5.3.
enum RequestAnnotations {
  /// The annotations of one role, trait templates filled in.
  struct Source {
    let pairs: [(key: String, values: [String])]

    init(_ pairs: [(key: String, values: [String])]) { self.pairs = pairs }
  }

  /// Values sorted, each once; names without values are left out.
  static func attached(allow: [Source], deny: [Source]) -> [String: [String]] {
    var denied: Set<Pair> = []
    for source in deny { for (key, values) in source.pairs { for value in values { denied.insert(Pair(key, value)) } } }
    var found: [String: Set<ExactText>] = [:]
    for source in allow {
      for (key, values) in source.pairs {
        for value in values where !denied.contains(Pair(key, value)) { found[key, default: []].insert(ExactText(value)) }
      }
    }
    return found.mapValues { $0.map(\.text).sorted() }
  }

  private struct Pair: Hashable {
    let (key, value): (ExactText, ExactText)
    init(_ key: String, _ value: String) { (self.key, self.value) = (ExactText(key), ExactText(value)) }
  }
}

extension AskingRights {
  func annotations(for roles: [RoleName], isForResources: Bool) -> [String: [String]] {
    let matching = allow.filter { block in roles.contains { block.names($0, isForResources: isForResources) } }
    return RequestAnnotations.attached(allow: matching.map(\.annotations), deny: deny.map(\.annotations))
  }
}

extension AskingRights.Block {
  fileprivate var annotations: RequestAnnotations.Source {
    .init(request.annotations.map { pair in (pair.key, pair.values.flatMap { $0.expanded(with: traits) }) })
  }
}
