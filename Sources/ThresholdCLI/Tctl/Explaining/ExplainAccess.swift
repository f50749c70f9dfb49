import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct ExplainAccess: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Says why somebody has, or does not have, access to a resource.",
    discussion: """
      Of the user's sign-ins the one that lets them in counts, else the newest. It takes the right to read users and roles, \
      and to see the resource; people may always ask about themselves.

      Examples:
        tctl explain --user max --login ubuntu node/web1
        tctl explain --user max --db-user reader --db-name orders db/orders --format json
        tctl explain --user max kube_cluster/staging
      """)

  @Option(help: ArgumentHelp("Whose access.", valueName: "name")) var user: String
  @Option(help: ArgumentHelp("The account on a server or a desktop.", valueName: "login")) var login: String?
  @Argument(help: ArgumentHelp("The resource.", valueName: "kind/name")) var resource: ResourceArgument
  @OptionGroup var flags: AccountFlags
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let body = ExplainBody(
      user: UserName(user), kind: resource.kind.rawValue, name: resource.name,
      accounts: try flags.accounts(login: login, on: resource.kind), act: try flags.act(on: resource.kind))
    let told = try await connection.use { try await $0.call(Endpoints.explain, body) }
    try Terminal.current.print(told, as: output.format)
  }
}
