import ThresholdModel
import ThresholdRules

/// What roles say about objects inside Kubernetes clusters, for the few kinds that ``Facts`` ask about.
/// Source: reference, roles-and-resources §2 and §7.2.
enum SlowKubernetes {
  static func denies(_ role: Role, _ act: KubernetesAct) -> Bool {
    role.spec.deny.kubernetesResources.contains { covers($0, act, role.roleVersion, deny: true) }
  }

  static func allows(_ slow: SlowRole, _ act: KubernetesAct) -> Bool {
    let (role, version) = (slow.role, slow.version)
    var entries = role.spec.allow.kubernetesResources
    if entries.isEmpty, slow.labels(.kubernetes, deny: false) != nil {
      switch version {
      case .v3, .v4, .v5: entries = [KubernetesResource(kind: "pod", namespace: "*", name: "*")]
      case .v6: break
      case .v7, .v8: entries = [KubernetesResource(kind: "*", apiGroup: version == .v8 ? "*" : "", namespace: "*", name: "*", verbs: ["*"])]
      }
    }
    if entries.contains(where: { covers($0, act, version, deny: false) }) { return true }
    guard version <= .v6 else { return false }
    let isNarrowed = !entries.contains { $0.namespace == "*" && $0.name == "*" && ($0.verbs.isEmpty || $0.verbs == ["*"]) }
    // What is not a pod is open; of custom resources only while pods are not narrowed.
    return act.object.plural != "pods" && (!isNarrowed || act.object.plural != "widgets")
  }

  private static func covers(_ entry: KubernetesResource, _ act: KubernetesAct, _ version: RoleVersion, deny: Bool) -> Bool {
    let object = act.object
    let verbs = entry.verbs.isEmpty && version <= .v6 ? ["*"] : entry.verbs
    guard verbs.contains("*") || verbs.contains(act.verb.rawValue) else { return false }
    func namespaceFits(_ pattern: String) -> Bool { SlowMatching.matches(pattern, object.namespace ?? "") }
    if version < .v8 {
      if entry.kind == "namespace" { return object.namespace.map { SlowMatching.matches(entry.name, $0) } ?? false }
      guard SlowMatching.matches(entry.name, object.name) else { return false }
      switch (entry.kind, object.plural) {
      case ("pod", "pods"), ("secret", "secrets"): return namespaceFits(entry.namespace)
      case ("kube_node", "nodes"), ("*", "nodes"): return true
      case ("*", _): return namespaceFits(entry.namespace)
      default: return false
      }
    }
    guard SlowMatching.matches(entry.name, object.name), SlowMatching.matches(entry.apiGroup, object.apiGroup) else { return false }
    if entry.kind == "*" { return namespaceFits(entry.namespace) }
    guard entry.kind == object.plural else { return false }
    // A denial without a namespace holds in all of them.
    return namespaceFits(entry.namespace) || (deny && (entry.namespace.isEmpty || object.plural == "nodes"))
  }

  /// Whether a request for resources takes an object in.
  static func asks(_ request: AccessRequest, _ act: KubernetesAct, in cluster: String) -> Bool {
    request.spec.resources.contains { id in
      guard id.cluster == "main", id.name == cluster else { return false }
      if id.kind == "kube_cluster" { return true }
      guard id.kind == "kube:ns:pods", act.object.plural == "pods", let namespace = act.object.namespace else { return false }
      let parts = (id.subResource ?? "").split(separator: "/").map(String.init)
      return parts.count == 2 && SlowMatching.matches(parts[0], namespace) && SlowMatching.matches(parts[1], act.object.name)
    }
  }
}
