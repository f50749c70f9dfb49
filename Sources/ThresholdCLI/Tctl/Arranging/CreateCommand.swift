import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct CreateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Creates documents from YAML or JSON.",
    discussion: """
      Several documents are split by `---` and written in order; the first that is refused ends the command, and those \
      before it stay written. With a revision in a document, it is written only if nobody changed it since.

      Examples:
        tctl create roles.yaml
        tctl get role/access | sed s/ubuntu/debian/ | tctl create -f
        tctl create -f roles.yaml --dry-run
      """)

  @Argument(help: "The file; standard input when left out or `-`.") var file: String?
  @Flag(name: [.short, .long], help: "Replace documents that exist.") var force = false
  @OptionGroup var rehearsal: DryRunOption
  @Option(name: .long, help: "How to print what --dry-run finds.") var format: OutputFormat = .text
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let source = try DocumentSource.read(file)
    guard !rehearsal.dryRun else {
      try Terminal.current.print(try await source.plan(overwriting: force, with: connection), as: format)
      return
    }
    let documents = try source.documents()
    try await connection.use { client in
      for document in documents {
        let answer = try await source.located(document) {
          try await client.call(Endpoints.writeDocument, DocumentBody(document: document.value, mode: force ? .upsert : .create))
        }
        let name = answer.document.name
        let what = answer.created ? "created" : "updated"
        // A kind that this client doesn't know was written all the same, by a newer server.
        Terminal.current.print(
          DocumentKind(rawValue: answer.document.kind)?.changed(name, what)
            ?? "\(answer.document.kind.escapedForDisplay) '\(name.escapedForDisplay)' has been \(what)")
      }
    }
  }
}

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

  /// Does something with a document; what goes wrong is told with the line.
  func located<Answer>(_ document: DocumentText, _ work: () async throws -> Answer) async throws -> Answer {
    do { return try await work() } catch let problem as Problem {
      // Trouble with the connection has nothing to do with any line.
      guard ![.unavailable, .unauthenticated, .internalError, .tooManyRequests].contains(problem.kind),
        let line = document.line(of: problem.path)
      else {
        throw problem
      }
      let place = ["\(name):\(line)", problem.path].compactMap { $0 }.joined(separator: ": ")
      throw Problem(problem.kind, problem.message, hint: problem.hint, path: place, retryAfter: problem.retryAfter, cause: problem.cause)
    }
  }
}
