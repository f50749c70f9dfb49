public import ThresholdModel

/// What a writer expects to find where a document is to be written.
public enum DocumentMode: String, Codable, Hashable, Sendable {
  /// Refused when it exists.
  case create
  /// Written either way.
  case upsert
  /// Refused when it does not exist.
  case update
}

/// A document to write.
public struct DocumentBody: Body, Hashable {
  public typealias Mode = DocumentMode

  public var document: Value
  public var mode: Mode

  public init(document: Value, mode: Mode) {
    self.document = document
    self.mode = mode
  }

  public static let example = DocumentBody(
    document: .map(["kind": "role", "version": "v8", "metadata": .map(["name": "dba"]), "spec": .map([:])]), mode: .create)
}

/// Documents to write as one change.
public struct DocumentsBody: Body, Hashable {
  /// In any order; at most 1,000.
  public var documents: [Value]
  /// Holds for each of them.
  public var mode: DocumentMode
  /// Leaves out unknown fields that can only add something, and answers which; nil refuses them.
  public var ignoreUnknownFields: Bool?

  public init(documents: [Value], mode: DocumentMode, ignoreUnknownFields: Bool? = nil) {
    self.documents = documents
    self.mode = mode
    self.ignoreUnknownFields = ignoreUnknownFields
  }

  public static let example = DocumentsBody(documents: [DocumentBody.example.document], mode: .upsert, ignoreUnknownFields: true)
  private enum CodingKeys: String, CodingKey {
    case documents, mode
    case ignoreUnknownFields = "ignore_unknown_fields"
  }
}

/// What was written.
public struct DocumentAnswer: Body, Hashable {
  /// Something in a document that may be written, and does not do what one might think.
  public struct Warning: Codable, Hashable, Sendable {
    /// Where in the document.
    public var path: String
    public var message: String

    public init(path: String, message: String) {
      self.path = path
      self.message = message
    }
  }

  /// As stored, with its revision.
  public var document: Value
  public var created: Bool
  /// Absent where nothing was written, and from servers that have none.
  public var warnings: [Warning]?
  /// Places of unknown fields that were left out, as the writer agreed.
  public var ignored: [String]?

  public init(document: Value, created: Bool, warnings: [Warning]? = nil, ignored: [String]? = nil) {
    self.document = document
    self.created = created
    self.warnings = warnings
    self.ignored = ignored
  }

  public static let example = DocumentAnswer(
    document: DocumentBody.example.document, created: true,
    warnings: [Warning(path: "spec.deny.node_labels", message: "the keys are and-ed")], ignored: ["spec.allow.mainframe_labels"])
}

/// What one change wrote, in the order of its documents.
public struct WrittenAnswer: Body, Hashable {
  public var results: [DocumentAnswer]

  public init(results: [DocumentAnswer]) { self.results = results }
  public static let example = WrittenAnswer(results: [.example])
}

/// Documents of one kind, sorted by name.
public struct DocumentsAnswer: Body, Hashable {
  public var documents: [Value]

  public init(documents: [Value]) { self.documents = documents }
  public static let example = DocumentsAnswer(documents: [DocumentBody.example.document])
}
