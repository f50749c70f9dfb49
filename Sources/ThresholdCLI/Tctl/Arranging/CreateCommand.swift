import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct CreateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Creates documents from YAML or JSON.",
    discussion: """
      Several documents, split by `---` or as a JSON array, are one change: their order does not matter, and all of them are \
      written or none. With a revision in a document that exists, it is written only if nobody changed it since.

      Fields that do not exist are refused. With --allow-unknown-fields those that could only add access are left out, and \
      listed; under `deny`, `options` and in conditions they are refused all the same.

      Examples:
        tctl create roles.yaml
        tctl get role/access | sed s/ubuntu/debian/ | tctl create -f
        tctl create -f roles.yaml --dry-run
      """)

  @Argument(help: "The file; standard input when left out or `-`.") var file: String?
  @Flag(name: [.short, .long], help: "Replace documents that exist.") var force = false
  @Flag(help: "Leave out unknown fields that can only add access, and list them.") var allowUnknownFields = false
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
    let body = DocumentsBody(
      documents: documents.map(\.value), mode: force ? .upsert : .create, ignoreUnknownFields: allowUnknownFields ? true : nil)
    let results = try await connection.use { client in
      try await source.located(documents) { try await client.call(Endpoints.writeDocuments, body).results }
    }
    for (document, result) in zip(documents, results) {
      WrittenText(result).show(from: document, of: source)
    }
  }
}

/// What a command says about a document that was written.
struct WrittenText {
  private let result: DocumentAnswer

  init(_ result: DocumentAnswer) { self.result = result }

  /// The success line of the reference (cli-api-terraform §1.4).
  var line: String {
    let what = result.created ? "created" : "updated"
    // A kind that this client doesn't know was written all the same, by a newer server.
    return DocumentKind(rawValue: result.document.kind)?.changed(result.document.name, what)
      ?? "\(result.document.kind.escapedForDisplay) '\(result.document.name.escapedForDisplay)' has been \(what)"
  }

  /// Prints the success line, and on standard error what the writer should know, with its place in the text.
  func show(from text: DocumentText, of source: DocumentSource) {
    Terminal.current.print(line)
    warn { path in
      [text.place(of: path).map { "\(source.name):\($0.line):\($0.column)" }, path].compactMap { $0 }.joined(separator: ": ")
    }
  }

  /// Says on standard error what the writer should know.
  func warn(placed: (String) -> String = { $0 }) {
    for path in result.ignored ?? [] {
      Terminal.current.warn("\(placed(path).escapedForDisplay): this field is not known and was left out")
    }
    for warning in result.warnings ?? [] {
      Terminal.current.warn("\(placed(warning.path).escapedForDisplay): \(warning.message.escapedForDisplay)")
    }
  }
}
