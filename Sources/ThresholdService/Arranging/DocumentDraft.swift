import ThresholdModel
import ThresholdRules

/// A document that somebody wants to write: read and typed, not yet looked at by any rule.
struct DocumentDraft: Sendable {
  let kind: DocumentKind
  let record: Record
  /// Places of unknown fields that were left out.
  let ignored: [String]
  /// Where it stands among the documents of one change, for example `documents[2]`; nil for one alone.
  private let place: String?

  /// - Throws: ``Problem`` with the place in its path.
  init(_ value: Value, place: String?, ignoringUnknownFields: Bool) throws(Problem) {
    self.place = place
    do throws(Problem) {
      guard case .map = value else {
        throw Problem(.badParameter, "a document must be a map of fields", hint: "start with `kind: role`")
      }
      kind = try DocumentKind(text: value["kind"]?.text ?? "")
      guard ignoringUnknownFields, let fields = kind.fields else {
        record = try kind.record(reading: value)
        ignored = []
        return
      }
      let trimmed = fields.leavingOutUnknown(value)
      record = try kind.record(reading: trimmed.document)
      ignored = trimmed.ignored
    } catch { throw place.map(error.inside) ?? error }
  }

  /// The list, where it is one.
  var list: AccessList? {
    if case .list(let list) = record { list } else { nil }
  }

  /// What whoever writes it should know.
  var warnings: [WrittenDocument.Warning] {
    guard case .role(let role) = record else { return [] }
    return ThresholdRules.warnings(for: role).map { WrittenDocument.Warning(path: $0.path, message: $0.message) }
  }

  /// A problem with this document, told with its place.
  func located(_ problem: Problem) -> Problem { place.map(problem.inside) ?? problem }
}
