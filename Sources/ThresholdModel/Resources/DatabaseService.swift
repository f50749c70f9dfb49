/// An agent that serves databases; roles reach it by `db_service_labels`. Document kind `db_service`,
/// version `v1`. Source: reference, roles-and-resources §5.3.
public typealias DatabaseService = Document<DatabaseServiceSpec>

/// Which databases the agent takes on.
public struct DatabaseServiceSpec: DocumentSpec {
  /// The agent's host; empty when unknown.
  public var hostname: String
  /// `resources`, the label maps of the databases it serves, as they came.
  public var kept: KeptFields

  public init(hostname: String = "", kept: KeptFields = KeptFields()) {
    self.hostname = hostname
    self.kept = kept
  }

  public static let fields = FieldTable(
    kind: "db_service", versions: ["v1"],
    fields: [
      Field("spec.hostname", .text, limit: 253, "the agent's host"),
      Field("status", .object, owner: .server, "run-time state"),
    ] + Field.kept(["resources"]))

  public init(from decoder: any Decoder) throws {
    hostname = try decoder.container(keyedBy: CodingKeys.self).value(.hostname, or: "")
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeFilled(hostname, forKey: .hostname)
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case hostname }
}

extension Document where Spec == DatabaseServiceSpec {
  public var name: String { metadata.name }
  public var labels: [String: String] { metadata.labels }

  public init(name: String, labels: [String: String] = [:], spec: DatabaseServiceSpec = DatabaseServiceSpec()) {
    self.init(version: "v1", metadata: Metadata(name: name, labels: labels), spec: spec)
  }
}
