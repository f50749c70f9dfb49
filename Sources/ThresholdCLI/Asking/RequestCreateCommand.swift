import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct RequestCreateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Ask for access to servers.",
    discussion: """
      Waits for the answer unless told otherwise; an approved request counts for this sign-in at once. `tsh request search \
      --kind node` prints what can be asked for.

      Examples:
        tsh request create --resource /main/node/3f0c… --reason "INC-42"
        tsh request create --resource /main/node/3f0c… --reason "INC-42" --max-duration 2h --nowait
      """, aliases: ["new"])

  @OptionGroup var globals: GlobalOptions
  @OptionGroup var output: FormatOption
  @Option(help: ArgumentHelp("What to ask for; repeatable.", valueName: "/cluster/node/id")) var resource: [String] = []
  @Option(help: "Why.") var reason = ""
  @Option(help: ArgumentHelp("Who should look at it.", valueName: "a,b")) var reviewers: String?
  @Flag(help: "Don't wait for the answer.") var nowait = false
  @Option(name: .customLong("request-ttl"), help: "How long the request may wait for its answer, for example 1h.") var requestTTL: String?
  @Option(name: .customLong("session-ttl"), help: "How long one sign-in may use it.") var sessionTTL: String?
  @Option(help: "How long the access lasts at most.") var maxDuration: String?
  @Option(help: ArgumentHelp("When the access begins, in RFC 3339.", valueName: "time")) var assumeStartTime: String?
  @Flag(help: "Check and show the request, and ask nobody.") var dryRun = false
  @Option(help: .hidden) var roles: String?

  func run() async throws {
    let body = try body()
    let terminal = Terminal.current
    try await globals.withClient { client, profile in
      if !dryRun { terminal.note("Creating request...") }
      let created = try await client.call(Endpoints.createRequest, body)
      try terminal.print(created.request, as: output.format) { () throws(Problem) in terminal.print(RequestBlock(created).text) }
      guard !nowait, !dryRun else { return }
      try await wait(for: created, client, profile)
    }
  }

  private func wait(for created: RequestAnswer, _ client: APIClient, _ profile: Profile) async throws {
    let terminal = Terminal.current
    let decided = try await AwaitDecision(client: client).run(created)
    guard decided.request.spec.state == .approved else { throw AwaitDecision.refusal(decided) }
    if let start = decided.request.spec.assumeStart, start > Moment(Date()) {
      terminal.note("Approval received. The access begins at \(start.inTables) UTC; then: tsh login --request-id \(decided.request.id)")
      return
    }
    terminal.note("Approval received, the request counts from now on.")
    let status = try await client.call(Endpoints.assume, RequestIDsBody(requestIDs: [decided.request.id]))
    guard output.format == .text else { return }
    terminal.print("")
    StatusBlock(profile: profile, answer: status).print()
  }

  private func body() throws -> CreateRequestBody {
    guard roles == nil else {
      throw Misuse("roles can't be requested in this version", hint: "ask for servers: --resource /CLUSTER/node/ID")
    }
    guard !resource.isEmpty else {
      throw Misuse("say what to ask for", hint: "--resource /CLUSTER/node/ID; `tsh request search --kind node` prints them")
    }
    return try Misuse.reading {
      let resources = try resource.map { try ResourceID(text: $0).description }
      let reviewers = try ValueList.parse(reviewers ?? "").map { name in
        try NameRule.user.check(name)
        return UserName(name)
      }
      return CreateRequestBody(
        resourceIDs: resources, reason: reason, suggestedReviewers: reviewers, requestTTL: try seconds(requestTTL, "--request-ttl"),
        sessionTTL: try seconds(sessionTTL, "--session-ttl"), maxDuration: try seconds(maxDuration, "--max-duration"),
        assumeStartTime: try assumeStartTime.map { try Moment(rfc3339: $0) }, dryRun: dryRun)
    }
  }

  private func seconds(_ text: String?, _ flag: String) throws -> Int64? {
    guard let text else { return nil }
    let span = try Span(text: text)
    guard span.wholeSeconds > 0 else { throw Misuse("`\(flag)` must be a second at least", hint: "for example \(flag) 1h") }
    return span.wholeSeconds
  }
}
