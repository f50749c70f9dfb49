import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct GetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Shows documents: all of a kind, or one.",
    discussion: """
      Kinds: user, role, node, access_list, access_list_member/LIST, access_request, lock. What is shown can be changed and \
      given to `tctl create -f`.

      Examples:
        tctl get roles
        tctl get role/access,user/max --format json
      """)

  @Argument(help: ArgumentHelp("Documents, separated by commas.", valueName: "kind[/name]")) var documents: CommaList
  @OptionGroup var output: DocumentFormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let references = try documents.items.map { try DocumentReference(text: $0) }
    guard !references.isEmpty else { throw Misuse("no document is named", hint: "for example `tctl get roles`") }
    let found = try await connection.use { client in
      var found: [Value] = []
      for reference in references { found += try await Self.fetch(reference, client) }
      return found
    }
    let terminal = Terminal.current
    try terminal.print(documents: found, as: output.format) { () throws(Problem) in
      var table = Table("Kind", "Name", "Description", "Expires")
      for document in found {
        let metadata = document["metadata"]
        table.add([
          document.kind, document.name, Shown.orDash(metadata?["description"]?.text ?? ""), Shown.orDash(metadata?["expires"]?.text ?? ""),
        ])
      }
      terminal.print(table, orElse: "nothing found")
    }
    if found.isEmpty, output.format == .yaml { terminal.note("nothing found") }
  }

  private static func fetch(_ reference: DocumentReference, _ client: APIClient) async throws -> [Value] {
    let kind = reference.kind.rawValue
    guard let name = reference.name else {
      return try await client.call(Endpoints.documents, path: ["kind": kind], query: reference.query).documents
    }
    return [try await client.call(Endpoints.document, path: ["kind": kind, "name": name], query: reference.query).document]
  }
}

struct RemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Deletes a document, and cuts what stood on it.",
    discussion: """
      Examples:
        tctl rm role/dba
        tctl rm access_list_member/5f2c…/max
        tctl rm lock/8d2e…
        tctl rm role/dba --dry-run
      """, aliases: ["del", "delete"])

  @Argument(help: ArgumentHelp("The document; members as access_list_member/LIST/USER.", valueName: "kind/name")) var document: String
  @OptionGroup var rehearsal: DryRunOption
  @Option(name: .long, help: "How to print what --dry-run finds.") var format: OutputFormat = .text
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let (reference, name) = try DocumentReference.one(document)
    guard reference.kind != .request else {
      throw Misuse("requests have their own command", hint: "tctl requests rm \(name.escapedForDisplay)")
    }
    guard !rehearsal.dryRun else {
      let body = PlanBody(deletions: [PlanBody.Deletion(kind: reference.kind.rawValue, name: name, parent: reference.parent)])
      try Terminal.current.print(try await connection.use { try await $0.call(Endpoints.plan, body) }, as: format)
      return
    }
    _ = try await connection.use {
      try await $0.call(Endpoints.deleteDocument, path: ["kind": reference.kind.rawValue, "name": name], query: reference.query)
    }
    Terminal.current.print(reference.kind.changed(name, "deleted"))
  }
}
