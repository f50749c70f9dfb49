import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct RequestReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Approve or deny somebody else's request.",
    discussion: """
      The review is yours: it carries the name that you are signed in with.

      Example:
        tsh request review 9c2f6d1e-… --approve --reason "go ahead"
      """)

  @OptionGroup var globals: GlobalOptions
  @Flag(help: "Approve it.") var approve = false
  @Flag(help: "Deny it.") var deny = false
  @Option(help: "Why.") var reason = ""
  @Option(help: ArgumentHelp("When the access begins at the earliest, in RFC 3339.", valueName: "time")) var assumeStartTime: String?
  @Argument(help: ArgumentHelp("The request's id.", valueName: "id")) var id: String

  func run() async throws {
    guard approve != deny else {
      throw Misuse("say either `--approve` or `--deny`", hint: "tsh request review ID --approve --reason \"…\"")
    }
    guard !deny || assumeStartTime == nil else { throw Misuse("`--assume-start-time` goes with `--approve` only") }
    let start = try Misuse.reading { try assumeStartTime.map { try Moment(rfc3339: $0) } }
    let state = approve ? RequestState.approved : .denied
    let body = ReviewBody(proposedState: state.text, reason: reason, assumeStartTime: start)
    let answer = try await globals.withClient { client, _ in try await client.call(Endpoints.review, path: ["id": id], body) }
    Terminal.current.note("Successfully submitted review.  Request state: \(answer.request.spec.state.text)")
  }
}
