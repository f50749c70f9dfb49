import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct RequestListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "List requests: your own, and those of others that you may see.",
    discussion: """
      Examples:
        tsh request ls --reviewable
        tsh request ls --my-requests --format json
        tsh request ls --search dba
      """)

  @OptionGroup var globals: GlobalOptions
  @OptionGroup var output: FormatOption
  @Flag(help: "Only those that wait for your review.") var reviewable = false
  @Flag(help: "Only those that name you as a reviewer.") var suggested = false
  @Flag(help: "Only your own.") var myRequests = false
  @Option(help: ArgumentHelp("Words in names, users, roles and resources.", valueName: "words")) var search: String?

  func run() async throws {
    guard [reviewable, suggested, myRequests].count(where: { $0 }) <= 1 else {
      throw Misuse("`--reviewable`, `--suggested` and `--my-requests` exclude each other", hint: "give one of them")
    }
    let requests = try await globals.withClient { client, profile in
      let found = try await Self.all(
        client, scope: myRequests ? "MY_REQUESTS" : reviewable || suggested ? "NEEDS_REVIEW" : "DEFAULT", search)
      return suggested ? found.filter { $0.request.spec.suggestedReviewers.contains { $0.key == profile.user.key } } : found
    }
    let terminal = Terminal.current
    try terminal.print(requests.map(\.request), as: output.format) { () throws(Problem) in
      terminal.print(Self.table(requests, at: Moment(Date())), orElse: "There are no requests.")
      guard !requests.isEmpty else { return }
      terminal.note("\nhint: use 'tsh request show <request-id>' for additional details")
      terminal.note("hint: use 'tsh login --request-id=<request-id>' to use an approved request")
    }
  }

  /// The most pages that are read, of 100 requests each; the newest come first.
  private static let mostPages = 100

  private static func all(_ client: APIClient, scope: String, _ search: String?) async throws(Problem) -> [RequestAnswer] {
    var found: [RequestAnswer] = []
    var token: String?
    for _ in 0..<mostPages {
      var query = ["scope": scope, "page_size": "100"]
      query["page_token"] = token
      query["search"] = search
      let page = try await client.call(Endpoints.requests, query: query)
      found += page.requests
      token = page.nextPageToken
      guard token != nil else { return found }
    }
    Terminal.current.warn("only the newest \(found.count) requests are shown")
    return found
  }

  static func table(_ requests: [RequestAnswer], at now: Moment) -> Table {
    let footnote = "Resources are cut; 'tsh request show <request-id>' shows them whole."
    var table = Table([
      .init("ID"), .init("User"), .init("Roles"), .init("Resources", limit: 20, mark: "[+]", footnote: footnote), .init("Created At (UTC)"),
      .init("Request TTL"), .init("Session TTL"), .init("Assume Time (UTC)"), .init("Status"),
    ])
    for answer in requests {
      let spec = answer.request.spec
      table.add([
        answer.request.id.text, spec.user.text, spec.roles.map(\.text).joined(separator: ","),
        RequestBlock.array(answer.resources.map(\.id)),
        spec.created.inRequestTables, spec.state == .pending ? (spec.recordExpires - now).remaining : "-",
        [.pending, .approved].contains(spec.state) ? (spec.accessExpires - now).remaining : "-", spec.assumeStart?.inRequestTables ?? "-",
        spec.state.text,
      ])
    }
    return table
  }
}

struct RequestShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one request with its reviews.",
    discussion: """
      Example:
        tsh request show 9c2f6d1e-…
      """)

  @OptionGroup var globals: GlobalOptions
  @OptionGroup var output: FormatOption
  @Argument(help: ArgumentHelp("The request's id.", valueName: "id")) var id: String

  func run() async throws {
    let answer = try await globals.withClient { client, _ in try await client.call(Endpoints.request, path: ["id": id]) }
    let terminal = Terminal.current
    try terminal.print(answer.request, as: output.format) { () throws(Problem) in
      terminal.print(RequestBlock(answer).text)
      guard answer.request.spec.state == .approved else { return }
      terminal.note("\nhint: use 'tsh login --request-id=\(answer.request.id)' to use this request")
    }
  }
}
