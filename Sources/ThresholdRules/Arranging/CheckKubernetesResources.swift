public import ThresholdModel

/// Checks one side's `kubernetes_resources` as a person wrote them. Both sides follow the same rules.
///
/// Where the reference is silent: entries without verbs stay legal from `v7` on, since they match nothing;
/// verbs other than `*` are legal up to `v6` and mean what they say; a namespace beside a cluster-wide kind
/// is legal; a `v8` kind that is not known may leave the namespace out, since it may have none.
/// - Parameter path: for example `spec.allow.kubernetes_resources`.
/// - Throws: ``Problem`` of kind `badParameter` with the path of the first field that is wrong.
///
/// Source: reference, roles-and-resources §2 and §3.4.
public func checkKubernetesResources(_ resources: [KubernetesResource], version: String, at path: String) throws(Problem) {
  for resource in resources {
    try checkKind(resource.kind, group: resource.apiGroup, version: version, at: path)
    try checkNamespace(of: resource, version: version, at: "\(path).namespace")
    guard !resource.name.isEmpty else {
      throw Problem(
        .badParameter, "Kubernetes objects of kind `\(resource.kind.escapedForDisplay)` need a name",
        hint: "write `name: '*'` for all of them",
        path: "\(path).name")
    }
    try checkPatternTemplate(resource.name, at: "\(path).name")
    try checkPatternTemplate(resource.namespace, at: "\(path).namespace")
    try checkVerbs(resource.verbs, at: "\(path).verbs")
  }
}

/// Checks one side's `request.kubernetes_resources`: the same kinds as in `kubernetes_resources` of the same
/// version, so no `*` up to `v6`, and never a whole cluster.
/// - Parameter path: for example `spec.allow.request.kubernetes_resources`.
/// - Throws: ``Problem`` of kind `badParameter` with the path of the first field that is wrong.
///
/// Source: reference, roles-and-resources §13.
public func checkRequestKubernetesResources(
  _ resources: [RequestKubernetesResource], version: String, at path: String
) throws(Problem) {
  for resource in resources {
    guard resource.kind != "kube_cluster", resource.kind != "kube_clusters" else {
      throw Problem(
        .badParameter, "`\(resource.kind)` is not a kind of Kubernetes objects",
        hint: "leave request.kubernetes_resources out to let whole clusters be requested", path: "\(path).kind")
    }
    try checkKind(resource.kind, group: resource.apiGroup, version: version, at: path)
  }
}

/// Checks the patterns in a resource id that names Kubernetes objects.
/// - Throws: ``Problem`` of kind `badParameter` for an expression that RE2 refuses.
public func checkKubernetesPatterns(of id: ResourceID) throws(Problem) {
  if let scope = id.kubernetes { _ = try ScopePatterns(scope) }
}

private func checkKind(_ kind: String, group: String, version: String, at path: String) throws(Problem) {
  guard !kind.isEmpty else {
    throw Problem(.badParameter, "Kubernetes objects need a kind", hint: "write a kind such as \(example(version))", path: "\(path).kind")
  }
  switch KubernetesRoleForm(version: version) {
  case nil:
    throw Problem(.badParameter, "`\(version.escapedForDisplay)` is not a version of roles", hint: "one of v3 to v8", path: "version")
  case .pods:
    guard kind == "pod" else {
      throw Problem(
        .badParameter, "roles of version \(version) know only the Kubernetes kind `pod`, not `\(kind.escapedForDisplay)`",
        hint: "write `kind: pod`, or make the role `version: v8`", path: "\(path).kind")
    }
    try refuseGroup(group, version: version, at: "\(path).api_group")
  case .singular:
    guard kind == "*" || KubernetesKind.named(singular: kind) != nil else {
      throw Problem(
        .badParameter, "roles of version v7 know no Kubernetes kind `\(kind.escapedForDisplay)`", hint: hint(forUnknown: kind),
        path: "\(path).kind")
    }
    try refuseGroup(group, version: version, at: "\(path).api_group")
  case .plural: try checkPluralKind(kind, group: group, at: path)
  }
}

private func refuseGroup(_ group: String, version: String, at path: String) throws(Problem) {
  guard group.isEmpty else {
    throw Problem(
      .badParameter, "roles of version \(version) have no Kubernetes API groups",
      hint: "leave api_group out, or make the role `version: v8`",
      path: path)
  }
}

