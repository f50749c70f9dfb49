/// A kind of Kubernetes objects that every cluster serves, under the names that roles of different
/// versions use for it. Source: reference, roles-and-resources §2; Kubernetes API, resource types.
public struct KubernetesKind: Hashable, Sendable {
  /// The plural as it stands in API paths, for example `deployments`: the one form that decisions use.
  public let plural: String
  /// The API group, for example `apps`; empty for the core group.
  public let apiGroup: String
  /// The name in roles of version `v7` and in older resource ids, for example `deployment`; nil for kinds
  /// that `v7` does not know.
  public let singular: String?
  /// Whether objects of the kind stand in no namespace.
  public let isClusterWide: Bool

  /// Namespaces themselves, which several rules treat apart.
  public static let namespaces = KubernetesKind(plural: "namespaces", apiGroup: "", singular: "namespace", isClusterWide: true)

  /// The 21 kinds of `v7`, then the other kinds that a cluster brings along.
  public static let all: [KubernetesKind] = version7 + others

  /// The 21 kinds that `v7` can name, in the reference's order.
  public static let version7: [KubernetesKind] = [
    namespaced("pods", "", "pod"), namespaced("secrets", "", "secret"), namespaced("configmaps", "", "configmap"), namespaces,
    namespaced("services", "", "service"), namespaced("serviceaccounts", "", "serviceaccount"), clusterWide("nodes", "", "kube_node"),
    clusterWide("persistentvolumes", "", "persistentvolume"), namespaced("persistentvolumeclaims", "", "persistentvolumeclaim"),
    namespaced("deployments", "apps", "deployment"), namespaced("replicasets", "apps", "replicaset"),
    namespaced("statefulsets", "apps", "statefulset"), namespaced("daemonsets", "apps", "daemonset"),
    clusterWide("clusterroles", authorization, "clusterrole"), namespaced("roles", authorization, "kube_role"),
    clusterWide("clusterrolebindings", authorization, "clusterrolebinding"), namespaced("rolebindings", authorization, "rolebinding"),
    namespaced("cronjobs", "batch", "cronjob"), namespaced("jobs", "batch", "job"),
    clusterWide("certificatesigningrequests", "certificates.k8s.io", "certificatesigningrequest"),
    namespaced("ingresses", "networking.k8s.io", "ingress"),
  ]

  private static let others: [KubernetesKind] = [
    namespaced("bindings", ""), namespaced("endpoints", ""), namespaced("events", ""), namespaced("limitranges", ""),
    namespaced("podtemplates", ""), namespaced("replicationcontrollers", ""), namespaced("resourcequotas", ""),
    clusterWide("componentstatuses", ""),
    namespaced("controllerrevisions", "apps"), namespaced("horizontalpodautoscalers", "autoscaling"),
    namespaced("leases", "coordination.k8s.io"), namespaced("endpointslices", "discovery.k8s.io"), namespaced("events", "events.k8s.io"),
    namespaced("networkpolicies", "networking.k8s.io"), clusterWide("ingressclasses", "networking.k8s.io"),
    namespaced("poddisruptionbudgets", "policy"), clusterWide("priorityclasses", "scheduling.k8s.io"),
    clusterWide("runtimeclasses", "node.k8s.io"), clusterWide("storageclasses", "storage.k8s.io"),
    clusterWide("volumeattachments", "storage.k8s.io"), clusterWide("csidrivers", "storage.k8s.io"),
    clusterWide("csinodes", "storage.k8s.io"), namespaced("csistoragecapacities", "storage.k8s.io"),
    clusterWide("customresourcedefinitions", "apiextensions.k8s.io"), clusterWide("apiservices", "apiregistration.k8s.io"),
    clusterWide("mutatingwebhookconfigurations", "admissionregistration.k8s.io"),
    clusterWide("validatingwebhookconfigurations", "admissionregistration.k8s.io"),
    clusterWide("validatingadmissionpolicies", "admissionregistration.k8s.io"),
    clusterWide("validatingadmissionpolicybindings", "admissionregistration.k8s.io"),
    clusterWide("flowschemas", "flowcontrol.apiserver.k8s.io"),
    clusterWide("prioritylevelconfigurations", "flowcontrol.apiserver.k8s.io"),
    clusterWide("tokenreviews", "authentication.k8s.io"), clusterWide("selfsubjectreviews", "authentication.k8s.io"),
    namespaced("localsubjectaccessreviews", "authorization.k8s.io"), clusterWide("subjectaccessreviews", "authorization.k8s.io"),
    clusterWide("selfsubjectaccessreviews", "authorization.k8s.io"), clusterWide("selfsubjectrulesreviews", "authorization.k8s.io"),
  ]

  private static let authorization = "rbac.authorization.k8s.io"

  /// The kind that `v7` calls by this name; nil when there is none.
  public static func named(singular: String) -> KubernetesKind? { bySingular[singular] }

  /// The kinds with this plural: none for custom resources, two for `events`.
  public static func named(plural: String) -> [KubernetesKind] { byPlural[plural] ?? [] }

  private static let bySingular = Dictionary(
    version7.compactMap { kind in kind.singular.map { ($0, kind) } }, uniquingKeysWith: { first, _ in first })
  private static let byPlural = Dictionary(grouping: all, by: \.plural)

  private static func namespaced(_ plural: String, _ group: String, _ singular: String? = nil) -> KubernetesKind {
    KubernetesKind(plural: plural, apiGroup: group, singular: singular, isClusterWide: false)
  }

  private static func clusterWide(_ plural: String, _ group: String, _ singular: String? = nil) -> KubernetesKind {
    KubernetesKind(plural: plural, apiGroup: group, singular: singular, isClusterWide: true)
  }
}
