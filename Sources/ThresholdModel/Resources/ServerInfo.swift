/// More labels for one server, apart from its own document. Document kind `server_info`, version `v1`,
/// name `si-<server's UUID>`. Source: reference, roles-and-resources §6.
public typealias ServerInfo = Document<ServerInfoSpec>

/// The labels that a `server_info` adds.
public struct ServerInfoSpec: DocumentSpec {
  /// As written; the server gets them with the prefix `dynamic/`.
  public var newLabels: [String: String]

  public init(newLabels: [String: String] = [:]) { self.newLabels = newLabels }

  public static let fields = FieldTable(
    kind: "server_info", versions: ["v1"],
    fields: [
      Field("spec.new_labels", .labels, limit: 100, "labels that the server gets, each prefixed `dynamic/`"),
      Field("status", .object, owner: .server, "run-time state"),
    ])

  public init(from decoder: any Decoder) throws {
    newLabels = try decoder.container(keyedBy: CodingKeys.self).value(.newLabels, or: [:])
  }

  private enum CodingKeys: String, CodingKey { case newLabels = "new_labels" }
}

extension Document where Spec == ServerInfoSpec {
  /// The server that is meant; nil when the name does not begin with `si-`.
  public var server: ServerID? {
    metadata.name.hasPrefix("si-") ? ServerID(String(metadata.name.dropFirst(3))) : nil
  }

  /// The labels as roles match them: a key that has the prefix already keeps it.
  public var labels: [String: String] {
    Dictionary(
      spec.newLabels.sorted { $0.key < $1.key }.map {
        ($0.key.hasPrefix(Labels.dynamicPrefix) ? $0.key : Labels.dynamicPrefix + $0.key, $0.value)
      },
      uniquingKeysWith: { first, _ in first })
  }

  public init(of server: ServerID, newLabels: [String: String]) {
    self.init(version: "v1", metadata: Metadata(name: "si-" + server.text), spec: ServerInfoSpec(newLabels: newLabels))
  }
}
