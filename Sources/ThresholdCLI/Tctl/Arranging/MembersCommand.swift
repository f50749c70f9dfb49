import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct MembersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users", abstract: "Manages the members of an access list: users, and lists inside it.",
    subcommands: [AddMember.self, RemoveMember.self, ListMembers.self])
}

struct AddMember: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Adds a member, or changes until when and why somebody is one.",
    discussion: """
      Examples:
        tctl acl users add 5f2c… max
        tctl acl users add 5f2c… max 2027-01-31T00:00:00Z "on call"
        tctl acl users add 5f2c… max "" "on call"
        tctl acl users add --kind list 5f2c… 81d0…
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case user, list
  }

  @Argument(help: "The list's name.") var list: String
  @Argument(help: "The user, or with --kind list the access list.") var member: String
  @Argument(help: "Until when, RFC 3339; empty or left out means without end.") var expires: String?
  @Argument(help: "Why.") var reason: String?
  @Option(help: "What the member is.") var kind: Kind = .user
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let until: Moment?
    do { until = try expires.flatMap { $0.isEmpty ? nil : $0 }.map { try Moment(rfc3339: $0) } } catch let problem as Problem {
      throw Misuse(problem.message, hint: problem.hint)
    }
    let body = MemberBody(
      expires: until, reason: reason.flatMap { $0.isEmpty ? nil : $0 }, kind: kind == .list ? .list : .user)
    _ = try await connection.use { try await $0.call(Endpoints.putMember, path: ["list": list, "user": member], body) }
    // Without a line end, as scripts know it (reference, cli-api-terraform §1.2).
    Terminal.current.print(
      withoutLineEnd: "successfully added \(kind.rawValue) \(member.escapedForDisplay) to access list \(list.escapedForDisplay)")
  }
}

struct RemoveMember: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Removes a member and cuts what stood on the membership.",
    discussion: "Example:\n  tctl acl users rm 5f2c… max",
    aliases: ["del", "delete"])

  @Argument(help: "The list's name.") var list: String
  @Argument(help: "The member: a user or a list.") var member: String
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    _ = try await connection.use { try await $0.call(Endpoints.deleteMember, path: ["list": list, "user": member]) }
    Terminal.current.print("successfully removed user \(member.escapedForDisplay) from access list \(list.escapedForDisplay)")
  }
}

struct ListMembers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists the members of an access list.", discussion: "Example:\n  tctl acl users ls 5f2c…")

  @Argument(help: "The list's name.") var list: String
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let documents = try await connection.use { client in
      try await Pages.all { query in
        let page = try await client.call(Endpoints.members, path: ["list": list], query: query)
        return (page.members, page.nextPageToken)
      }
    }
    let terminal = Terminal.current
    try terminal.print(documents: documents, as: output.format) { () throws(Problem) in
      var table = Table("Member", "Type", "Date Added", "Reason Added", "Expires")
      for document in documents {
        let member = try document.decoded(Member.self).spec
        table.add([
          Shown.party(member.party, title: member.title), member.user == nil ? "Access List" : "User", Shown.time(member.joined),
          Shown.orDash(member.reason), Shown.time(member.expires),
        ])
      }
      terminal.print(table, orElse: "no members")
    }
  }
}
