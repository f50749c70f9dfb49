import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct EditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Opens a document in an editor and writes what changed.",
    discussion: """
      The editor is $TELEPORT_EDITOR, $VISUAL, $EDITOR or vi. Nothing is written when nothing was changed, or when somebody \
      else changed the document meanwhile; then your text is kept in a file.

      Example:
        EDITOR=nano tctl edit role/access
      """)

  @Argument(help: ArgumentHelp("The document; members as access_list_member/LIST/USER.", valueName: "kind/name")) var document: String
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let (reference, name) = try DocumentReference.one(document)
    let terminal = Terminal.current
    try await connection.use { client in
      let current = try await client.call(
        Endpoints.document, path: ["kind": reference.kind.rawValue, "name": name], query: reference.query
      ).document
      let draft = try Draft(try Show.yaml(current))
      do { try await Editor(environment: terminal.environment).open(draft.path) } catch {
        if (try? draft.changed()) != nil { terminal.note("your text is kept in \(draft.path)") } else { draft.remove() }
        throw error
      }
      guard let text = try draft.changed() else {
        draft.remove()
        terminal.note("nothing was changed, so nothing is written")
        return
      }
      do {
        let source = DocumentSource(name: draft.path, text: text)
        let edited = try Self.only(try source.documents(), of: current)
        let written = try await source.located(edited) {
          try await client.call(Endpoints.writeDocument, DocumentBody(document: edited.value, mode: .update))
        }
        WrittenText(written).warn()
      } catch {
        terminal.note("your text is kept in \(draft.path)")
        throw error
      }
      draft.remove()
      terminal.print(reference.kind.changed(name, "updated"))
    }
  }

  /// The one document that was edited: still itself, and still bound to the revision that was read.
  /// - Throws: ``Problem`` of kind `badParameter`.
  static func only(_ documents: [DocumentText], of current: Value) throws(Problem) -> DocumentText {
    guard documents.count == 1, let edited = documents.first else {
      throw Problem(.badParameter, "the text holds \(documents.count) documents", hint: "edit one; `tctl create` writes several")
    }
    let (kind, name) = (edited.value.kind, edited.value.name)
    guard kind.utf8.elementsEqual(current.kind.utf8), name.utf8.elementsEqual(current.name.utf8) else {
      throw Problem(
        .badParameter, "a document's kind and name cannot be changed",
        hint: "write it under its new name with `tctl create`, then `tctl rm` the old one")
    }
    guard edited.value["metadata"]?["revision"] == current["metadata"]?["revision"] else {
      throw Problem(.badParameter, "the document's revision cannot be changed", hint: "leave `metadata.revision` as it was")
    }
    return edited
  }
}

/// The text being edited: a file that only its owner may read.
struct Draft {
  let path: String
  private let original: String

  /// - Throws: ``Problem`` when the temporary folder cannot be written.
  init(_ text: String) throws(Problem) {
    original = text + "\n"
    path = FileManager.default.temporaryDirectory.appendingPathComponent("tctl-\(UUID().uuidString.lowercased()).yaml").path
    let isMade = FileManager.default.createFile(atPath: path, contents: Data(original.utf8), attributes: [.posixPermissions: 0o600])
    guard isMade else { throw Problem(.unavailable, "`\(path.escapedForDisplay)` cannot be written") }
  }

  /// The text after editing; nil when it is the same.
  /// - Throws: ``Problem`` when the file is gone.
  func changed() throws(Problem) -> String? {
    let text = try DocumentSource.read(path).text
    return text == original ? nil : text
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
