import Foundation
import ThresholdModel

/// Where documents come from, for messages that name the line.
struct DocumentSource {
  /// As messages name it: the file's path, or `stdin`.
  let name: String
  let text: String

  /// - Throws: ``Problem`` of kind `notFound` or `badParameter` when there is nothing to read.
  static func read(_ file: String?) throws(Problem) -> DocumentSource {
    guard let file, file != "-" else {
      let data = (try? FileHandle.standardInput.read(upToCount: DocumentText.longest + 1)) ?? Data()
      return DocumentSource(name: "stdin", text: try utf8(data, "stdin"))
    }
    guard let handle = FileHandle(forReadingAtPath: file) else {
      throw Problem(.notFound, "the file `\(file.escapedForDisplay)` cannot be read")
    }
    defer { try? handle.close() }
    return DocumentSource(name: file, text: try utf8((try? handle.read(upToCount: DocumentText.longest + 1)) ?? Data(), file))
  }

  private static func utf8(_ data: Data, _ name: String) throws(Problem) -> String {
    guard data.count <= DocumentText.longest else {
      throw Problem(
        .limitExceeded, "`\(name.escapedForDisplay)` is longer than \(DocumentText.longest / 1024) KiB", hint: "split the file")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Problem(.badParameter, "`\(name.escapedForDisplay)` is not UTF-8 text")
    }
    return text
  }

  /// The documents in order.
  /// - Throws: ``Problem`` when there is none, or the text is not YAML.
  func documents() throws(Problem) -> [DocumentText] {
    let found: [DocumentText]
    do { found = try DocumentText.read(text) } catch {
      throw Problem(error.kind, "\(name.escapedForDisplay): \(error.message)", hint: error.hint)
    }
    guard !found.isEmpty else {
      throw Problem(
        .badParameter, "there is no document in \(name.escapedForDisplay)", hint: "start one with `kind: role`; `tctl get roles` shows some"
      )
    }
    return found
  }

  /// Does something with a document; what goes wrong is told with its place: `roles.yaml:12:5: spec.allow: …`.
  func located<Answer>(_ document: DocumentText, _ work: () async throws -> Answer) async throws -> Answer {
    try await located([document], work)
  }

  /// Does something with several documents at once. A path such as `documents[2].spec.title` says which one is meant.
  func located<Answer>(_ documents: [DocumentText], _ work: () async throws -> Answer) async throws -> Answer {
    do { return try await work() } catch let problem as Problem {
      // Trouble with the connection has nothing to do with any line.
      guard ![.unavailable, .unauthenticated, .internalError, .tooManyRequests].contains(problem.kind),
        let (document, path) = Self.meant(by: problem.path, among: documents), let place = document.place(of: path)
      else {
        throw problem
      }
      let shown = ["\(name):\(place.line):\(place.column)", path.flatMap { $0.isEmpty ? nil : $0 }].compactMap { $0 }.joined(
        separator: ": ")
      throw Problem(problem.kind, problem.message, hint: problem.hint, path: shown, retryAfter: problem.retryAfter, cause: problem.cause)
    }
  }

  /// The document that a path is about, and the path inside of it.
  private static func meant(by path: String?, among documents: [DocumentText]) -> (document: DocumentText, path: String?)? {
    let prefix = "documents["
    guard let path, path.hasPrefix(prefix), let end = path.firstIndex(of: "]") else {
      return documents.count == 1 ? documents.first.map { ($0, path) } : nil
    }
    guard let index = Int(path[path.index(path.startIndex, offsetBy: prefix.count)..<end]), documents.indices.contains(index) else {
      return nil
    }
    let rest = path[path.index(after: end)...]
    return (documents[index], String(rest.first == "." ? rest.dropFirst() : rest))
  }
}
