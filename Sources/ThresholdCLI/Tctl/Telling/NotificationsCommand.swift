import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct NotificationsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notifications", abstract: "Shows what people are told, and tells them something.",
    subcommands: [ListNotifications.self, CreateNotification.self, RemoveNotification.self], aliases: ["notification"])
}

struct ListNotifications: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists what people are told, newest first.",
    discussion: """
      Without the right to list and read notifications you see your own.

      Examples:
        tctl notifications ls
        tctl notifications ls --user max --format json
      """)

  @Option(help: "Only what this user is told.") var user: String?
  @Option(help: "How many at most.") var limit = 100
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    guard (1...1000).contains(limit) else { throw Misuse("--limit must be from 1 to 1000", hint: "narrow it down with --user") }
    var query = ["limit": String(limit)]
    query["user"] = user
    let answer = try await connection.use { [query] in try await $0.call(Endpoints.notices, query: query) }
    let terminal = Terminal.current
    try terminal.print(answer.notifications, as: output.format) { () throws(Problem) in
      terminal.print(Self.table(answer.notifications), orElse: "no notifications")
    }
  }

  static func table(_ notices: [NoticeItem]) -> Table {
    var table = Table([
      .init("Created (UTC)"), .init("Kind"), .init("For", limit: 40, mark: "[+]", footnote: "Everybody: --format json"),
      .init("Notification", limit: 120, mark: "[*]", footnote: "All of it: --format json"), .init("ID"),
    ])
    for notice in notices {
      let text = notice.title + (notice.content.isEmpty ? "" : ": \(notice.content)")
      table.add([
        Shown.time(notice.created), notice.kind, Shown.orDash(notice.people.map(\.text).joined(separator: ", ")), text, notice.id.text,
      ])
    }
    return table
  }
}

struct CreateNotification: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Tells a user, or the holders of roles, something.",
    discussion: """
      It is shown after `tsh login` and in `tsh status` until it expires.

      Examples:
        tctl notifications create --user max --title "call the desk" --content "about INC-42"
        tctl notifications create --roles access,editor --title "maintenance tonight" --warning --ttl 12h
      """)

  @Option(help: "The user.") var user: String?
  @Option(help: ArgumentHelp("Everybody who holds one of these roles now.", valueName: "role,…")) var roles: CommaList?
  @Flag(help: "Only those who hold every one of the roles.") var requireAllRoles = false
  @Option(name: [.short, .long], help: "What it says, in one line.") var title: String
  @Option(help: "More words.") var content: String?
  @Option(help: ArgumentHelp("How long it is shown, for example 72h; 30 days unless told otherwise.", valueName: "duration"))
  var ttl: SpanArgument?
  @Flag(help: "Shows it as a warning.") var warning = false
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    guard (user == nil) != (roles == nil) else {
      throw Misuse("a notification is for one user or for the holders of roles", hint: "give --user or --roles, not both")
    }
    guard roles != nil || !requireAllRoles else { throw Misuse("--require-all-roles goes with --roles", hint: "leave it out") }
    let body = AnnounceBody(
      user: user.map { UserName($0) }, roles: roles?.roles ?? [], requireAllRoles: requireAllRoles, title: title, content: content ?? "",
      isWarning: warning, ttl: ttl?.span.wholeSeconds)
    let made = try await connection.use { try await $0.call(Endpoints.announce, body) }
    let terminal = Terminal.current
    try terminal.print(made, as: output.format) { () throws(Problem) in
      terminal.print(
        "Created notification \(made.id.text.escapedForDisplay) for \(made.people.count) \(made.people.count == 1 ? "user" : "users")")
    }
  }
}

struct RemoveNotification: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Takes a notification back; what went out through a webhook stays out.",
    discussion: "Example:\n  tctl notifications rm 3f0c…",
    aliases: ["del", "delete"])

  @Argument(help: "The notification's ID, as `tctl notifications ls` prints it.") var id: String
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    _ = try await connection.use { try await $0.call(Endpoints.deleteNotice, path: ["id": id]) }
    Terminal.current.print("The notification has been deleted")
  }
}
