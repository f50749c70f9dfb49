import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct ReviewRequest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Reviews an access request in your own name.",
    discussion: """
      The author must be the person who is signed in: nobody reviews for anybody else, and the server's own socket has no name.

      Example:
        tctl requests review 9c2f… --author olivia --approve
      """)

  @Option(help: "Your user name.") var author: String
  @Flag(help: "Approve it.") var approve = false
  @Flag(help: "Deny it.") var deny = false
  @Option(help: "Why.") var reason = ""
  @Argument(help: "The request.") var id: String
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    guard approve != deny else {
      throw Misuse("say either `--approve` or `--deny`", hint: "tctl requests review ID --author NAME --approve")
    }
    let body = ReviewBody(proposedState: (approve ? RequestState.approved : .denied).text, reason: reason)
    let (answer, count) = try await connection.use { client in
      let me = try await client.call(Endpoints.status).user
      guard me.key == UserName(author).key else {
        throw Problem(
          .accessDenied, "a review is written by the person who is signed in, and that is `\(me.text.escapedForDisplay)`",
          hint: "tsh request review \(id.escapedForDisplay) \(approve ? "--approve" : "--deny"), signed in as \(author.escapedForDisplay)")
      }
      let answer = try await client.call(Endpoints.review, path: ["id": id], body)
      return (answer, answer.request.spec.reviews.last { $0.author.key == me.key }?.thresholds.count ?? 0)
    }
    let terminal = Terminal.current
    if count == 0 {
      terminal.warn("ineffectual review: no threshold of the request counts it.  Request state: \(answer.request.spec.state.text)")
    } else {
      terminal.note("Successfully submitted review.  Request state: \(answer.request.spec.state.text)")
    }
  }
}
