import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct RequestPromoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote", abstract: "Answer somebody's request with a place on an access list.",
    discussion: """
      For those who may review the request and add members to the list. The lists that would give all that is asked for are \
      shown by `tsh request show`.

      Example:
        tsh request promote 9c2f6d1e-… --access-list staging-on-call --reason "needs it every week"
      """)

  @OptionGroup var globals: GlobalOptions
  @Option(help: ArgumentHelp("The list.", valueName: "name")) var accessList: String
  @Option(help: "Why.") var reason = ""
  @Argument(help: ArgumentHelp("The request's id.", valueName: "id")) var id: String

  func run() async throws {
    let body = PromoteBody(accessList: ListName(accessList), reason: reason)
    let answer = try await globals.withClient { client, _ in try await client.call(Endpoints.promote, path: ["id": id], body) }
    let spec = answer.request.spec
    Terminal.current.note(
      "\(spec.user.text.escapedForDisplay) is a member of \(accessList.escapedForDisplay) now.  Request state: \(spec.state.text)")
  }
}
