/// One object in a Kubernetes cluster, as a request to its API names it.
public struct KubernetesObject: Hashable, Sendable, CustomStringConvertible {
  /// The plural of the API path, for example `pods` or, for a custom resource, `certificates`. A
  /// sub-resource is no part of it: running a command in a pod is the verb ``KubernetesVerb/exec``.
  public let plural: String
  /// The API group, for example `apps`; empty for the core group.
  public let apiGroup: String
  /// Nil for objects that stand in no namespace.
  public let namespace: String?
  public let name: String

  /// Names an object as the API path does. An empty namespace counts as none, and so does any namespace of an
  /// object whose kind has none.
  public init(plural: String, apiGroup: String = "", namespace: String? = nil, name: String) {
    self.plural = plural
    self.apiGroup = apiGroup
    self.name = name
    let isClusterWide = Self.kind(plural: plural, apiGroup: apiGroup)?.isClusterWide ?? false
    self.namespace = isClusterWide ? nil : namespace.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Names an object by its kind.
  public init(kind: KubernetesKind, namespace: String? = nil, name: String) {
    self.init(plural: kind.plural, apiGroup: kind.apiGroup, namespace: namespace, name: name)
  }

  /// The kind, when it is one that every cluster serves; nil for custom resources.
  public var kind: KubernetesKind? { Self.kind(plural: plural, apiGroup: apiGroup) }

  private static func kind(plural: String, apiGroup: String) -> KubernetesKind? {
    let kinds = KubernetesKind.named(plural: plural)
    return kinds.first { $0.apiGroup == apiGroup } ?? kinds.first { $0.apiGroup == otherGroup(of: plural, in: apiGroup) }
  }

  /// All API groups under which the object is served: what is allowed or denied under one is so under the
  /// other, since it is the same object through another door.
  public var apiGroups: [String] { [apiGroup] + [Self.otherGroup(of: plural, in: apiGroup)].compactMap(\.self) }

  /// Events are served by two groups; old clusters serve some kinds of today's groups as `extensions`, too.
  private static func otherGroup(of plural: String, in apiGroup: String) -> String? {
    switch (plural, apiGroup) {
    case ("events", ""): "events.k8s.io"
    case ("events", "events.k8s.io"): ""
    case ("deployments", "extensions"), ("daemonsets", "extensions"), ("replicasets", "extensions"): "apps"
    case ("ingresses", "extensions"), ("networkpolicies", "extensions"): "networking.k8s.io"
    default: nil
    }
  }

  /// For example `deployments.apps prod/web` or `nodes worker-1`.
  public var description: String {
    let type = apiGroup.isEmpty ? plural : "\(plural).\(apiGroup)"
    return "\(type) \(namespace.map { "\($0)/" } ?? "")\(name)"
  }
}
