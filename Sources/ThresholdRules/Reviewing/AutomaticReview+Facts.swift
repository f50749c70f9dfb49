import HashTreeCollections
import ThresholdModel

/// What conditions of monitoring rules know of a request: `access_request.spec.…` and `user.traits`.
/// Source: reference, lists-and-requests §6.6.
struct MonitoringFacts: PredicateScope, Sendable {
  let request: AccessRequestSpec
  /// The requester's own traits with those that their lists give.
  let traits: Traits
  /// By label, the value that all requested resources have; a resource that is not there has no labels.
  let labelsOfAll: [String: [String]]
  /// By label, each value that some requested resource has, sorted.
  let labelsOfAny: [String: [String]]

  func value(at path: [String]) -> PredicateValue? {
    guard path.count >= 2 else { return nil }
    if path[0] == "user", path[1] == "traits" { return Self.value(in: traits, at: path.dropFirst(2)) }
    guard path.count >= 3, path[0] == "access_request", path[1] == "spec" else { return nil }
    let rest = path.dropFirst(3)
    switch path[2] {
    case "system_annotations": return Self.value(in: request.systemAnnotations, at: rest)
    case "resource_labels_intersection": return Self.value(in: labelsOfAll, at: rest)
    case "resource_labels_union": return Self.value(in: labelsOfAny, at: rest)
    default: return rest.isEmpty ? value(of: path[2]) : nil
    }
  }

  func offers(_ root: String) -> Bool { root == "access_request" || root == "user" }

  private func value(of field: String) -> PredicateValue? {
    switch field {
    case "roles": .list(request.reviewedRoles.map(\.text))
    case "suggested_reviewers": .list(request.suggestedReviewers.map(\.text))
    case "user": .text(request.user.text)
    case "request_reason": .text(request.reason)
    case "creation_time": .text(request.created.rfc3339)
    case "expiry": .text(request.recordExpires.rfc3339)
    default: nil
    }
  }

  private static func value(in entries: [String: [String]], at rest: ArraySlice<String>) -> PredicateValue? {
    guard let key = rest.first else { return .map(entries) }
    return rest.count == 1 ? entries.exactValues(key).map { .list($0) } : nil
  }
}

extension World {
  /// Nil when the requester does not exist or is locked.
  func monitoringFacts(of request: AccessRequest, at now: Moment) -> MonitoringFacts? {
    guard let holder = holder(request.spec.user, at: now), !holder.isLocked else { return nil }
    let labels = request.spec.resources.map { id in key(of: id).flatMap { resource($0) }.map { self.labels(of: $0) } ?? [:] }
    var some: [String: Set<ExactText>] = [:]
    for (key, value) in labels.joined() { some[key, default: []].insert(ExactText(value)) }
    // One resource has one value a label, so what all have in common is what the first has and the others have, too.
    let common = (labels.first ?? [:]).filter { key, value in
      labels.allSatisfy { $0.exactValue(key).map { $0.isExactly(value) } ?? false }
    }
    return MonitoringFacts(
      request: request.spec, traits: holder.traits, labelsOfAll: common.mapValues { [$0] },
      labelsOfAny: some.mapValues { $0.map(\.text).sorted() })
  }
}
