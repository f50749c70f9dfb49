import ThresholdModel

/// The patterns in the scope of a resource id, read.
struct ScopePatterns: Sendable {
  let scope: KubernetesScope
  /// The API group, and the other one of an object that two groups serve.
  let groups: [Pattern]
  /// The empty text for objects without a namespace.
  let namespace: Pattern
  let name: Pattern

  /// - Throws: ``Problem`` of kind `badParameter` for an expression that RE2 refuses.
  init(_ scope: KubernetesScope) throws(Problem) {
    self.scope = scope
    var groups: [Pattern] = []
    for group in KubernetesObject(plural: scope.plural, apiGroup: scope.apiGroup, name: "").apiGroups { groups.append(try Pattern(group)) }
    self.groups = groups
    name = try Pattern(scope.name)
    if case .namespaced(let text) = scope.reach { namespace = try Pattern(text) } else { namespace = try Pattern("") }
  }

  var isNamespaced: Bool { if case .namespaced = scope.reach { true } else { false } }

  /// Whether the scope is about this kind, or about every kind.
  func meets(_ plural: String) -> Bool { scope.plural == "*" || scope.plural.isExactly(plural) }

  /// Whether a kind that every cluster serves can be meant: by name, by group, and by whether it has namespaces.
  func includes(_ kind: KubernetesKind) -> Bool {
    meets(kind.plural) && groups.contains { $0.matches(kind.apiGroup) } && kind.isClusterWide != isNamespaced
  }

  /// Whether the object is one of the scope's.
  func contains(_ object: KubernetesObject) -> Bool {
    switch scope.reach {
    case .namespaceAndContents:
      object.kind == .namespaces ? name.matches(object.name) : object.namespace.map(name.matches) ?? false
    case .clusterWide: object.namespace == nil && isOfKind(object) && name.matches(object.name)
    case .namespaced: object.namespace.map(namespace.matches) ?? false && isOfKind(object) && name.matches(object.name)
    }
  }

  /// Whether something of the scope stands, or may stand, in the namespace of this name.
  func shows(namespace text: String) -> Bool {
    switch scope.reach {
    case .namespaceAndContents: name.matches(text)
    case .namespaced: namespace.matches(text)
    case .clusterWide: false
    }
  }

  private func isOfKind(_ object: KubernetesObject) -> Bool {
    meets(object.plural) && object.apiGroups.contains { group in groups.contains { $0.matches(group) } }
  }
}
