public import ThresholdModel

/// A document to write.
public struct DocumentBody: Body, Hashable {
  /// What to do when it exists or does not.
  public enum Mode: String, Codable, Hashable, Sendable {
    /// Refused when it exists.
    case create
    /// Written either way.
    case upsert
  }

  public var document: Value
  public var mode: Mode

  public init(document: Value, mode: Mode) {
    self.document = document
    self.mode = mode
  }

  public static let example = DocumentBody(
    document: .map(["kind": "role", "version": "v8", "metadata": .map(["name": "dba"]), "spec": .map([:])]), mode: .create)
}

/// What was written.
public struct DocumentAnswer: Body, Hashable {
  /// As stored, with its revision.
  public var document: Value
  public var created: Bool

  public init(document: Value, created: Bool) {
    self.document = document
    self.created = created
  }

  public static let example = DocumentAnswer(document: DocumentBody.example.document, created: true)
}

/// Documents of one kind, sorted by name.
public struct DocumentsAnswer: Body, Hashable {
  public var documents: [Value]

  public init(documents: [Value]) { self.documents = documents }
  public static let example = DocumentsAnswer(documents: [DocumentBody.example.document])
}
