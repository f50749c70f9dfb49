import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct AclCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acl", abstract: "Manages access lists and their members.",
    subcommands: [CreateList.self, ListLists.self, GetList.self, RemoveList.self, MembersCommand.self],
    aliases: ["access-lists", "access-list"])
}

/// The `--format` of commands that print documents, YAML unless told otherwise (reference, cli-api-terraform §1.2).
struct DocumentFormatOption: ParsableArguments {
  @Option(name: .long, help: "How to print the result.") var format: OutputFormat = .yaml
}

extension Terminal {
  /// Prints documents: JSON as an array even of one, YAML split by `---`, or as the caller's table.
  func print(documents: [Value], as format: OutputFormat, text: () throws(Problem) -> Void) throws(Problem) {
    switch format {
    case .text: try text()
    case .json: print(try Show.json(documents))
    case .yaml: if !documents.isEmpty { print(try Show.yaml(documents: documents)) }
    }
  }
}

struct ListLists: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists the access lists.", discussion: "Example:\n  tctl acl ls --format text")

  @OptionGroup var output: DocumentFormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let answer = try await connection.use { try await $0.call(Endpoints.documents, path: ["kind": "access_list"]) }
    try Self.show(answer.documents, as: output.format)
  }

  static func show(_ documents: [Value], as format: OutputFormat) throws(Problem) {
    let terminal = Terminal.current
    try terminal.print(documents: documents, as: format) { () throws(Problem) in
      var table = Table("ID", "Title", "Owners", "Granted Roles")
      for document in documents {
        let list = try document.decoded(AccessList.self)
        table.add([
          list.name.text, list.spec.title, list.spec.owners.map(\.name.text).joined(separator: ","),
          Shown.orDash(list.spec.grants.roles.map(\.text).joined(separator: ",")),
        ])
      }
      terminal.print(table, orElse: "no access lists")
    }
    if documents.isEmpty, format == .yaml { terminal.note("no access lists") }
  }
}

struct GetList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Shows an access list.", discussion: "Example:\n  tctl acl get 5f2c… --format json")

  @Argument(help: "The list's name; `tctl acl ls` prints it.") var name: String
  @OptionGroup var output: DocumentFormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let answer = try await connection.use { try await $0.call(Endpoints.document, path: ["kind": "access_list", "name": name]) }
    try ListLists.show([answer.document], as: output.format)
  }
}

struct RemoveList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Deletes an access list with its members and cuts what stood on it.",
    discussion: "Roles that were made for the list stay, since others may hold them by now.\n\nExample:\n  tctl acl rm 5f2c…",
    aliases: ["del", "delete"])

  @Argument(help: "The list's name; `tctl acl ls` prints it.") var name: String
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let answer = try await connection.use { try await $0.call(Endpoints.deleteList, path: ["list": name]) }
    let terminal = Terminal.current
    try terminal.print(answer, as: output.format) { () throws(Problem) in
      terminal.print("Deleted access list \"\(name.escapedForDisplay)\"")
      guard !answer.rolesToDelete.isEmpty else { return }
      terminal.print("The roles that were made for it are left:")
      for role in answer.rolesToDelete { terminal.print("  tctl rm roles/\(role.text.escapedForDisplay)") }
    }
  }
}
