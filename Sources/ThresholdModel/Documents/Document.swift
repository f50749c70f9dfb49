/// What a kind of document says in its `spec`.
public protocol DocumentSpec: Codable, Hashable, Sendable {
  /// All fields of the kind.
  static var fields: FieldTable { get }

  /// The document with what may be left out of it because it stands elsewhere in it.
  static func completed(_ document: Value) -> Value
}

extension DocumentSpec {
  public static func completed(_ document: Value) -> Value { document }
}

/// What every document has beside its content.
public struct Metadata: Codable, Hashable, Sendable {
  public var name: String
  public var description: String
  public var labels: [String: String]
  /// When the thing stops to exist; nil means never.
  public var expires: Moment?
  /// Opaque; new with every stored change. Empty before the first.
  public var revision: String

  public init(name: String, description: String = "", labels: [String: String] = [:], expires: Moment? = nil, revision: String = "") {
    self.name = name
    self.description = description
    self.labels = labels
    self.expires = expires
    self.revision = revision
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    description = try container.decodeIfPresent(String.self, forKey: .description) ?? ""
    labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
    expires = try container.decodeIfPresent(Moment.self, forKey: .expires)
    revision = try container.decodeIfPresent(String.self, forKey: .revision) ?? ""
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    if !description.isEmpty { try container.encode(description, forKey: .description) }
    if !labels.isEmpty { try container.encode(labels, forKey: .labels) }
    try container.encodeIfPresent(expires, forKey: .expires)
    if !revision.isEmpty { try container.encode(revision, forKey: .revision) }
  }

  private enum CodingKeys: String, CodingKey { case name, description, labels, expires, revision }
}

/// A thing of one kind as people read and write it: `kind`, `version`, `metadata`, `spec`.
public struct Document<Spec: DocumentSpec>: Codable, Hashable, Sendable {
  public var subKind: String
  public var version: String
  public var metadata: Metadata
  public var spec: Spec

  public init(subKind: String = "", version: String, metadata: Metadata, spec: Spec) {
    self.subKind = subKind
    self.version = version
    self.metadata = metadata
    self.spec = spec
  }

  /// The kind as text, for example `role`.
  public static var kind: String { Spec.fields.kind }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    subKind = try container.decodeIfPresent(String.self, forKey: .subKind) ?? ""
    version = try container.decode(String.self, forKey: .version)
    metadata = try container.decode(Metadata.self, forKey: .metadata)
    spec = try container.decode(Spec.self, forKey: .spec)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.kind, forKey: .kind)
    if !subKind.isEmpty { try container.encode(subKind, forKey: .subKind) }
    try container.encode(version, forKey: .version)
    try container.encode(metadata, forKey: .metadata)
    try container.encode(spec, forKey: .spec)
  }

  private enum CodingKeys: String, CodingKey {
    case kind, version, metadata, spec
    case subKind = "sub_kind"
  }
}
