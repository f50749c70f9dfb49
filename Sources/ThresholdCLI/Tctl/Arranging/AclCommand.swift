import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct AclCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acl", abstract: "Manages access lists, their members and their reviews.",
    subcommands: [
      ListLists.self, GetList.self, SummarizeLists.self, CreateList.self, UpdateList.self, RemoveList.self, MembersCommand.self,
      ListReviewsCommand.self,
    ],
    aliases: ["access-lists", "access-list"])
}

/// The `--format` of commands that print documents, YAML unless told otherwise (reference, cli-api-terraform §1.2).
struct DocumentFormatOption: ParsableArguments {
  @Option(name: .long, help: "How to print the result.") var format: OutputFormat = .yaml
}

/// The `--review-only` of commands that show lists.
struct ReviewOnlyFlag: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "Only lists whose review is due within two weeks, or overdue.") var reviewOnly: Bool?
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

struct RemoveList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Deletes an access list with its members and cuts what stood on it.",
    discussion: "Roles that were made for the list stay, since others may hold them by now.\n\nExample:\n  tctl acl rm 5f2c…",
    aliases: ["del", "delete"])

  @Argument(help: "The list's name; `tctl acl ls` prints it.") var name: String
  @OptionGroup var rehearsal: DryRunOption
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    guard !rehearsal.dryRun else {
      let body = PlanBody(deletions: [PlanBody.Deletion(kind: "access_list", name: name)])
      try Terminal.current.print(try await connection.use { try await $0.call(Endpoints.plan, body) }, as: output.format)
      return
    }
    let answer = try await connection.use { try await $0.call(Endpoints.deleteList, path: ["list": name]) }
    let terminal = Terminal.current
    try terminal.print(answer, as: output.format) { () throws(Problem) in
      terminal.print("Deleted access list \"\(name.escapedForDisplay)\"")
      terminal.print(leftRoles: answer.rolesToDelete, "The roles that were made for it are left:")
    }
  }
}

extension Terminal {
  /// Names roles that nothing deletes by itself, as the lines that do.
  func print(leftRoles roles: [RoleName], _ heading: String) {
    guard !roles.isEmpty else { return }
    print(heading)
    for role in roles { print("  tctl rm roles/\(role.text.escapedForDisplay)") }
  }
}
