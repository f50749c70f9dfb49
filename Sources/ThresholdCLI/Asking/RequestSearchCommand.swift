import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct RequestSearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Find what you can ask for.",
    discussion: """
      Ends with the command that asks for all that was found.

      Example:
        tsh request search --kind node --labels env=test
      """)

  @OptionGroup var globals: GlobalOptions
  @OptionGroup var output: FormatOption
  @Option(help: "What to look for; this version knows `node`.") var kind: String
  @Option(help: ArgumentHelp("Only what matches all of these words.", valueName: "a,b")) var search: String?
  @Option(help: ArgumentHelp("Only what has these labels.", valueName: "k=v,…")) var labels: String?
  @Flag(name: [.customShort("v"), .long], help: "Show labels whole.") var verbose = false

  func run() async throws {
    guard kind == "node" else {
      throw Misuse("resources of kind `\(kind.escapedForDisplay)` cannot be requested in this version", hint: "--kind node")
    }
    var query = ["kind": kind, "requestable": "true"]
    if let labels { query["labels"] = ValueList.text(try Misuse.reading { try ValueList.labels(labels) }) }
    if let search { query["search"] = ValueList.parse(search).joined(separator: ",") }
    let found = try await globals.withClient { client, _ in try await client.call(Endpoints.resources, query: query).resources }
    let terminal = Terminal.current
    try terminal.print(found, as: output.format) { () throws(Problem) in
      terminal.print(table(found), orElse: "There is nothing that you can request.")
      guard !found.isEmpty else { return }
      terminal.print("\nTo request access to these resources, run\n> \(Self.command(found.map(\.id)))")
    }
  }

  private func table(_ found: [ResourcesAnswer.Item]) -> Table {
    let labels = Table.Column("Labels", limit: verbose ? nil : 40, footnote: "Labels are cut; -v shows them whole.")
    var table = Table([.init("Name"), .init("Hostname"), labels, .init("Resource ID")])
    for item in found { table.add([item.name, item.hostname, ValueList.text(item.labels), item.id]) }
    return table
  }

  /// One command for all, over several lines where there are several.
  static func command(_ ids: [String]) -> String {
    (["tsh request create"] + ids.map { "--resource \($0.escapedForDisplay)" } + ["--reason \"<request reason>\""])
      .joined(separator: ids.count == 1 ? " " : " \\\n    ")
  }
}
