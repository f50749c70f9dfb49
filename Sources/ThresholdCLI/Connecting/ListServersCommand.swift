import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct ListServersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "List the servers that you can reach, then those that you can request.",
    discussion: """
      The column Access names the accounts that you may use now; `Request Access` means that you can ask for it. With --all \
      resources of every kind are listed.

      Examples:
        tsh ls
        tsh ls env=test,team=web --search web
        tsh ls --query 'hasPrefix(name, "web") && labels["env"] != "prod"' --sort labels
        tsh ls --all --format json
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, yaml, names }

  @OptionGroup var globals: GlobalOptions
  @OptionGroup var filters: ResourceFilters
  @Argument(help: ArgumentHelp("Only what has these labels.", valueName: "k=v,…")) var labels: String?
  @Flag(help: "List every kind of resource.") var all = false
  @Option(help: ArgumentHelp("List these kinds.", valueName: "node,db,…")) var kinds: KindList?
  @Flag(name: [.customShort("v"), .long], help: "Show the servers' ids and whole labels.") var verbose = false
  @Option(name: [.customShort("f"), .long], help: "How to print the result.") var format = Format.text

  func run() async throws {
    guard !all || kinds == nil else { throw Misuse("--all and --kinds both say what to list", hint: "leave one of them out") }
    let kinds = all ? ResourceKind.allCases : kinds?.kinds ?? [.node]
    let query = try filters.parameters(kinds: kinds, labels: labels)
    let found = try await globals.withClient { client, _ in try await ResourceListing.reachableFirst(client, query: query) }
    let terminal = Terminal.current
    switch format {
    case .json: terminal.print(try Show.json(found))
    case .yaml: terminal.print(try Show.yaml(found))
    case .names: for item in found { terminal.print(item.hostname.escapedForDisplay) }
    case .text where kinds == [.node]: terminal.print(servers(found), orElse: "There are no servers that you can reach or request.")
    case .text: terminal.print(mixed(found), orElse: "There are no resources that you can reach or request.")
    }
  }

  private func servers(_ found: [ResourcesAnswer.Item]) -> Table {
    var table = Table(
      [.init("Node Name"), .init("Address"), ResourcesAnswer.Item.labelColumn(whole: verbose), .init("Access")]
        + (verbose ? [.init("Node ID")] : []))
    for item in found { table.add([item.hostname, item.address, item.shownLabels, Self.access(item), item.name]) }
    return table
  }

  private func mixed(_ found: [ResourcesAnswer.Item]) -> Table {
    var table = Table(
      [.init("Kind"), .init("Name"), .init("Address"), ResourcesAnswer.Item.labelColumn(whole: verbose), .init("Access")]
        + (verbose ? [.init("Resource ID")] : []))
    for item in found { table.add([item.kind, item.hostname, item.address, item.shownLabels, Self.access(item), item.id]) }
    return table
  }

  /// The logins of a server that may be used now, else what can be done.
  private static func access(_ item: ResourcesAnswer.Item) -> String {
    item.requiresRequest || item.logins.isEmpty ? item.nextStep : item.logins.joined(separator: ",")
  }
}

/// Kinds of resources as a flag's value, by any name that people have for them: `node,databases,kube`.
struct KindList: ExpressibleByArgument, Hashable {
  let kinds: [ResourceKind]

  init?(argument: String) {
    let words = ValueList.parse(argument)
    kinds = words.compactMap { ResourceKind(alias: $0) }
    guard !words.isEmpty, kinds.count == words.count else { return nil }
  }

  static var allValueStrings: [String] { ResourceKind.allCases.map(\.rawValue) }
}
