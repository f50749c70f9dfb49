public import ThresholdModel

/// The labels of one resource, for label expressions and filters.
public struct LabelScope: PredicateScope, Sendable {
  private let labels: [String: String]

  public init(_ labels: [String: String]) { self.labels = labels }

  public func value(at path: [String]) -> PredicateValue? {
    guard path.first == "labels" else { return nil }
    switch path.count {
    case 1: return .map(labels.mapValues { [$0] })
    case 2: return labels.exactValue(path[1]).map { .text($0) }
    default: return nil
    }
  }

  public func offers(_ root: String) -> Bool { root == "labels" }
}

/// The person who asks: `user.metadata.name`, `user.metadata.labels`, `user.spec.roles`, `user.spec.traits`.
public struct UserScope: PredicateScope, Sendable {
  private let name: String
  private let roles: [String]
  private let traits: Traits
  private let labels: [String: String]

  /// - Parameter roles: every role that the person holds now, those from lists included.
  public init(name: String, roles: [String] = [], traits: Traits = [:], labels: [String: String] = [:]) {
    self.name = name
    self.roles = roles
    self.traits = traits
    self.labels = labels
  }

  public func value(at path: [String]) -> PredicateValue? {
    guard path.count >= 3, path[0] == "user" else { return nil }
    switch (path[1], path[2], path.count) {
    case ("spec", "traits", 4): return traits.exactValues(path[3]).map { .list($0) }
    case ("spec", "traits", 3): return .map(traits)
    case ("spec", "roles", 3): return .list(roles)
    case ("metadata", "name", 3): return .text(name)
    case ("metadata", "labels", 4): return labels.exactValue(path[3]).map { .text($0) }
    case ("metadata", "labels", 3): return .map(labels.mapValues { [$0] })
    default: return nil
    }
  }

  public func offers(_ root: String) -> Bool { root == "user" }
}

/// Documents by the name under which a predicate reads them: `resource`, `session`, `impersonate_role`.
///
/// Only those that are handed in are in question; a field that one of them lacks is empty.
public struct DocumentScope: PredicateScope, Sendable {
  private let roots: [String: Value]

  public init(_ roots: [String: Value]) { self.roots = roots }

  public func value(at path: [String]) -> PredicateValue? {
    guard let root = path.first, var place = roots[root] else { return nil }
    for part in path.dropFirst() {
      guard case .map(let entries) = place, let index = entries.index(forKey: part), entries[index].key.isExactly(part) else { return nil }
      place = entries[index].value
    }
    return PredicateValue(place)
  }

  public func offers(_ root: String) -> Bool { roots[root] != nil }
}

/// One resource as filters see it. Source: reference, roles-and-resources §3.7.
public struct ResourceScope: PredicateScope, Sendable {
  private let name: String
  private let labels: LabelScope
  private let document: DocumentScope
  private let searched: [String]

  /// - Parameters:
  ///   - name: `spec.hostname` of a server, else `metadata.name`.
  ///   - labels: static and dynamic ones.
  ///   - document: the whole resource, for `resource.…`.
  ///   - also: further texts in which `search(…)` looks: address, description, type.
  public init(name: String, labels: [String: String], document: Value, also: [String] = []) {
    self.name = name
    self.labels = LabelScope(labels)
    self.document = DocumentScope(["resource": document])
    searched = [name] + also + labels.flatMap { [$0.key, $0.value] }
  }

  public func value(at path: [String]) -> PredicateValue? {
    switch path.first {
    case "name": path.count == 1 ? .text(name) : nil
    case "search": path.count == 1 ? .list(searched) : nil
    case "labels": labels.value(at: path)
    default: document.value(at: path)
    }
  }

  public func offers(_ root: String) -> Bool { ["name", "search", "labels", "resource"].contains(root) }
}

/// The facts of two scopes; where both have one, the first one's counts.
public struct JoinedScope<First: PredicateScope, Second: PredicateScope>: PredicateScope {
  private let first: First
  private let second: Second

  public init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  public func value(at path: [String]) -> PredicateValue? { first.value(at: path) ?? second.value(at: path) }
  public func offers(_ root: String) -> Bool { first.offers(root) || second.offers(root) }
}

extension JoinedScope: Sendable where First: Sendable, Second: Sendable {}
