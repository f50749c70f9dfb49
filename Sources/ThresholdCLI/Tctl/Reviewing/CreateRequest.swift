import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct CreateRequest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Asks for access for a user.",
    discussion: """
      Without --roles and --resource, for every role that the user may ask for and lacks. Prints the id of the new request, \
      with --dry-run the request as it would be.

      Examples:
        tctl requests create max --roles dba --reason "INC-42"
        tctl requests create max --resource /main/node/3f0c… --dry-run
      """)

  @Argument(help: "Whom it is for.") var user: String
  @Option(help: ArgumentHelp("Roles to ask for.", valueName: "a,b")) var roles: CommaList?
  @Option(help: ArgumentHelp("A resource to ask for; repeatable.", valueName: "/cluster/kind/name")) var resource: [String] = []
  @Option(help: "Why.") var reason = ""
  @Flag(help: "Check and show the request as JSON, and ask nobody.") var dryRun = false
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let body = try Misuse.reading { () throws(Problem) -> CreateRequestBody in
      try NameRule.user.check(user)
      var resources: [String] = []
      for text in resource { resources.append(try ResourceID(text: text).description) }
      let named = try RequestCreateCommand.roles(roles)
      return CreateRequestBody(
        user: UserName(user), roles: named.isEmpty && resources.isEmpty ? ["*"] : named, resourceIDs: resources, reason: reason,
        dryRun: dryRun)
    }
    let answer = try await connection.use { try await $0.call(Endpoints.createRequest, body) }
    let terminal = Terminal.current
    guard dryRun else { return terminal.print(answer.request.id.text) }
    try terminal.print(answer.request, as: .json) {}
  }
}

struct ShowCapabilities: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capabilities", abstract: "Shows what a user may ask for.",
    discussion: "Example:\n  tctl requests capabilities max --format json", aliases: ["caps"])

  @Argument(help: "The user.") var user: String
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let found = try await connection.use {
      try await $0.call(Endpoints.capabilities, CapabilitiesBody(user: UserName(user)))
    }
    let terminal = Terminal.current
    try terminal.print(found, as: output.format) { () throws(Problem) in
      var table = Table("Name", "Value")
      table.add(["Requestable Roles", Self.list(found.requestableRoles.map(\.text))])
      table.add(["Suggested Reviewers", Self.list(found.suggestedReviewers.map(\.text))])
      if found.requireReason { table.add(["Reason", "required"]) }
      if !found.requestPrompt.isEmpty { table.add(["Prompt", found.requestPrompt]) }
      terminal.print(table.text)
    }
  }

  private static func list(_ names: [String]) -> String { names.isEmpty ? "None" : names.joined(separator: ", ") }
}
