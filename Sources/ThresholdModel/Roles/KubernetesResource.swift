/// Which objects inside a Kubernetes cluster one entry of a role's `kubernetes_resources` means, and what
/// may, or on the deny side may not, be done with them. What an entry means depends on the version of its
/// role: see ``KubernetesRoleForm``. Source: reference, roles-and-resources §1.2 and §2.
public struct KubernetesResource: Codable, Hashable, Sendable {
  /// `*`, or a kind: singular up to `v7` (`pod`, `kube_node`), plural from `v8` on (`pods`, `certificates`).
  public var kind: String
  /// `v8` only: the API group, a `*` glob or a `^…$` expression of it; empty for the core group.
  public var apiGroup: String
  /// A name, a glob, an expression or a template; empty for cluster-wide kinds.
  public var namespace: String
  /// A name, a glob, an expression or a template.
  public var name: String
  /// ``KubernetesVerb`` texts, `*` or templates. Empty means `*` up to `v6` and nothing from `v7` on.
  public var verbs: [String]

  public init(kind: String, apiGroup: String = "", namespace: String = "", name: String = "", verbs: [String] = []) {
    self.kind = kind
    self.apiGroup = apiGroup
    self.namespace = namespace
    self.name = name
    self.verbs = verbs
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind = try container.value(.kind, or: "")
    apiGroup = try container.value(.apiGroup, or: "")
    namespace = try container.value(.namespace, or: "")
    name = try container.value(.name, or: "")
    verbs = try container.list(.verbs)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encodeFilled(apiGroup, forKey: .apiGroup)
    try container.encodeFilled(namespace, forKey: .namespace)
    try container.encodeFilled(name, forKey: .name)
    try container.encodeFilled(verbs, forKey: .verbs)
  }

  private enum CodingKeys: String, CodingKey {
    case kind, namespace, name, verbs
    case apiGroup = "api_group"
  }

  /// The rows of a role's field table for a list of these at a path such as `spec.allow.kubernetes_resources`.
  public static func fields(at path: String) -> [Field] {
    [
      Field(path, .objects, limit: 200, "objects inside those Kubernetes clusters"),
      Field("\(path)[].kind", .text, limit: 253, "a kind, or `*`: singular up to v7, plural from v8 on"),
      Field("\(path)[].api_group", .text, limit: 1024, "v8: the API group, or a pattern of it; empty for the core group"),
      Field("\(path)[].namespace", .text, limit: 1024, "a namespace, a pattern or a template; empty for cluster-wide kinds"),
      Field("\(path)[].name", .text, limit: 1024, "a name, a pattern or a template"),
      Field("\(path)[].verbs", .texts, limit: 20, "what may be done with them: Kubernetes verbs, or `*`"),
    ]
  }
}

/// A kind of Kubernetes objects that a role's `request.kubernetes_resources` lets holders request, or on
/// the deny side keeps them from requesting. Source: reference, lists-and-requests §5.3.
public struct RequestKubernetesResource: Codable, Hashable, Sendable {
  /// As in ``KubernetesResource/kind``.
  public var kind: String
  /// As in ``KubernetesResource/apiGroup``.
  public var apiGroup: String

  public init(kind: String, apiGroup: String = "") {
    self.kind = kind
    self.apiGroup = apiGroup
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind = try container.value(.kind, or: "")
    apiGroup = try container.value(.apiGroup, or: "")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encodeFilled(apiGroup, forKey: .apiGroup)
  }

  private enum CodingKeys: String, CodingKey {
    case kind
    case apiGroup = "api_group"
  }

  /// The rows of a role's field table for a list of these at a path such as `spec.allow.request.kubernetes_resources`.
  public static func fields(at path: String) -> [Field] {
    [
      Field(path, .objects, limit: 200, "kinds of Kubernetes objects that may be requested; absent means any, and whole clusters"),
      Field("\(path)[].kind", .text, limit: 253, "a kind, or `*`: singular up to v7, plural from v8 on"),
      Field("\(path)[].api_group", .text, limit: 1024, "v8: the API group, or a pattern of it; empty for the core group"),
    ]
  }
}

/// What can be done with a Kubernetes object. `exec` and `portforward` stand for the sub-resources of pods.
/// Source: reference, roles-and-resources §2.
public enum KubernetesVerb: String, Codable, Hashable, Sendable, CaseIterable {
  case get, list, watch, create, update, patch, delete, deletecollection, exec, portforward

  /// Whether the verb only looks.
  public var isReading: Bool { self == .get || self == .list || self == .watch }
}
