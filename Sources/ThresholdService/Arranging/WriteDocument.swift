public import ThresholdModel
import ThresholdRules

/// What a writer expects to find where a document is to be written.
public enum WriteMode: String, Hashable, Sendable, CaseIterable {
  /// Nothing: a document of that name is in the way.
  case create
  /// Anything: it is replaced, or made.
  case upsert
  /// The document: one that is gone is not made again.
  case update
}

/// A document as it was written, and what its writer should know about it.
public struct WrittenDocument: Hashable, Sendable {
  /// Something that may be written, and does not do what one might think.
  public struct Warning: Hashable, Sendable {
    /// Where in the document, for example `spec.deny.node_labels`.
    public let path: String
    /// One sentence, lower case, no final period.
    public let message: String
  }

  /// As stored, with its revision.
  public let document: Value
  public let created: Bool
  public let warnings: [Warning]
  /// Places of unknown fields that were left out, as the writer agreed.
  public let ignored: [String]
}

extension Stories {
  /// Creates or replaces a document.
  /// - Parameter overwriting: false refuses a name that exists.
  /// - Throws: ``Problem``: what the field table, the rules, the revision or the caller's rights refuse.
  public func writeDocument(_ value: Value, overwriting: Bool, by caller: Caller) async throws(Problem) -> (document: Value, created: Bool)
  {
    let written = try await writeDocument(value, mode: overwriting ? .upsert : .create, by: caller)
    return (written.document, written.created)
  }

  /// Writes one document.
  /// - Parameter ignoringUnknownFields: see ``writeDocuments(_:mode:ignoringUnknownFields:by:)``.
  /// - Throws: ``Problem`` with the path in the document.
  public func writeDocument(
    _ value: Value, mode: WriteMode, ignoringUnknownFields: Bool = false, by caller: Caller
  ) async throws(Problem) -> WrittenDocument {
    let draft = try DocumentDraft(value, place: nil, ignoringUnknownFields: ignoringUnknownFields)
    guard let written = try await write([draft], mode: mode, by: caller).first else {
      throw Problem(.internalError, "a document was written and not answered")
    }
    return written
  }

  /// The most documents of one change.
  public static let mostDocuments = 1000

  /// Writes several documents as one change: in any order, all of them or none. What one names, another one may
  /// bring along: a role and the list that grants it, a list and its members.
  /// - Parameter ignoringUnknownFields: leaves out unknown fields that can only add something, and answers which;
  ///   others are refused all the same. See ``FieldTable/leavingOutUnknown(_:)``.
  /// - Returns: in the order of the documents.
  /// - Throws: ``Problem`` with the document in its path: `documents[2].spec.allow.logins`; nothing was written then.
  public func writeDocuments(
    _ values: [Value], mode: WriteMode, ignoringUnknownFields: Bool = false, by caller: Caller
  ) async throws(Problem) -> [WrittenDocument] {
    guard !values.isEmpty else { throw Problem(.badParameter, "there is no document to write", path: "documents") }
    guard values.count <= Self.mostDocuments else {
      throw Problem(
        .limitExceeded, "one change writes at most \(Self.mostDocuments) documents, not \(values.count)", hint: "split the file",
        path: "documents")
    }
    var drafts: [DocumentDraft] = []
    for (index, value) in values.enumerated() {
      drafts.append(try DocumentDraft(value, place: "documents[\(index)]", ignoringUnknownFields: ignoringUnknownFields))
    }
    try Self.checkDistinct(drafts)
    return try await write(drafts, mode: mode, by: caller)
  }

  private func write(_ drafts: [DocumentDraft], mode: WriteMode, by caller: Caller) async throws(Problem) -> [WrittenDocument] {
    let existed: [Bool]
    do throws(Problem) {
      existed = try await committer.commit { (situation) throws(Problem) in
        try Self.drafted(drafts, mode: mode, by: caller, in: situation)
      }.answer
    } catch {
      // What the rules refuse about the change as a whole names the record that it is about.
      guard let subject = error.subject, let draft = drafts.first(where: { $0.record.key == subject }) else { throw error }
      throw draft.located(error)
    }
    let world = world
    var written: [WrittenDocument] = []
    for (draft, existed) in zip(drafts, existed) {
      // Somebody may have deleted it again since; then it is shown as it was sent.
      let stored = world.record(draft.record.key) ?? draft.record
      written.append(
        WrittenDocument(document: try stored.value(), created: !existed, warnings: draft.warnings, ignored: draft.ignored))
    }
    return written
  }

  /// - Returns: a draft that answers, for each document, whether there was one of its name.
  private static func drafted(
    _ drafts: [DocumentDraft], mode: WriteMode, by caller: Caller, in situation: Situation
  ) throws(Problem) -> Draft<[Bool]> {
    let lists = drafts.compactMap(\.list)
    var changes: [Change] = []
    var events: [AuditEvent] = []
    var existed: [Bool] = []
    for draft in drafts {
      let old = situation.world.record(draft.record.key)
      do throws(Problem) {
        try demandWrite(draft, replacing: old, mode: mode, beside: lists, by: caller, in: situation)
        try checkPlace(of: draft, over: old, mode: mode, in: situation.world)
      } catch { throw draft.located(error) }
      let record = completed(draft.record, by: caller, in: situation)
      changes.append(.put(record))
      events.append(
        AuditEvent(
          old == nil ? draft.kind.created : draft.kind.updated, time: situation.now, uid: freshID(), user: caller.name,
          details: details(of: record, in: situation.world, beside: lists, by: caller)))
      existed.append(old != nil)
    }
    return Draft(changes, events: events, answer: existed)
  }

  /// Whether what stands in the document's place is what the writer expects.
  static func checkPlace(of draft: DocumentDraft, over old: Record?, mode: WriteMode, in world: World) throws(Problem) {
    let (kind, name) = (draft.kind.rawValue, draft.record.key.name.escapedForDisplay)
    switch (old, mode) {
    case (nil, .create), (nil, .upsert): return  // A revision says where a copy comes from; there is nothing to compare it with.
    case (nil, .update):
      throw Problem(.notFound, Problem.notFound(kind, draft.record.key.name).message, hint: "somebody may have deleted it")
    case (_?, .create):
      throw Problem(
        .alreadyExists, "\(kind) `\(name)` exists already", hint: "overwrite it with `tctl create -f`", path: "metadata.name")
    case (_?, .upsert), (_?, .update):
      do { try world.checkRevision(of: draft.record.key, expected: draft.record.revision) } catch {
        throw Problem(
          error.kind, error.message, hint: "read it again and repeat your change, or leave the revision out to replace what is there",
          path: "metadata.revision")
      }
    }
  }

  /// One change writes nothing twice.
  private static func checkDistinct(_ drafts: [DocumentDraft]) throws(Problem) {
    var seen: [Record.Key: Int] = [:]
    for (index, draft) in drafts.enumerated() {
      guard let first = seen.updateValue(index, forKey: draft.record.key) else { continue }
      throw draft.located(
        Problem(
          .badParameter,
          "\(draft.kind.rawValue) `\(draft.record.key.name.escapedForDisplay)` is written twice, by documents \(first + 1) and \(index + 1)",
          hint: "leave one of them out", path: "metadata.name"))
    }
  }

  /// Fills in what the server owns.
  static func completed(_ record: Record, by caller: Caller, in situation: Situation) -> Record {
    guard case .member(let member) = record else { return record }
    return .member(situation.world.completed(member, by: caller.name, at: situation.now))
  }
}