private func checkPluralKind(_ kind: String, group: String, at path: String) throws(Problem) {
  let isLegal = kind.utf8.allSatisfy { byte in
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
  }
  guard kind == "*" || isLegal else {
    throw Problem(
      .badParameter, "`\(kind.escapedForDisplay)` is not the plural of a Kubernetes kind",
      hint: "write `*`, or the plural as `kubectl api-resources` prints it, such as pods", path: "\(path).kind")
  }
  guard !group.contains("{{"), !group.contains("}}") else {
    throw Problem(
      .badParameter, "a Kubernetes API group cannot come from a trait: `\(group.escapedForDisplay)`", hint: "name the group, or write `*`",
      path: "\(path).api_group")
  }
  let pattern: Pattern
  do { pattern = try Pattern(group) } catch {
    throw Problem(error.kind, error.message, hint: error.hint, path: "\(path).api_group")
  }
  // A singular name of v7 in its own group is a role that was moved to v8 without its kinds: it would match nothing.
  if let known = KubernetesKind.named(singular: kind), pattern.matches(known.apiGroup) || group.isEmpty {
    throw Problem(
      .badParameter, "roles of version v8 name Kubernetes kinds in the plural, not `\(kind)`", hint: "write \(shown(known))",
      path: "\(path).kind")
  }
  guard group.isEmpty else { return }
  let known = KubernetesKind.named(plural: kind)
  guard known.contains(where: \.apiGroup.isEmpty) else {
    throw Problem(
      .badParameter, "the Kubernetes kind `\(kind)` needs an API group",
      hint: known.first.map { "write \(shown($0))" } ?? "write `api_group: '*'`, or the group as `kubectl api-resources` prints it",
      path: "\(path).api_group")
  }
}

private func checkNamespace(of resource: KubernetesResource, version: String, at path: String) throws(Problem) {
  guard resource.namespace.isEmpty else { return }
  let isNamespaced: Bool
  if KubernetesRoleForm(version: version) == .plural {
    let group = try Pattern(resource.apiGroup)
    isNamespaced = KubernetesKind.named(plural: resource.kind).contains { group.matches($0.apiGroup) && !$0.isClusterWide }
  } else {
    isNamespaced = KubernetesKind.named(singular: resource.kind)?.isClusterWide != true
  }
  guard !isNamespaced else {
    throw Problem(
      .badParameter, "Kubernetes objects of kind `\(resource.kind.escapedForDisplay)` need a namespace",
      hint: "write `namespace: '*'` for all namespaces", path: path)
  }
}

private func checkPatternTemplate(_ text: String, at path: String) throws(Problem) {
  do {
    if let plain = try Template(text).literal { _ = try Pattern(plain) }
  } catch {
    throw Problem(error.kind, error.message, hint: error.hint, path: path)
  }
}

private func checkVerbs(_ verbs: [String], at path: String) throws(Problem) {
  let names = KubernetesVerb.allCases.map(\.rawValue).joined(separator: ", ")
  for verb in verbs {
    let template: Template
    do { template = try Template(verb) } catch { throw Problem(error.kind, error.message, hint: error.hint, path: path) }
    guard let text = template.literal, text != "*", KubernetesVerb(rawValue: text) == nil else { continue }
    throw Problem(
      .badParameter, "`\(verb.escapedForDisplay)` is not a Kubernetes verb", hint: "one of \(names), or `*` alone", path: path)
  }
  guard verbs.count <= 1 || !verbs.contains("*") else {
    throw Problem(
      .badParameter, "`*` cannot be mixed with other Kubernetes verbs, since it holds them all", hint: "write `*` alone, or leave it out",
      path: path)
  }
}

private func example(_ version: String) -> String { KubernetesRoleForm(version: version) == .plural ? "pods" : "pod" }

private func shown(_ kind: KubernetesKind) -> String {
  kind.apiGroup.isEmpty ? "`kind: \(kind.plural)`" : "`kind: \(kind.plural)` with `api_group: \(kind.apiGroup)`"
}

private func hint(forUnknown kind: String) -> String {
  if let known = KubernetesKind.named(plural: kind).lazy.compactMap(\.singular).first { return "write `kind: \(known)`" }
  return "one of \(KubernetesKind.version7.compactMap(\.singular).joined(separator: ", ")), or `*`; custom resources need `version: v8`"
}
