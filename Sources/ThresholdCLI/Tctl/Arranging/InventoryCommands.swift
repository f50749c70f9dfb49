import ArgumentParser
import ThresholdAPI
import ThresholdModel

struct DatabasesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "db", abstract: "Lists the databases.", subcommands: [List.self], aliases: ["dbs"])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ls", abstract: "Lists the databases.",
      discussion: """
        Examples:
          tctl db ls
          tctl db ls env=prod --search orders --format json
        """)

    @OptionGroup var listing: InventoryListing

    func run() async throws {
      try await listing.run(.database, orElse: "There are no databases") { found in
        var table = Table([
          .init("Name"), .init("Protocol"), .init("URI"), ResourcesAnswer.Item.labelColumn(whole: listing.verbose),
        ])
        for item in found {
          table.add([item.name, Shown.orDash(item.type ?? ""), Shown.orDash(item.address), Shown.orDash(item.shownLabels)])
        }
        return table
      }
    }
  }
}

struct KubeClustersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kube", abstract: "Lists the Kubernetes clusters.", subcommands: [List.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ls", abstract: "Lists the Kubernetes clusters.",
      discussion: """
        Examples:
          tctl kube ls
          tctl kube ls --query 'labels["region"] == "eu"'
        """)

    @OptionGroup var listing: InventoryListing

    func run() async throws {
      try await listing.run(.kubeCluster, orElse: "There are no Kubernetes clusters") { found in
        var table = Table([.init("Cluster"), .init("Description"), ResourcesAnswer.Item.labelColumn(whole: listing.verbose)])
        for item in found { table.add([item.name, Shown.orDash(item.description ?? ""), Shown.orDash(item.shownLabels)]) }
        return table
      }
    }
  }
}

struct AppsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apps", abstract: "Lists the applications.", subcommands: [List.self], aliases: ["app"])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ls", abstract: "Lists the applications.",
      discussion: """
        Examples:
          tctl apps ls
          tctl apps ls team=ops --format json
        """)

    @OptionGroup var listing: InventoryListing

    func run() async throws {
      try await listing.run(.app, orElse: "There are no applications") { found in
        var table = Table([
          .init("Application"), .init("Description"), .init("Type"), .init("Public Address"),
          ResourcesAnswer.Item.labelColumn(whole: listing.verbose),
        ])
        for item in found {
          table.add([
            item.name, Shown.orDash(item.description ?? ""), Shown.orDash(item.type ?? ""), Shown.orDash(item.address),
            Shown.orDash(item.shownLabels),
          ])
        }
        return table
      }
    }
  }
}
