import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct RequestsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requests", abstract: "Shows access requests, makes and decides them, and ends them.",
    discussion: "Examples:\n  tctl requests ls\n  tctl requests get 9c2f…",
    subcommands: [
      ListRequests.self, GetRequests.self, ApproveRequests.self, DenyRequests.self, RevokeRequest.self, RemoveRequests.self,
      CreateRequest.self, ReviewRequest.self, ShowCapabilities.self,
    ], aliases: ["request"])
}

struct ListRequests: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists the access requests whose access has not run out.",
    discussion: "Example:\n  tctl requests ls --sort-index state --sort-order ascending")

  enum SortIndex: String, ExpressibleByArgument, CaseIterable { case created, state }
  enum SortOrder: String, ExpressibleByArgument, CaseIterable { case ascending, descending }

  @Option(help: "What to sort by.") var sortIndex = SortIndex.created
  @Option(help: "In which order.") var sortOrder = SortOrder.descending
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let now = Moment(Date())
    let all = try await connection.use { try await Self.fetch($0) }
    // Access that is over is history: the audit log tells it.
    let requests = Self.sorted(all.filter { now < $0.request.spec.accessExpires }, by: sortIndex, sortOrder)
    let terminal = Terminal.current
    try terminal.print(requests.map(\.request), as: output.format) { () throws(Problem) in
      terminal.print(RequestText.table(requests, at: now), orElse: "no access requests")
    }
  }

  private static func fetch(_ client: APIClient) async throws -> [RequestAnswer] {
    var found: [RequestAnswer] = []
    var token: String?
    repeat {
      let page = try await client.call(Endpoints.requests, query: token.map { ["page_token": $0] } ?? [:])
      found += page.requests
      // A page token that doesn't move would never end.
      token = page.nextPageToken == token ? nil : page.nextPageToken
    } while token != nil
    return found
  }

  static func sorted(_ requests: [RequestAnswer], by index: SortIndex, _ order: SortOrder) -> [RequestAnswer] {
    let ascending = requests.sorted { left, right in
      let (left, right) = (left.request, right.request)
      if index == .state, left.spec.state != right.spec.state { return left.spec.state.text < right.spec.state.text }
      return (left.spec.created, left.id) < (right.spec.created, right.id)
    }
    return order == .ascending ? ascending : ascending.reversed()
  }
}

struct GetRequests: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Shows access requests.", discussion: "Example:\n  tctl requests get 9c2f…")

  @Argument(help: "Requests, separated by commas.") var ids: CommaList
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    guard !ids.items.isEmpty else { throw Misuse("no request is named", hint: "`tctl requests ls` lists them") }
    let requests = try await connection.use { client in
      var found: [RequestAnswer] = []
      for id in ids.items { found.append(try await client.call(Endpoints.request, path: ["id": id])) }
      return found
    }
    let terminal = Terminal.current
    try terminal.print(requests.map(\.request), as: output.format) { () throws(Problem) in
      terminal.print(requests.map { RequestBlock($0).text }.joined(separator: "\n\n"))
    }
  }
}
