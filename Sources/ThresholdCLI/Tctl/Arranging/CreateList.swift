import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct CreateList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Makes an access list, guided or plain.",
    discussion: """
      With --access-type the list governs resources, and its roles are made for it: members hold the access (`standing`) or \
      may request it (`access-request`), and owners review. Without, the list hands out the roles and traits that you name.

      Examples:
        tctl acl create --access-type access-request --title "Test servers" --node-labels env=test --logins ubuntu \\
          --owners olivia --members max
        tctl acl create --title Auditors --owners olivia --members max --member-grant-roles auditor
        tctl acl create --access-type standing --title Databases --owner-access-lists 5f2c… --db-labels env=prod \\
          --db-users reader --db-names orders --output terraform > databases.tf
      """)

  /// What to make of the list instead of making it.
  enum Code: String, ExpressibleByArgument, CaseIterable {
    case terraform
  }

  @Option(help: "What people call the list.") var title: String
  @Option(
    help: ArgumentHelp(
      "How members get what the list governs: standing, access-request or request-based. None makes a plain list.", valueName: "type"))
  var accessType: AccessTypeArgument?
  @OptionGroup(title: "List") var list: ListFlags
  @OptionGroup(title: "Resources, with --access-type") var resources: ResourceFlags
  @Option(name: [.customLong("output"), .customLong("iac")], help: "Print the list as code, and make nothing.") var code: Code?
  @OptionGroup var rehearsal: DryRunOption
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let body = try wish()
    if rehearsal.dryRun, code != nil {
      throw Misuse("--dry-run and --output both make nothing, and print different things", hint: "leave one of them out")
    }
    guard !rehearsal.dryRun else {
      let plan = try await connection.use { try await $0.call(Endpoints.plan, PlanBody(lists: [body])) }
      try Terminal.current.print(plan, as: output.format)
      return
    }
    guard code == nil else {
      let plan = try await connection.use { try await $0.call(Endpoints.planList, body) }
      Terminal.current.print(TerraformModule(plan).text)
      return
    }
    let answer = try await connection.use { try await $0.call(Endpoints.createList, body) }
    let terminal = Terminal.current
    try terminal.print(answer, as: output.format) { () throws(Problem) in
      terminal.print("Access list \"\(title.escapedForDisplay)\" has been created")
      terminal.print("  ID: \(answer.accessList.name.escapedForDisplay)")
      if let type = answer.accessType { terminal.print("  Access type: \(type.rawValue)") }
      guard !answer.createdRoles.isEmpty else { return }
      terminal.print("  Roles made for it:")
      for role in answer.createdRoles { terminal.print("    \(role.text.escapedForDisplay)") }
    }
  }

  /// What the flags ask for, checked against each other.
  /// - Throws: ``Misuse``.
  func wish() throws -> CreateListBody {
    guard !title.allSatisfy(\.isWhitespace) else { throw Misuse("a list needs a title", hint: "--title \"Test servers\"") }
    let (settings, opens) = (list.settings, resources.opens)
    guard settings.ownerParties?.isEmpty == false else {
      throw Misuse("a list needs an owner", hint: "--owners NAME, or --owner-access-lists LIST")
    }
    if accessType == nil, !opens.saysNothing {
      throw Misuse("labels and accounts of resources need --access-type", hint: "--access-type access-request, or standing")
    }
    if accessType != nil, settings.namesGrants {
      throw Misuse("with --access-type the roles are made for the list, so none can be named", hint: "leave the grant flags out")
    }
    return CreateListBody(title: title, accessType: accessType?.type, opens: opens, settings: settings)
  }
}
