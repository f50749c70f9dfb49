/// How a role's version reads `kubernetes_resources`. Source: reference, roles-and-resources §2.
public enum KubernetesRoleForm: Hashable, Sendable {
  /// `v3` to `v6`: entries narrow pods; everything else is open.
  case pods
  /// `v7`: 21 kinds by their singular names, and `*`.
  case singular
  /// `v8`: every kind by its plural name and API group, custom resources included.
  case plural

  /// The form of a role version; nil for versions that do not exist.
  public init?(version: String) {
    switch version {
    case "v3", "v4", "v5", "v6": self = .pods
    case "v7": self = .singular
    case "v8": self = .plural
    default: return nil
    }
  }
}

extension KubernetesResource {
  /// What `allow.kubernetes_resources` holds when a role that names Kubernetes labels leaves it out. A role
  /// without such labels reaches no cluster, and has none.
  public static func defaults(version: String) -> [KubernetesResource] {
    switch version {
    case "v3", "v4", "v5": [KubernetesResource(kind: "pod", namespace: "*", name: "*", verbs: ["*"])]
    case "v7": [KubernetesResource(kind: "*", namespace: "*", name: "*", verbs: ["*"])]
    case "v8": [KubernetesResource(kind: "*", apiGroup: "*", namespace: "*", name: "*", verbs: ["*"])]
    default: []
    }
  }

  /// What `verbs` holds when an entry of a role of this version leaves it out: empty matches nothing.
  public static func defaultVerbs(version: String) -> [String] {
    KubernetesRoleForm(version: version) == .pods ? ["*"] : []
  }
}
