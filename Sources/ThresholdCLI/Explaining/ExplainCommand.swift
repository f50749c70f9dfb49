import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say why you can, or cannot, get in somewhere.",
    discussion: """
      Names the role, the labels and the list that let you in, and what ends it first; or what refuses, what is missing, \
      the shortest request that would open it, and who could approve it. Without an account it says which you could use.

      Examples:
        tsh explain node/web1 --login ubuntu
        tsh explain db/orders --db-user reader --db-name orders
        tsh explain kube_cluster/staging --kube-verb get --kube-object pods/web/front
      """)

  @Argument(help: ArgumentHelp("The resource.", valueName: "kind/name")) var resource: ResourceArgument
  @OptionGroup var flags: AccountFlags
  @OptionGroup var output: FormatOption
  @OptionGroup var globals: GlobalOptions

  func run() async throws {
    // A login from the environment is about servers; it must not spoil a question about a database.
    let login = globals.login ?? (resource.kind == .node ? globals.givenLogin : nil)
    let body = ExplainBody(
      kind: resource.kind.rawValue, name: resource.name, accounts: try flags.accounts(login: login, on: resource.kind),
      act: try flags.act(on: resource.kind))
    let told = try await globals.withClient { client, _ in try await client.call(Endpoints.explain, body) }
    try Terminal.current.print(told, as: output.format)
  }
}

extension Terminal {
  /// Prints an explanation in a format.
  func print(_ told: AccessExplanation, as format: OutputFormat) throws(Problem) {
    try print(told, as: format) { () throws(Problem) in print(ExplanationText(told: told).lines.joined(separator: "\n")) }
  }
}
