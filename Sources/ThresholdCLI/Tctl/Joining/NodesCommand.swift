import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

/// What the listings of one kind of resource take in `tctl`: all that the caller's rules let them list.
struct InventoryListing: ParsableArguments {
  @OptionGroup var filters: ResourceFilters
  @OptionGroup var output: FormatOption
  @Argument(help: ArgumentHelp("Only what has these labels.", valueName: "k=v,…")) var labels: String?
  @Flag(name: [.customShort("v"), .long], help: "Show whole labels.") var verbose = false
  @OptionGroup var connection: AdminConnection

  /// Lists a kind; JSON and YAML are the documents, as far as the caller may read them.
  /// - Parameter table: the kind's columns.
  func run(_ kind: ResourceKind, orElse nothing: String, table: ([ResourcesAnswer.Item]) -> Table) async throws {
    let query = try filters.parameters(kinds: [kind], labels: labels)
    let found = try await connection.use { try await ResourceListing.all(Endpoints.inventory, $0, query: query) }
    let terminal = Terminal.current
    try terminal.print(documents: found.compactMap(\.document), as: output.format) { () throws(Problem) in
      terminal.print(table(found), orElse: nothing)
    }
  }
}

struct NodesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nodes", abstract: "Lists the SSH servers.", subcommands: [ListNodes.self], aliases: ["node"])
}

struct ListNodes: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists the SSH servers that have joined.",
    discussion: """
      `tctl rm node/ID` forgets one.

      Examples:
        tctl nodes ls --format json
        tctl nodes ls env=test --query 'hasPrefix(name, "web")'
      """)

  @OptionGroup var listing: InventoryListing

  func run() async throws {
    try await listing.run(.node, orElse: "No servers have joined") { found in
      var table = Table([.init("Host"), .init("UUID"), .init("Address"), ResourcesAnswer.Item.labelColumn(whole: listing.verbose)])
      for item in found { table.add([item.hostname, item.name, item.address, Shown.orDash(item.shownLabels)]) }
      return table
    }
  }
}
