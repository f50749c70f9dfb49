import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct RequestDropCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drop", abstract: "Make requests no longer count for this sign-in.",
    discussion: """
      Without an id, all of them. What stands on them is cut. They stay approved: `tsh login --request-id` makes them count again.

      Example:
        tsh request drop
      """)

  @OptionGroup var globals: GlobalOptions
  @Argument(help: ArgumentHelp("The requests' ids.", valueName: "id")) var ids: [String] = []

  func run() async throws {
    let ids = ids.isEmpty ? ["*"] : ids
    try await globals.withClient { client, profile in
      let status = try await client.call(Endpoints.drop, RequestIDsBody(requestIDs: ids.map { RequestID($0) }))
      StatusBlock(profile: profile, answer: status).print()
    }
  }
}

struct RequestEndCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end", abstract: "End an approved request of yours for good.",
    discussion: """
      Prints the receipt: which connections that cut, and when.

      Example:
        tsh request end 9c2f6d1e-… --reason "done"
      """)

  @OptionGroup var globals: GlobalOptions
  @OptionGroup var output: FormatOption
  @Option(help: "Why.") var reason = ""
  @Argument(help: ArgumentHelp("The request's id.", valueName: "id")) var id: String

  func run() async throws {
    let receipt = try await globals.withClient { client, _ in
      try await client.call(Endpoints.endRequest, path: ["id": id], ReasonBody(reason: reason))
    }
    let terminal = Terminal.current
    try terminal.print(receipt, as: output.format) { () throws(Problem) in terminal.print(ReceiptText.text(receipt)) }
    try ReceiptText.confirm(receipt)
  }
}
