import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

/// What the listings of one kind of resource take in `tsh`.
struct KindListing: ParsableArguments {
  @OptionGroup var globals: GlobalOptions
  @OptionGroup var filters: ResourceFilters
  @OptionGroup var output: FormatOption
  @Argument(help: ArgumentHelp("Only what has these labels.", valueName: "k=v,…")) var labels: String?
  @Flag(name: [.customShort("v"), .long], help: "Show whole labels.") var verbose = false

  /// Lists a kind: what can be reached, then what can be requested.
  /// - Parameter table: the kind's columns.
  func run(_ kind: ResourceKind, table: ([ResourcesAnswer.Item]) -> Table) async throws {
    let query = try filters.parameters(kinds: [kind], labels: labels)
    let found = try await globals.withClient { client, _ in try await ResourceListing.reachableFirst(client, query: query) }
    let terminal = Terminal.current
    try terminal.print(found, as: output.format) { () throws(Problem) in
      terminal.print(table(found), orElse: "There is no \(kind.subject) that you can reach or request.")
    }
  }
}

struct DatabaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "db", abstract: "Databases that you can reach or request.", subcommands: [List.self], aliases: ["dbs"])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ls", abstract: "List databases.",
      discussion: """
        Examples:
          tsh db ls
          tsh db ls env=prod --search orders
        """)

    @OptionGroup var listing: KindListing

    func run() async throws {
      try await listing.run(.database) { found in
        var table = Table([
          .init("Name"), .init("Description"), .init("Allowed Users"), ResourcesAnswer.Item.labelColumn(whole: listing.verbose),
          .init("Connect"),
        ])
        for item in found {
          table.add([
            item.name, item.description ?? "", "[\(item.accounts("db_users").replacing(",", with: " "))]", item.shownLabels, item.nextStep,
          ])
        }
        return table
      }
    }
  }
}

struct KubeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kube", abstract: "Kubernetes clusters that you can reach or request.", subcommands: [List.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ls", abstract: "List Kubernetes clusters.",
      discussion: """
        Examples:
          tsh kube ls
          tsh kube ls --query 'labels["region"] == "eu"'
        """)

    @OptionGroup var listing: KindListing

    func run() async throws {
      try await listing.run(.kubeCluster) { found in
        var table = Table([
          .init("Kube Cluster Name"), ResourcesAnswer.Item.labelColumn(whole: listing.verbose), .init("Selected"), .init("Access"),
        ])
        // No cluster is selected as long as `tsh` writes no kubeconfig.
        for item in found { table.add([item.name, item.shownLabels, "", item.nextStep]) }
        return table
      }
    }
  }
}

struct AppCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apps", abstract: "Applications that you can reach or request.", subcommands: [List.self], aliases: ["app"])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ls", abstract: "List applications.",
      discussion: """
        Examples:
          tsh apps ls
          tsh apps ls team=ops --format json
        """)

    @OptionGroup var listing: KindListing

    func run() async throws {
      try await listing.run(.app) { found in
        var table = Table([
          .init("Application"), .init("Description"), .init("Type"), .init("Public Address"),
          ResourcesAnswer.Item.labelColumn(whole: listing.verbose), .init("Access"),
        ])
        for item in found {
          table.add([item.name, item.description ?? "", item.type ?? "", item.address, item.shownLabels, item.nextStep])
        }
        return table
      }
    }
  }
}
