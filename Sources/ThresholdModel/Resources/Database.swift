/// A database. Document kind `db`, version `v3`. Source: reference, roles-and-resources §6, §7.1, §13.
public typealias Database = Document<DatabaseSpec>

/// What a database speaks, where it is, and what its cloud calls it.
public struct DatabaseSpec: DocumentSpec {
  /// The wire protocol as written, for example `postgres`; see ``DatabaseEngine`` for what follows from it.
  public var wireProtocol: String
  /// `host:port`, or a URI of the engine: `mongodb+srv://…`.
  public var uri: String
  /// The account that makes users on demand; nil when there is none, and then no user is made.
  public var adminUser: DatabaseAdmin?
  /// Labels by command; their values are not known here.
  public var dynamicLabels: [String: DynamicLabel]
  /// `aws`, `gcp`, `azure`, `tls` and the other blocks as they came.
  public var kept: KeptFields

  public init(
    wireProtocol: String, uri: String, adminUser: DatabaseAdmin? = nil, dynamicLabels: [String: DynamicLabel] = [:],
    kept: KeptFields = KeptFields()
  ) {
    self.wireProtocol = wireProtocol
    self.uri = uri
    self.adminUser = adminUser
    self.dynamicLabels = dynamicLabels
    self.kept = kept
  }

  public static let fields = FieldTable(
    kind: "db", versions: ["v3"],
    fields: [
      Field("spec.protocol", .text, limit: 64, "the wire protocol, such as postgres, mysql or mongodb"),
      Field("spec.uri", .text, limit: 1024, "where it is: host:port, or a URI of the engine"),
      Field("spec.admin_user", .object, "the account that makes users on demand"),
      Field("spec.admin_user.name", .text, limit: 256, "that account's name; without one no user is made"),
      Field("spec.admin_user.default_database", .text, limit: 256, "the database it signs in to"),
      Field("spec.ca_cert", .text, support: .kept, limit: 65_536, "an older form of `tls.ca_cert`"),
      Field("status", .object, owner: .server, "run-time state"),
    ] + DynamicLabel.fields(at: "spec.dynamic_labels")
      + Field.kept(["ad", "aws", "azure", "gcp", "iam_auth", "mongo_atlas", "mysql", "oracle", "tls", "health_check"]))

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    wireProtocol = try container.value(.wireProtocol, or: "")
    uri = try container.value(.uri, or: "")
    adminUser = try container.decodeIfPresent(DatabaseAdmin.self, forKey: .adminUser)
    dynamicLabels = try container.dynamicLabels(.dynamicLabels)
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(wireProtocol, forKey: .wireProtocol)
    try container.encode(uri, forKey: .uri)
    try container.encodeIfPresent(adminUser, forKey: .adminUser)
    try container.encodeFilled(dynamicLabels, forKey: .dynamicLabels)
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case uri
    case wireProtocol = "protocol"
    case adminUser = "admin_user"
    case dynamicLabels = "dynamic_labels"
  }
}

/// The account that makes database users on demand.
public struct DatabaseAdmin: Codable, Hashable, Sendable {
  public var name: String
  /// The database that it signs in to; empty for the engine's own default.
  public var defaultDatabase: String

  public init(name: String, defaultDatabase: String = "") {
    self.name = name
    self.defaultDatabase = defaultDatabase
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.value(.name, or: "")
    defaultDatabase = try container.value(.defaultDatabase, or: "")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encodeFilled(defaultDatabase, forKey: .defaultDatabase)
  }

  private enum CodingKeys: String, CodingKey {
    case name
    case defaultDatabase = "default_database"
  }
}

extension Document where Spec == DatabaseSpec {
  public var name: String { metadata.name }
  public var labels: [String: String] { metadata.labels }

  /// The engine, from the protocol, the cloud blocks and the address; nil for a protocol not known.
  public var engine: DatabaseEngine? { DatabaseEngine(of: spec) }
  /// The AWS account as 12 digits; nil when the document names none.
  public var awsAccountID: String? { spec.kept["aws"]?["account_id"]?.text.flatMap { $0.isEmpty ? nil : $0 } }
  /// The AWS region, for example `us-east-1`; nil when the document names none.
  public var awsRegion: String? { spec.kept["aws"]?["region"]?.text.flatMap { $0.isEmpty ? nil : $0 } }
  /// Whether `db_names` is checked beside `db_users`; for an engine that is not known, it is.
  public var checksNameToo: Bool { engine?.checksNameToo ?? true }
  /// Whether users are made on demand: there is an admin account, and the engine can.
  public var supportsAutoUsers: Bool {
    guard let admin = spec.adminUser, !admin.name.isEmpty else { return false }
    return engine?.supportsAutoUsers ?? false
  }

  public init(name: String, labels: [String: String] = [:], spec: DatabaseSpec) {
    self.init(version: "v3", metadata: Metadata(name: name, labels: labels), spec: spec)
  }
}
