import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

/// How members of a guided list get what it governs, as a flag's value.
struct AccessTypeArgument: ExpressibleByArgument, Hashable {
  let type: AccessType

  init?(argument: String) {
    guard let type = AccessType(text: argument) else { return nil }
    self.type = type
  }
}

struct CreateList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Makes an access list, guided or plain.",
    discussion: """
      With --access-type the list governs resources, and its roles are made for it: members hold the access (`standing`) or \
      may request it (`access-request`), and owners review. Without, the list hands out the roles that you name.

      Examples:
        tctl acl create --access-type access-request --title "Test servers" --node-labels env=test --logins ubuntu \\
          --owners olivia --members max
        tctl acl create --title Auditors --owners olivia --members max --member-grant-roles auditor
      """)

  @Option(help: "What people call the list.") var title: String
  @Option(help: "What the list is for.") var description: String?
  @Option(
    help: ArgumentHelp(
      "How members get what the list governs: standing, access-request or request-based. None makes a plain list.", valueName: "type"))
  var accessType: AccessTypeArgument?
  @Option(help: ArgumentHelp("Servers by label, for example env=test,env=dev.", valueName: "key=value,…")) var nodeLabels: PairList?
  @Option(help: "Accounts on those servers.") var logins: CommaList?
  @Option(help: "Users who manage the list and review its requests.") var owners: CommaList
  @Option(help: "Users who are on the list.") var members: CommaList?
  @Option(help: "Plain lists: roles that members get.") var memberGrantRoles: CommaList?
  @Option(help: "Plain lists: roles that owners get.") var ownerGrantRoles: CommaList?
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let body = try wish()
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
    guard !owners.items.isEmpty else { throw Misuse("a list needs an owner", hint: "--owners NAME") }
    if accessType == nil, nodeLabels != nil || logins != nil {
      throw Misuse("--node-labels and --logins need --access-type", hint: "--access-type access-request, or standing")
    }
    if accessType != nil, memberGrantRoles != nil || ownerGrantRoles != nil {
      throw Misuse("with --access-type the roles are made for the list, so none can be named", hint: "leave the grant flags out")
    }
    return CreateListBody(
      title: title, description: description ?? "", accessType: accessType?.type, nodeLabels: LabelMap(nodeLabels?.lists ?? [:]),
      logins: logins?.items ?? [], owners: owners.users, members: members?.users ?? [], memberGrantRoles: memberGrantRoles?.roles ?? [],
      ownerGrantRoles: ownerGrantRoles?.roles ?? [])
  }
}
