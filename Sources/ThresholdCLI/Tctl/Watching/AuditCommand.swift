import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Reads and verifies the audit log.", subcommands: [ListEvents.self, VerifyLog.self, ShowHead.self])
}

struct ListEvents: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists events, newest first.",
    discussion: """
      Examples:
        tctl audit ls --user max --from 8h
        tctl audit ls --request 9c2f… --order oldest --format json
      """)

  enum Order: String, ExpressibleByArgument, CaseIterable { case newest, oldest }

  @Option(help: "Only what this user did.") var user: String?
  @Option(help: "Only events whose name starts like this, for example session. or access_request.review.") var event: String?
  @Option(help: "Only what concerns this access request.") var request: String?
  @Option(help: ArgumentHelp("From when: RFC 3339, or how long ago, for example 8h.", valueName: "time")) var from: String?
  @Option(help: ArgumentHelp("Until when, likewise.", valueName: "time")) var to: String?
  @Option(help: "How many at most.") var limit = 100
  @Option(help: "Which come first.") var order = Order.newest
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let query = try query(at: Moment(Date()))
    let answer = try await connection.use { try await $0.call(Endpoints.events, query: query) }
    let terminal = Terminal.current
    try terminal.print(answer.events, as: output.format) { () throws(Problem) in
      terminal.print(EventText.table(answer.events), orElse: "no events")
    }
  }

  /// - Throws: ``Misuse`` for times and limits that are none.
  func query(at now: Moment) throws -> [String: String] {
    guard (1...1000).contains(limit) else { throw Misuse("--limit must be from 1 to 1000", hint: "narrow it down with --from and --to") }
    var query = ["limit": String(limit), "order": order.rawValue]
    query["user"] = user
    query["event"] = event
    query["request"] = request
    query["from"] = try from.map { try Self.moment($0, "--from", at: now).rfc3339 }
    query["to"] = try to.map { try Self.moment($0, "--to", at: now).rfc3339 }
    return query
  }

  private static func moment(_ text: String, _ flag: String, at now: Moment) throws -> Moment {
    if let moment = try? Moment(rfc3339: text) { return moment }
    guard let span = try? Span(text: text) else {
      throw Misuse("`\(text.escapedForDisplay)` is not a time", hint: "\(flag) 2026-01-31T15:04:05Z, or how long ago: \(flag) 8h")
    }
    return now - span
  }
}

/// Events as a table, one line each.
enum EventText {
  /// What every event has, shown in columns of its own or of no use to a reader.
  private static let apart: Set<String> = ["event", "code", "time", "uid", "cluster_name", "user"]

  static func table(_ events: [EventsAnswer.Item]) -> Table {
    var table = Table([
      .init("Index"), .init("Time (UTC)"), .init("Event"), .init("Code"), .init("User"),
      .init("Details", limit: 120, mark: "[*]", footnote: "All of it: --format json"),
    ])
    for item in events {
      let time = (item.event["time"]?.text).flatMap { try? Moment(rfc3339: $0) }
      table.add([
        String(item.index), Shown.time(time), item.event["event"]?.text ?? "?", item.event["code"]?.text ?? "?",
        item.event["user"]?.text ?? "-", details(item.event),
      ])
    }
    return table
  }

  /// What tells the story, in the order in which one would say it; the rest follows by name.
  private static let first = [
    "name", "access_list_title", "members", "requester", "reviewer", "login", "logins", "server_hostname", "state", "proposed_state",
    "end_code", "end_reason", "review_reason", "reason", "id", "access_requests",
  ]

  private static func details(_ event: Value) -> String {
    guard case .map(let entries) = event else { return "" }
    let rank = Dictionary(uniqueKeysWithValues: first.enumerated().map { ($0.element, $0.offset) })
    let told = entries.filter { !apart.contains($0.key) && !$0.value.isEmpty }
    let sorted = told.sorted { (rank[$0.key] ?? first.count, $0.key) < (rank[$1.key] ?? first.count, $1.key) }
    return sorted.map { "\($0.key)=\(text($0.value))" }.joined(separator: " ")
  }

  private static func text(_ value: Value) -> String {
    switch value {
    case .null: "-"
    case .bool(let flag): String(flag)
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .text(let text): text.contains(where: \.isWhitespace) ? "\"\(text)\"" : text
    case .list(let items): "[\(items.map(text).joined(separator: ","))]"
    case .map(let entries): "{\(entries.sorted { $0.key < $1.key }.map { "\($0.key):\(text($0.value))" }.joined(separator: ","))}"
    }
  }
}
