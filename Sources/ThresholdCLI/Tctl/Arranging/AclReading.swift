import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct ListLists: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists the access lists.",
    discussion: "Examples:\n  tctl acl ls --format text\n  tctl acl ls --review-only --format text")

  @OptionGroup var review: ReviewOnlyFlag
  @OptionGroup var output: DocumentFormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let query = review.reviewOnly == true ? ["review_only": "true"] : [:]
    let documents = try await connection.use { client in
      try await Pages.all(query) { query in
        let page = try await client.call(Endpoints.lists, query: query)
        return (page.lists.map(\.accessList), page.nextPageToken)
      }
    }
    try Self.show(documents, as: output.format)
  }

  static func show(_ documents: [Value], as format: OutputFormat) throws(Problem) {
    let terminal = Terminal.current
    try terminal.print(documents: documents, as: format) { () throws(Problem) in
      var table = Table("ID", "Title", "Next Audit", "Granted Roles", "Granted Traits")
      for document in documents {
        let list = try document.decoded(AccessList.self)
        table.add([
          list.name.text, list.spec.title, Shown.date(list.spec.audit.nextDate),
          Shown.orDash(list.spec.grants.roles.map(\.text).joined(separator: ",")), Shown.orDash(Shown.traits(list.spec.grants.traits)),
        ])
      }
      terminal.print(table, orElse: "no access lists")
    }
    if documents.isEmpty, format == .yaml { terminal.note("no access lists") }
  }
}

struct GetList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Shows an access list.", discussion: "Example:\n  tctl acl get 5f2c… --format json")

  @Argument(help: "The list's name; `tctl acl ls` prints it.") var name: String
  @OptionGroup var output: DocumentFormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let answer = try await connection.use { try await $0.call(Endpoints.document, path: ["kind": "access_list", "name": name]) }
    try ListLists.show([answer.document], as: output.format)
  }
}

struct SummarizeLists: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary", abstract: "Shows access lists with their members and last reviews, for whoever reviews them.",
    discussion: """
      Without a name only lists whose review is due within two weeks or overdue are shown; --no-review-only shows all.

      Examples:
        tctl acl summary
        tctl acl summary 5f2c… --format json
      """)

  /// What programs read; there is no table of it.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case yaml, json
  }

  @Argument(help: "The list's name; all that are due when left out.") var name: String?
  @OptionGroup var review: ReviewOnlyFlag
  @Option(help: "How to print the result.") var format: Format = .yaml
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    var query = ["review_only": (review.reviewOnly ?? (name == nil)) ? "true" : "false"]
    query["list"] = name
    let answer = try await connection.use { [query] in try await $0.call(Endpoints.listSummaries, query: query) }
    let terminal = Terminal.current
    switch format {
    case .json: terminal.print(try Show.json(answer.summaries))
    case .yaml: if !answer.summaries.isEmpty { terminal.print(try Show.yaml(documents: answer.summaries)) }
    }
    if answer.summaries.isEmpty, format == .yaml { terminal.note("no access lists") }
  }
}

/// Answers that come in pages.
enum Pages {
  /// Everything, page after page.
  static func all<Item>(
    _ query: [String: String] = [:], _ read: ([String: String]) async throws -> (items: [Item], next: String?)
  ) async throws -> [Item] {
    var (query, items): ([String: String], [Item]) = (query, [])
    repeat {
      let page = try await read(query)
      items += page.items
      query["page_token"] = page.next
    } while query["page_token"] != nil
    return items
  }
}

extension Shown {
  /// `2026-01-31`, in UTC.
  static func date(_ moment: Moment?) -> String { moment.map { String($0.rfc3339.prefix(10)) } ?? "-" }

  /// `logins:{ubuntu,root},team:{web}`, sorted by key.
  static func traits(_ traits: Traits) -> String {
    traits.sorted { $0.key < $1.key }.map { "\($0.key):{\($0.value.joined(separator: ","))}" }.joined(separator: ",")
  }

  /// A user by name, a list as `Title (name)`.
  static func party(_ party: Party, title: String) -> String {
    party.list == nil || title.isEmpty ? party.name : "\(title) (\(party.name))"
  }
}
