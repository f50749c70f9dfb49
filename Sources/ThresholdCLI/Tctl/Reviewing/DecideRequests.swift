import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct ApproveRequests: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Approves requests without their reviews.",
    discussion: """
      This bypasses the reviews and is recorded as an override, with its reason. One's own requests can't be approved. \
      Reviewing is `tsh request review`.

      Examples:
        tctl requests approve 9c2f… --reason "INC-42, nobody of the owners answers"
        tctl requests approve 9c2f… --roles dba-readonly --reason "INC-42" --annotations ticket=INC-42
      """)

  @OptionGroup var decision: Decision
  @Option(help: ArgumentHelp("When the access may begin, RFC 3339.", valueName: "time")) var assumeStartTime: MomentArgument?

  @Option(help: ArgumentHelp("Approve only these of the roles that were asked for.", valueName: "a,b")) var roles: CommaList?

  func run() async throws {
    let roles = try Misuse.reading { try RequestCreateCommand.roles(self.roles) }
    try await decision.decide(.approved, roles: roles, start: assumeStartTime?.moment)
  }
}

struct DenyRequests: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deny", abstract: "Denies requests without their reviews.",
    discussion:
      "This is recorded as an override, with its reason.\n\nExample:\n  tctl requests deny 9c2f… --reason \"use the staging server\"")

  @OptionGroup var decision: Decision

  func run() async throws { try await decision.decide(.denied) }
}

/// What approving and denying have in common.
struct Decision: ParsableArguments {
  @Argument(help: "Requests, separated by commas.") var ids: CommaList
  @Option(help: "Why; the requester and the audit log see it.") var reason: String
  @Option(help: ArgumentHelp("What to note beside the decision.", valueName: "k=v,…")) var annotations: PairList?
  @Option(help: ArgumentHelp("On whose word you decide; noted beside your name.", valueName: "name")) var delegator: String?
  @OptionGroup var connection: AdminConnection

  func decide(_ state: RequestState, roles: [RoleName] = [], start: Moment? = nil) async throws {
    guard !ids.items.isEmpty else { throw Misuse("no request is named", hint: "`tctl requests ls` lists them") }
    guard !reason.allSatisfy(\.isWhitespace) else { throw Misuse("an override needs a reason", hint: "--reason \"INC-42\"") }
    let body = OverrideBody(
      state: state.text, reason: reason, roles: roles, annotations: annotations?.lists ?? [:], assumeStartTime: start,
      delegator: delegator ?? "")
    try await connection.use { client in
      for id in ids.items {
        let answer = try await client.call(Endpoints.override, path: ["id": id], body)
        // Silent on standard output, as scripts of the reference expect.
        let (user, state) = (answer.request.spec.user.text.escapedForDisplay, answer.request.spec.state.text)
        Terminal.current.note("Request \(id.escapedForDisplay) of \(user) is \(state) by override")
      }
    }
  }
}
