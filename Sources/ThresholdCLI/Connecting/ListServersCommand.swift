import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct ListServersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "List the servers that you can reach, then those that you can request.",
    discussion: """
      The column Access names the accounts that you may use now; `request` means that you can ask for access.

      Examples:
        tsh ls
        tsh ls env=test,team=web --search web
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, yaml, names }

  @OptionGroup var globals: GlobalOptions
  @Argument(help: ArgumentHelp("Only servers with these labels.", valueName: "k=v,…")) var labels: String?
  @Option(help: ArgumentHelp("Only servers that match all of these words.", valueName: "a,b")) var search: String?
  @Flag(name: [.customShort("v"), .long], help: "Show the servers' ids and whole labels.") var verbose = false
  @Option(name: [.customShort("f"), .long], help: "How to print the result.") var format = Format.text

  func run() async throws {
    var query = ["kind": "node"]
    if let labels { query["labels"] = ValueList.text(try Misuse.reading { try ValueList.labels(labels) }) }
    if let search { query["search"] = ValueList.parse(search).joined(separator: ",") }
    let servers = try await globals.withClient { client, _ in try await Servers.all(client, query: query) }
    let terminal = Terminal.current
    switch format {
    case .json: terminal.print(try Show.json(servers))
    case .yaml: terminal.print(try Show.yaml(servers))
    case .names: for server in servers { terminal.print(server.hostname.escapedForDisplay) }
    case .text: terminal.print(table(servers), orElse: "There are no servers that you can reach or request.")
    }
  }

  private func table(_ servers: [ResourcesAnswer.Item]) -> Table {
    let labels = Table.Column("Labels", limit: verbose ? nil : 40, footnote: "Labels are cut; -v shows them whole.")
    var table = Table([.init("Node Name"), .init("Address"), labels, .init("Access")] + (verbose ? [.init("Node ID")] : []))
    for server in servers {
      let access = server.requiresRequest ? "request" : server.logins.joined(separator: ",")
      table.add([server.hostname, server.address, ValueList.text(server.labels), access, server.name])
    }
    return table
  }
}

/// The servers that somebody has to do with.
enum Servers {
  /// Reachable ones first, then requestable ones, each by name.
  static func all(_ client: APIClient, query: [String: String]) async throws(Problem) -> [ResourcesAnswer.Item] {
    let reachable = try await client.call(Endpoints.resources, query: query).resources.filter { !$0.requiresRequest }
    let requestable = try await client.call(Endpoints.resources, query: query.merging(["requestable": "true"]) { $1 }).resources
    let known = Set(reachable.map(\.id))
    let order = { (left: ResourcesAnswer.Item, right: ResourcesAnswer.Item) in (left.hostname, left.name) < (right.hostname, right.name) }
    return reachable.sorted(by: order) + requestable.filter { !known.contains($0.id) && $0.requiresRequest }.sorted(by: order)
  }

  /// The servers that a host name or an id stands for.
  static func matching(_ host: String, _ client: APIClient, requestable: Bool) async throws(Problem) -> [ResourcesAnswer.Item] {
    var query = ["kind": "node"]
    if requestable { query["requestable"] = "true" }
    return try await client.call(Endpoints.resources, query: query).resources.filter { item in
      (item.hostname == host || item.name == host) && item.requiresRequest == requestable
    }
  }
}
