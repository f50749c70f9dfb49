import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct UpdateList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Changes an access list.",
    discussion: """
      What is given replaces what was there, whole; an empty value clears it; what is not given stays. Members cannot be \
      changed together with anything else. It takes effect at once, on open connections too.

      Examples:
        tctl acl update 5f2c… --title "Staging servers" --node-labels env=staging
        tctl acl update 5f2c… --members max,nina --dry-run
        tctl acl update 5f2c… --audit-frequency 3 --audit-day 15
        tctl acl update 5f2c… --remove-access
      """)

  @Argument(help: "The list's name; `tctl acl ls` prints it.") var name: String
  @Option(help: "What people call the list.") var title: String?
  @Option(
    help: ArgumentHelp(
      "How members get what the list governs: standing, access-request or request-based. Makes a plain list a guided one.",
      valueName: "type"))
  var accessType: AccessTypeArgument?
  @Flag(help: "Take away what the list governs: it becomes a plain list that grants nothing.") var removeAccess = false
  @OptionGroup(title: "List") var list: ListFlags
  @OptionGroup(title: "Resources of guided lists") var resources: ResourceFlags
  @OptionGroup var rehearsal: DryRunOption
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let body = try change()
    guard !rehearsal.dryRun else {
      let plan = PlanBody(listUpdates: [PlanBody.ListUpdate(list: ListName(name), change: body)])
      try Terminal.current.print(try await connection.use { try await $0.call(Endpoints.plan, plan) }, as: output.format)
      return
    }
    let answer = try await connection.use { try await $0.call(Endpoints.updateList, path: ["list": name], body) }
    let terminal = Terminal.current
    try terminal.print(answer, as: output.format) { () throws(Problem) in
      terminal.print("Access list \"\(name.escapedForDisplay)\" has been updated")
      if let type = answer.accessType { terminal.print("  Access type: \(type.rawValue)") }
      show("Roles updated or made", answer.updatedOrCreatedRoles.map(\.text))
      show("Owners removed", answer.ownersRemoved)
      show("Members removed", answer.membersRemoved)
      terminal.print(leftRoles: answer.rolesToDelete, "Roles that it does not use any more are left:")
    }
  }

  private func show(_ heading: String, _ names: [String]) {
    guard !names.isEmpty else { return }
    Terminal.current.print("  \(heading): \(names.joined(separator: ",").escapedForDisplay)")
  }

  /// What the flags ask for, checked against each other.
  /// - Throws: ``Misuse``.
  func change() throws -> UpdateListBody {
    let (settings, opens) = (list.settings, resources.opens)
    var others = settings
    (others.members, others.memberLists) = (nil, nil)
    let isAboutTheList = title != nil || accessType != nil || removeAccess || !opens.saysNothing || !others.saysNothing
    guard isAboutTheList || settings.namesMembers else {
      throw Misuse("there is nothing to update", hint: "say what changes, for example --title or --members")
    }
    guard !(isAboutTheList && settings.namesMembers) else {
      throw Misuse(
        "--members and --member-access-lists go with no other flag", hint: "run `tctl acl update` once with them, and once with the rest")
    }
    if let title, title.allSatisfy(\.isWhitespace) { throw Misuse("a list needs a title", hint: "--title \"Test servers\"") }
    if accessType != nil, settings.namesGrants {
      throw Misuse("with --access-type the roles are made for the list, so none can be named", hint: "leave the grant flags out")
    }
    guard !removeAccess || (accessType == nil && opens.saysNothing) else {
      throw Misuse("access cannot be removed and given at once", hint: "leave --remove-access out")
    }
    return UpdateListBody(title: title, accessType: accessType?.type, removeAccess: removeAccess, opens: opens, settings: settings)
  }
}
