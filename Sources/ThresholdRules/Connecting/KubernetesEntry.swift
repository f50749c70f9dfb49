import ThresholdModel

/// What an entry of `kubernetes_resources` means, before traits are filled in.
struct KubernetesEntry: Sendable {
  /// Where the objects stand; the template is one of namespaces.
  enum Place: Sendable {
    case anywhere
    case matching(Template)
    case inside(Template)
  }

  let kinds: KubernetesMatcher.Kinds
  let place: Place
  let name: Template
  let verbs: [Template]
  let side: LabelSelector.Side
  var ground = KubernetesMatcher.Ground.entry

  /// Whether no trait stands in it.
  var isFixed: Bool {
    let namespace: Template? =
      switch place {
      case .anywhere: nil
      case .matching(let template), .inside(let template): template
      }
    return ([name, namespace].compactMap(\.self) + verbs).allSatisfy { $0.literal != nil }
  }

  /// The entry for one user: none when a trait that it needs is missing.
  /// - Throws: ``Problem`` when a trait makes a pattern that cannot be read.
  func matchers(with traits: Traits) throws(Problem) -> [KubernetesMatcher] {
    let names = try Self.patterns(name, with: traits)
    let place: KubernetesMatcher.Place =
      switch self.place {
      case .anywhere: .anywhere
      case .matching(let template): .matching(try Self.patterns(template, with: traits))
      case .inside(let template): .inside(try Self.patterns(template, with: traits))
      }
    let verbs = self.verbs.flatMap { $0.expanded(with: traits) }
    let known = verbs.contains("*") ? KubernetesVerb.allCases : verbs.compactMap(KubernetesVerb.init)
    // A verb that does not exist opens nothing; on the deny side it may be a misspelt one, which must not open.
    let isUnclear = side == .deny && verbs.contains { $0 != "*" && KubernetesVerb(rawValue: $0) == nil }
    return [
      KubernetesMatcher(
        kinds: kinds, place: place, names: names, verbs: Set(isUnclear ? KubernetesVerb.allCases : known), ground: ground)
    ]
  }

  private static func patterns(_ template: Template, with traits: Traits) throws(Problem) -> [Pattern] {
    var patterns: [Pattern] = []
    for text in template.expanded(with: traits) { patterns.append(try Pattern(text)) }
    return patterns
  }
}

extension KubernetesEntry {
  /// Reads an entry as its role's version means it.
  /// - Throws: ``Problem`` for what a role of that version cannot hold.
  static func read(
    _ resource: KubernetesResource, form: KubernetesRoleForm, on side: LabelSelector.Side
  ) throws(Problem) -> [KubernetesEntry] {
    let name = try Template(resource.name)
    let namespace = try Template(resource.namespace)
    var verbs: [Template] = []
    for verb in resource.verbs.isEmpty && form == .pods ? ["*"] : resource.verbs { verbs.append(try Template(verb)) }
    for template in [name, namespace] { if let text = template.literal { _ = try Pattern(text) } }
    func entry(_ kinds: KubernetesMatcher.Kinds, _ place: Place, _ name: Template) -> KubernetesEntry {
      KubernetesEntry(kinds: kinds, place: place, name: name, verbs: verbs, side: side)
    }
    if form == .plural { return [entry(try pluralKinds(resource), try pluralPlace(resource, namespace, on: side), name)] }
    guard resource.apiGroup.isEmpty else { throw unreadable }
    let any = KubernetesMatcher.Kinds.any(group: try Pattern("*"))
    if form == .singular, resource.kind == "*" {
      // Whatever the namespace, `*` has meant these, too, since they stand in none.
      return [entry(any, .matching(namespace), name), entry(.among(clusterWideByStar), .anywhere, name)]
    }
    guard let kind = KubernetesKind.named(singular: resource.kind), form == .singular || resource.kind == "pod" else { throw unreadable }
    if kind == .namespaces {
      // The namespace, and everything in it.
      return [entry(.among([kind]), .anywhere, name), entry(any, .inside(name), try Template("*"))]
    }
    return [entry(.among([kind]), kind.isClusterWide ? .anywhere : .matching(namespace), name)]
  }

  /// What an allow side holds without saying so: the review of one's own access, which every client asks for,
  /// and up to `v6` everything that is not a pod.
  static func implied(by resources: [KubernetesResource], form: KubernetesRoleForm) throws(Problem) -> [KubernetesEntry] {
    let any = try Template("*")
    let review = KubernetesEntry(
      kinds: .plural("selfsubjectaccessreviews", group: try Pattern("authorization.k8s.io")), place: .anywhere, name: any,
      verbs: [try Template("create")], side: .allow, ground: .ownAccessReview)
    guard form == .pods else { return [review] }
    let isNarrowed = !resources.contains { resource in
      resource.kind == "pod" && resource.namespace == "*" && resource.name == "*" && (resource.verbs.isEmpty || resource.verbs == ["*"])
    }
    guard isNarrowed else {
      return [review, KubernetesEntry(kinds: .any(group: try Pattern("*")), place: .anywhere, name: any, verbs: [any], side: .allow)]
    }
    let open = Set(KubernetesKind.version7).subtracting(KubernetesKind.version7.filter { $0.singular == "pod" || $0 == .namespaces })
    return [
      review, KubernetesEntry(kinds: .among(open), place: .anywhere, name: any, verbs: [any], side: .allow, ground: .openByVersion),
    ]
  }

  private static let clusterWideByStar = Set(KubernetesKind.version7.filter { $0.isClusterWide && $0 != .namespaces })

  private static func pluralKinds(_ resource: KubernetesResource) throws(Problem) -> KubernetesMatcher.Kinds {
    guard !resource.kind.isEmpty, !resource.apiGroup.contains("{{") else { throw unreadable }
    let group = try Pattern(resource.apiGroup)
    return resource.kind == "*" ? .any(group: group) : .plural(resource.kind, group: group)
  }

  /// A namespace written for a kind without one: an allow entry then gives nothing, a denial holds. A deny
  /// entry without a namespace for one kind holds in every namespace, should the kind turn out to have them.
  private static func pluralPlace(
    _ resource: KubernetesResource, _ namespace: Template, on side: LabelSelector.Side
  ) throws(Problem) -> Place {
    guard side == .deny, resource.kind != "*" else { return .matching(namespace) }
    let isClusterWide = KubernetesKind.isClusterWide(plural: resource.kind, group: try Pattern(resource.apiGroup))
    return isClusterWide || resource.namespace.isEmpty ? .anywhere : .matching(namespace)
  }

  private static var unreadable: Problem { Problem(.badParameter, "an entry that its role's version does not know") }
}
