/// A cluster that trusts this one; roles reach it by `cluster_labels`. Document kind `remote_cluster`,
/// version `v3`; the document has no `spec`. Source: reference, roles-and-resources §5.3.
public typealias RemoteCluster = Document<RemoteClusterSpec>

/// Nothing: a remote cluster is its name and its labels.
public struct RemoteClusterSpec: DocumentSpec {
  public init() {}

  public static let fields = FieldTable(
    kind: "remote_cluster", versions: ["v3"], fields: [Field("status", .object, owner: .server, "run-time state")])
}

extension Document where Spec == RemoteClusterSpec {
  public var name: String { metadata.name }
  public var labels: [String: String] { metadata.labels }

  public init(name: String, labels: [String: String] = [:]) {
    self.init(version: "v3", metadata: Metadata(name: name, labels: labels), spec: RemoteClusterSpec())
  }
}
