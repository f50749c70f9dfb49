/// All fields of one kind. Decoding, errors about unknown fields, the API document and the reference
/// pages all read this one table.
public struct FieldTable: Sendable {
  /// The kind's name as it stands in documents, for example `access_list`.
  public let kind: String
  /// Versions that may be written, newest last; the last one is the default where a door fills it in.
  public let versions: [String]
  /// In the order in which the reference pages show them.
  public let fields: [Field]
  /// Maps whose unknown fields a writer may have left out instead of refused: what stands in them can only add.
  /// A field that would narrow something must never get lost.
  let lenient: Set<String>
  private let byPath: [String: Field]

  /// - Parameter lenient: paths as in the table; `metadata` always counts.
  public init(kind: String, versions: [String], fields: [Field], lenient: Set<String> = []) {
    self.kind = kind
    self.versions = versions
    self.fields = Self.envelope + fields
    self.lenient = lenient.union(["metadata"])
    byPath = Dictionary(self.fields.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static let envelope: [Field] = [
    Field("kind", .text, "what kind of thing this document is"),
    Field("sub_kind", .text, "a finer kind, where the kind has some"),
    Field("version", .text, "which form of the kind this document is written in"),
    Field("scope", .text, support: .notYet, "a part of the cluster that the document is limited to: only empty is known here"),
    Field("metadata", .object, "what every kind has"),
    Field("metadata.name", .text, limit: 256, "the name, unique within the kind"),
    Field("metadata.namespace", .text, owner: .server, "always `default`"),
    Field("metadata.description", .text, "free text"),
    Field("metadata.labels", .labels, "labels of the document itself"),
    Field("metadata.expires", .time, "when the thing stops to exist; absent means never"),
    Field("metadata.revision", .text, "the stored version that this change starts from; absent means whatever is stored"),
    Field("metadata.id", .integer, owner: .server, "an older form of the revision"),
    Field("spec", .object, "the thing itself"),
  ]

  /// The field at a path, as the table writes paths.
  func field(at path: String) -> Field? { byPath[path] }

  /// Checks shapes, limits and names against the table and drops what only the server writes.
  /// - Returns: the document with `null`, server-owned and empty unsupported fields left out.
  /// - Throws: ``Problem`` of kind `badParameter`, with the place of the first field that is wrong, such as
  ///   `spec.owners[1].name`: unknown, not enforced yet, of another shape, or over its limit.
  public func checked(_ document: Value) throws(Problem) -> Value {
    guard case .map(let top) = document else {
      throw Problem(.badParameter, "a document must be a map of fields", hint: "start with `kind: \(kind)`")
    }
    guard top["kind"]?.text == kind else {
      throw Problem(.badParameter, "expected a document of kind `\(kind)`", hint: "write `kind: \(kind)`", path: "kind")
    }
    guard let version = top["version"]?.text, versions.contains(version) else {
      throw Problem(.badParameter, "`\(kind)` needs a known version", hint: "one of \(versions.joined(separator: ", "))", path: "version")
    }
    return .map(try DocumentCheck(table: self).checkedMap(top, at: "", place: "", depth: 0))
  }
}

extension Value {
  /// Null, false, zero, or a text, list or map without content: what other systems print for "not set".
  public var isEmpty: Bool {
    switch self {
    case .null, .bool(false), .integer(0), .text(""): true
    case .list(let items): items.isEmpty
    case .map(let entries): entries.values.allSatisfy(\.isEmpty)
    default: false
    }
  }
}
