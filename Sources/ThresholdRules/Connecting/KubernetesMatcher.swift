import ThresholdModel

/// One thing that an entry of `kubernetes_resources` means, in the terms of `v8` and with the user's traits
/// filled in. Entries of older versions mean several such things.
struct KubernetesMatcher: Sendable {
  enum Kinds: Sendable {
    /// Every kind, custom resources included, of the groups that the pattern stands for.
    case any(group: Pattern)
    case plural(String, group: Pattern)
    /// Kinds that every cluster serves.
    case among(Set<KubernetesKind>)
  }

  enum Place: Sendable {
    case anywhere
    /// Objects whose namespace matches; that of an object without one is the empty text.
    case matching([Pattern])
    /// Objects that stand in a namespace, and in one that matches.
    case inside([Pattern])
  }

  let kinds: Kinds
  let place: Place
  /// Alternatives; none matches no name.
  let names: [Pattern]
  let verbs: Set<KubernetesVerb>
  var ground = Ground.entry

  /// Why a role has this.
  enum Ground: Sendable {
    /// Somebody wrote it, or its version's default says it.
    case entry
    /// Up to `v6` everything but pods is open. That includes no namespaces, so it shows none either.
    case openByVersion
    /// Everybody may ask what they may do. Nothing that could be requested.
    case ownAccessReview
  }

  /// Whether doing this to the object is what the entry says.
  func matches(_ verb: KubernetesVerb, _ object: KubernetesObject) -> Bool {
    verbs.contains(verb) && includes(object) && holds(object.namespace) && names.contains { $0.matches(object.name) }
  }

  /// Whether the entry gives something in the namespace of this name, so that one may look at it.
  /// Source: reference, roles-and-resources §7.2.
  func shows(namespace: String) -> Bool {
    guard ground == .entry, !verbs.isEmpty, !names.isEmpty, !isClusterWide else { return false }
    return switch place {
    case .anywhere: true
    case .matching(let patterns), .inside(let patterns): patterns.contains { $0.matches(namespace) }
    }
  }

  private func includes(_ object: KubernetesObject) -> Bool {
    switch kinds {
    case .any(let group): object.apiGroups.contains { group.matches($0) }
    case .plural(let plural, let group): plural.isExactly(object.plural) && object.apiGroups.contains { group.matches($0) }
    case .among(let kinds): object.kind.map(kinds.contains) ?? false
    }
  }

  private func holds(_ namespace: String?) -> Bool {
    switch place {
    case .anywhere: true
    case .matching(let patterns): patterns.contains { $0.matches(namespace ?? "") }
    case .inside(let patterns): namespace.map { namespace in patterns.contains { $0.matches(namespace) } } ?? false
    }
  }

  /// Whether objects of all kinds that are meant stand in no namespace, as far as that is known.
  private var isClusterWide: Bool {
    switch kinds {
    case .any: false
    case .plural(let plural, let group): KubernetesKind.isClusterWide(plural: plural, group: group)
    case .among(let kinds): kinds.allSatisfy(\.isClusterWide)
    }
  }

  /// What stands for an entry that cannot be read, on the side where that denies.
  static func everything() throws(Problem) -> KubernetesMatcher {
    let any = try Pattern("*")
    return KubernetesMatcher(kinds: .any(group: any), place: .anywhere, names: [any], verbs: Set(KubernetesVerb.allCases))
  }
}

extension KubernetesKind {
  /// Whether a plural in these groups is known to name objects without a namespace.
  static func isClusterWide(plural: String, group: Pattern) -> Bool {
    let known = named(plural: plural).filter { group.matches($0.apiGroup) }
    return !known.isEmpty && known.allSatisfy(\.isClusterWide)
  }
}

extension KubernetesMatcher {
  /// Whether some object of the scope could be meant, with any verb. When patterns leave that open, it is.
  func mayReach(_ scope: KubernetesScope) -> Bool {
    guard ground != .ownAccessReview, !verbs.isEmpty, !names.isEmpty, let pattern = try? ScopePatterns(scope) else { return false }
    guard case .namespaceAndContents = scope.reach else {
      return meets(pattern) && names.contains { $0.overlaps(pattern.name) }
    }
    return switch place {
    case .anywhere: meets(pattern) ? names.contains { $0.overlaps(pattern.name) } : !isClusterWide
    case .matching(let patterns), .inside(let patterns):
      !isClusterWide && patterns.contains { $0.overlaps(pattern.name) }
        || meets(pattern) && names.contains { $0.overlaps(pattern.name) }
    }
  }

  /// Whether surely every object of the scope is meant, with every verb.
  func covers(_ scope: KubernetesScope) -> Bool {
    guard verbs.count == KubernetesVerb.allCases.count, let pattern = try? ScopePatterns(scope) else { return false }
    if case .namespaceAndContents = scope.reach {
      guard case .any(let group) = kinds, group.matchesEverything, names.contains(where: \.matchesEverything) else { return false }
      return switch place {
      case .anywhere: true
      case .matching(let patterns), .inside(let patterns): patterns.contains { $0.covers(pattern.name) }
      }
    }
    let coversKinds =
      switch kinds {
      case .any(let group): pattern.groups.contains { group.covers($0) }
      case .plural(let plural, let group): plural.isExactly(scope.plural) && pattern.groups.contains { group.covers($0) }
      case .among(let kinds): KubernetesObject(plural: scope.plural, apiGroup: scope.apiGroup, name: "").kind.map(kinds.contains) ?? false
      }
    let coversPlace =
      switch place {
      case .anywhere: true
      case .matching(let patterns): patterns.contains { $0.covers(pattern.namespace) }
      case .inside(let patterns): scope.reach != .clusterWide && patterns.contains { $0.covers(pattern.namespace) }
      }
    return coversKinds && coversPlace && names.contains { $0.covers(pattern.name) }
  }

  /// Kind and place of a scope that is about one kind of place.
  private func meets(_ scope: ScopePatterns) -> Bool {
    let isKindMet =
      switch kinds {
      case .any(let group): scope.groups.contains { group.overlaps($0) }
      case .plural(let plural, let group): scope.meets(plural) && scope.groups.contains { group.overlaps($0) }
      case .among(let kinds): kinds.contains { scope.includes($0) }
      }
    guard isKindMet else { return false }
    return switch place {
    case .anywhere: true
    case .matching(let patterns): patterns.contains { $0.overlaps(scope.namespace) }
    case .inside(let patterns): scope.isNamespaced && patterns.contains { $0.overlaps(scope.namespace) }
    }
  }
}
