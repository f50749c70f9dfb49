public import ThresholdModel

/// One side of a role's `request.kubernetes_resources`, read.
/// Source: reference, lists-and-requests §5.3; roles-and-resources §13.
public struct KubernetesKindRules: Sendable {
  fileprivate enum Kind: Sendable {
    case any(group: Pattern)
    case plural(String, group: Pattern)
    /// `v7`'s `namespace`: the namespace object, and a namespace with everything in it.
    case namespaceAndContents
  }

  fileprivate let kinds: [Kind]
  /// Nothing is said, so that everything can be requested, whole clusters included.
  fileprivate let isUnset: Bool
  /// An entry cannot be read: it permits nothing, and denies everything.
  fileprivate let isUnreadable: Bool

  public init(_ resources: [RequestKubernetesResource], version: String) {
    kinds = resources.compactMap { try? Self.kind($0, form: KubernetesRoleForm(version: version)) }
    isUnset = resources.isEmpty
    isUnreadable = kinds.count != resources.count
  }

  private static func kind(_ resource: RequestKubernetesResource, form: KubernetesRoleForm?) throws(Problem) -> Kind? {
    guard let form, !resource.kind.isEmpty, !resource.apiGroup.contains("{{") else { return nil }
    if form == .plural {
      let group = try Pattern(resource.apiGroup)
      return resource.kind == "*" ? .any(group: group) : .plural(resource.kind, group: group)
    }
    guard resource.apiGroup.isEmpty else { return nil }
    if form == .singular, resource.kind == "*" { return .any(group: try Pattern("*")) }
    guard let known = KubernetesKind.named(singular: resource.kind), form == .singular || resource.kind == "pod" else { return nil }
    return known == .namespaces ? .namespaceAndContents : .plural(known.plural, group: try Pattern(known.apiGroup))
  }
}

/// Which Kubernetes kinds can be requested through one search role.
public struct RequestableKubernetesKinds: Sendable {
  private let allow: [KubernetesKindRules]
  private let deny: [KubernetesKindRules]

  /// - Parameters:
  ///   - allow: allow sides of those of the requester's roles that name the search role. One that leaves the
  ///     field unset permits everything, whatever the others say.
  ///   - deny: deny sides of all the requester's roles: what they name is requestable through no role.
  public init(allow: [KubernetesKindRules], deny: [KubernetesKindRules]) {
    self.allow = allow
    self.deny = deny.filter { !$0.isUnset }
  }

  /// Whether the kind of this resource may be requested. Resources outside of Kubernetes clusters always may.
  ///
  /// A whole cluster holds every kind: it may be requested only where a role leaves the field unset and
  /// nothing is denied.
  public func permits(_ id: ResourceID) -> Bool {
    if id.kind == "kube_cluster" { return deny.isEmpty && allow.contains(where: \.isUnset) }
    guard id.subResource != nil else { return true }
    guard let scope = id.kubernetes, let patterns = try? ScopePatterns(scope) else { return false }
    guard !deny.contains(where: { $0.isUnreadable || $0.kinds.contains { $0.overlaps(patterns) } }) else { return false }
    return allow.contains { $0.isUnset || $0.kinds.contains { $0.covers(patterns) } }
  }

  /// The kinds that can be requested, for the message to somebody who asked for another: sorted, plural with
  /// the group; empty when there is no limit or nothing is left.
  public var shown: [String] {
    guard !allow.contains(where: \.isUnset) else { return [] }
    return Set(allow.flatMap(\.kinds).map(\.shown)).sorted()
  }
}

extension KubernetesKindRules.Kind {
  /// Whether everything that the scope can stand for is of this kind.
  fileprivate func covers(_ patterns: ScopePatterns) -> Bool {
    let isContents = patterns.scope.reach == .namespaceAndContents
    return switch self {
    case .any(let group): isContents ? group.matchesEverything : patterns.groups.contains { group.covers($0) }
    case .plural(let plural, let group):
      !isContents && plural.isExactly(patterns.scope.plural) && patterns.groups.contains { group.covers($0) }
    case .namespaceAndContents:
      isContents || (KubernetesKind.namespaces.plural == patterns.scope.plural && patterns.groups.allSatisfy { $0.literal == "" })
    }
  }

  /// Whether something that the scope can stand for is of this kind.
  fileprivate func overlaps(_ patterns: ScopePatterns) -> Bool {
    let isContents = patterns.scope.reach == .namespaceAndContents
    // Everything in a namespace takes in what is denied, unless that stands in none.
    if isContents, case .plural(let plural, let group) = self {
      return !KubernetesKind.isClusterWide(plural: plural, group: group) || plural == KubernetesKind.namespaces.plural
    }
    return switch self {
    case .any(let group): isContents || patterns.groups.contains { group.overlaps($0) }
    case .plural(let plural, let group): patterns.meets(plural) && patterns.groups.contains { group.overlaps($0) }
    case .namespaceAndContents: patterns.meets(KubernetesKind.namespaces.plural) && patterns.groups.contains { $0.matches("") }
    }
  }

  fileprivate var shown: String {
    switch self {
    case .any(let group): group.matchesEverything ? "*" : "*.\(group.text)"
    case .plural(let plural, let group): group.text.isEmpty ? plural : "\(plural).\(group.text)"
    case .namespaceAndContents: KubernetesKind.namespaces.plural
    }
  }
}
