import Foundation
import GRDB
public import ThresholdModel

extension SQLiteStore {
  /// Reads a page of requests, ended ones too, the newest first.
  /// - Parameters:
  ///   - user: only those that this user made; nil for everybody's.
  ///   - states: only those in one of these states; nil for all, none for an empty list.
  ///   - after: what the page before gave as `next`; nil for the first page.
  ///   - limit: the most to answer, 1 to 1,000; what lies outside is taken as the nearest of these.
  /// - Returns: the requests, and what to ask the next page with; nil when this was the last.
  /// - Throws: ``StoreError`` of kind `badParameter` for a page token that is not one, `damaged` or `io`.
  public func requests(
    user: UserName?, states: [RequestState]?, after: String?, limit: Int
  ) async throws(StoreError) -> (requests: [AccessRequest], next: String?) {
    let start = try after.map { token throws(StoreError) in try PageStart(token, of: "requests") }
    let limit = min(max(limit, 1), 1000)
    let user = user?.key.folded
    let wanted: [RequestState?] = states.map { Array(Set($0)) } ?? [nil]
    let selections = wanted.map { RequestSelection(user: user, state: $0, start: start) }
    let found = try await read(while: "reading requests") { db in
      try selections.flatMap { try $0.fetch(limit + 1, db) }
    }
    // Each selection comes ordered from its own index; a page of each is all that the merged page can need.
    let ordered = found.sorted { ($0.start.created, $0.start.id) > ($1.start.created, $1.start.id) }
    let page = ordered.prefix(limit)
    var requests: [AccessRequest] = []
    for row in page {
      guard case .request(let request) = try StoredRow(key: ThresholdModel.Record.Key(.request, row.start.id), body: row.body).record()
      else { continue }
      requests.append(request)
    }
    return (requests, ordered.count > limit ? page.last?.start.token : nil)
  }
}

/// Where a page of requests or reviews starts: below this one.
struct PageStart: Sendable {
  /// Milliseconds since 1970.
  let created: Int64
  let id: String

  /// `MILLISECONDS.ID`.
  var token: String { "\(created).\(id)" }

  init(created: Int64, id: String) {
    self.created = created
    self.id = id
  }

  /// - Parameter subject: what the pages are of, for the message.
  init(_ token: String, of subject: String) throws(StoreError) {
    let parts = token.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let created = Int64(parts[0]), token.utf8.count <= 300 else {
      throw StoreError(
        .badParameter, "`\(String(token.prefix(300)).escapedForDisplay)` is not a page of \(subject)",
        hint: "start again without a page token")
    }
    self.init(created: created, id: String(parts[1]))
  }
}

/// Requests that one index gives in order: of one user or all, in one state or all.
struct RequestSelection: Sendable {
  let user: String?
  let state: RequestState?
  let start: PageStart?

  var sql: String {
    let index =
      switch (user, state) {
      case (nil, nil): "requests_by_time"
      case (nil, _): "requests_by_state"
      case (_, nil): "requests_by_user"
      case (_, _): "requests_by_user_and_state"
      }
    let conditions = [user.map { _ in "user = ?" }, state.map { _ in "state = ?" }, start.map { _ in "(created, id) < (?, ?)" }]
      .compactMap { $0 }
    let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    return "SELECT created, id, body FROM requests INDEXED BY \(index)\(filter) ORDER BY created DESC, id DESC LIMIT ?"
  }

  func fetch(_ limit: Int, _ db: Database) throws -> [(start: PageStart, body: String)] {
    var arguments = StatementArguments()
    if let user { arguments += [user] }
    if let state { arguments += [state.rawValue] }
    if let start { arguments += [start.created, start.id] }
    arguments += [limit]
    return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).map { row in
      (PageStart(created: row[0], id: row[1]), row[2])
    }
  }
}
