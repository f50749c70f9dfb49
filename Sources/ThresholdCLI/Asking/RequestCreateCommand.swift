import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct RequestCreateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Ask for access to resources, or for roles.",
    discussion: """
      Waits for the answer unless told otherwise; an approved request counts for this sign-in at once. `tsh request search \
      --kind node` prints what can be asked for, `tsh request search --roles` the roles.

      Examples:
        tsh request create --resource /main/node/3f0c… --reason "INC-42"
        tsh request create --resource /main/node/3f0c… --reason "INC-42" --max-duration 2h --nowait
        tsh request create --roles dba --reason "INC-42" --reviewers olivia
      """, aliases: ["new"])

  /// What a request leads to.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case shortTerm = "short-term"
    case longTerm = "long-term"
  }

  @OptionGroup var globals: GlobalOptions
  @OptionGroup var output: FormatOption
  @Option(help: ArgumentHelp("What to ask for; repeatable.", valueName: "/cluster/kind/name")) var resource: [String] = []
  @Option(help: ArgumentHelp("Roles to ask for; with --resource those through which to reach it.", valueName: "a,b"))
  var roles: CommaList?
  @Option(help: "Why.") var reason = ""
  @Option(help: ArgumentHelp("Who should look at it; repeatable.", valueName: "a,b")) var reviewers: [String] = []
  @Flag(help: "Don't wait for the answer.") var nowait = false
  @Option(name: .customLong("request-ttl"), help: "How long the request may wait for its answer, for example 1h.") var requestTTL: String?
  @Option(name: .customLong("session-ttl"), help: "How long one sign-in may use it.") var sessionTTL: String?
  @Option(help: "How long the access lasts at most.") var maxDuration: String?
  @Option(help: ArgumentHelp("When the access begins, in RFC 3339.", valueName: "time")) var assumeStartTime: String?
  @Option(help: "Access for a while (short-term), or a place on a list that gives it (long-term).") var requestKind: Kind?
  @Flag(help: "Check and show the request, and ask nobody.") var dryRun = false

  func run() async throws {
    let body = try body()
    let terminal = Terminal.current
    try await globals.withClient { client, profile in
      if !dryRun { terminal.note("Creating request...") }
      let filing = FileRequest(client: client)
      let created = try await filing.file(body)
      let isLast = nowait || dryRun
      // Whoever reads data wants the request as it ends up, once.
      if isLast || output.format == .text {
        try terminal.print(created.request, as: output.format) { () throws(Problem) in terminal.print(RequestBlock(created).text) }
      }
      guard !isLast else { return }
      let outcome = try await filing.outcome(of: created)
      FileRequest.tell(outcome)
      guard output.format == .text else { return try terminal.print(outcome.request.request, as: output.format) {} }
      guard case .assumed(_, let status) = outcome else { return }
      terminal.print("")
      StatusBlock(profile: profile, answer: status).print()
    }
  }

  private func body() throws -> CreateRequestBody {
    let roles = try Misuse.reading { try Self.roles(self.roles) }
    guard !resource.isEmpty || !roles.isEmpty else {
      throw Misuse(
        "say what to ask for", hint: "--resource /CLUSTER/node/ID or --roles NAME; `tsh request search --kind node` prints what there is")
    }
    return try Misuse.reading {
      let resources = try resource.map { try ResourceID(text: $0).description }
      return CreateRequestBody(
        roles: roles, resourceIDs: resources, reason: reason, suggestedReviewers: try Self.reviewers(reviewers),
        requestTTL: try seconds(requestTTL, "--request-ttl"), sessionTTL: try seconds(sessionTTL, "--session-ttl"),
        maxDuration: try seconds(maxDuration, "--max-duration"),
        assumeStartTime: try assumeStartTime.map { try Moment(rfc3339: $0) }, loginHint: globals.login ?? "",
        kind: requestKind?.rawValue ?? "", dryRun: dryRun)
    }
  }

  /// - Throws: ``Problem`` of kind `badParameter` for what can be no role.
  static func roles(_ list: CommaList?) throws(Problem) -> [RoleName] {
    var roles: [RoleName] = []
    for name in list?.items ?? [] {
      if name != "*" { try NameRule.role.check(name) }
      roles.append(RoleName(name))
    }
    return roles
  }

  /// - Throws: ``Problem`` of kind `badParameter` for what can be no user.
  static func reviewers(_ lists: [String]) throws(Problem) -> [UserName] {
    var reviewers: [UserName] = []
    for name in lists.flatMap(ValueList.parse) {
      try NameRule.user.check(name)
      reviewers.append(UserName(name))
    }
    return reviewers
  }

  private func seconds(_ text: String?, _ flag: String) throws -> Int64? {
    guard let text else { return nil }
    let span = try Span(text: text)
    // No length is no wish.
    return span.wholeSeconds == 0 ? nil : span.wholeSeconds
  }
}
