import Foundation
import GRDB
import ThresholdModel

extension SQLiteStore {
  /// Reads events in the order of the log, or backwards.
  /// - Throws: ``StoreError`` of kind `damaged` when an event cannot be read, `io` otherwise.
  public func events(_ query: AuditQuery) async throws(StoreError) -> [StoredEvent] {
    try await read(while: "reading the audit log") { db in
      let limit = min(max(query.limit, 1), 1000)
      let rows = try EventSelection.all(for: query, db).flatMap { try $0.fetch(limit, db) }
      // Each selection comes ordered by index; a page of each is all that the merged page can need.
      let ordered = rows.sorted { query.newestFirst ? $0.index > $1.index : $0.index < $1.index }
      return try ordered.prefix(limit).map { try $0.event() }
    }
  }
}

/// Events that one index gives in the order of the log; the other conditions are checked row by row.
private struct EventSelection {
  let query: AuditQuery
  /// The exact name, when the name leads.
  var event: String?

  /// One selection, or one per event name when nothing narrower than the name leads.
  static func all(for query: AuditQuery, _ db: Database) throws -> [EventSelection] {
    guard let prefix = query.eventPrefix, query.request == nil, query.user == nil, query.code == nil else {
      return [EventSelection(query: query)]
    }
    return try names(db).filter { $0.hasPrefix(prefix) }.map { EventSelection(query: query, event: $0) }
  }

  /// The names that occur, hopping through the index from name to name.
  private static func names(_ db: Database) throws -> [String] {
    let sql = """
      WITH RECURSIVE name (text) AS (
        SELECT min(event) FROM audit
        UNION ALL SELECT (SELECT min(event) FROM audit WHERE event > name.text) FROM name WHERE name.text IS NOT NULL
      ) SELECT text FROM name WHERE text IS NOT NULL
      """
    return try String.fetchAll(db.cachedStatement(sql: sql))
  }

  struct Found {
    let index: Int64
    let text: String
    let hash: Data

    func event() throws -> StoredEvent {
      do {
        return StoredEvent(index: index, body: try JSONDecoder().decode(Value.self, from: Data(text.utf8)), text: text, hash: hash)
      } catch {
        throw StoreError(.damaged, "event \(index) of the audit log cannot be read", hint: "tctl audit verify", cause: "\(error)")
      }
    }
  }

  func fetch(_ limit: Int, _ db: Database) throws -> [Found] {
    var conditions: [String] = []
    var arguments = StatementArguments()
    func require(_ condition: String, _ value: any DatabaseValueConvertible) {
      conditions.append(condition)
      arguments += [value]
    }
    var source = "audit"
    // The narrowest condition leads, by an index that also gives the order of the log.
    if let request = query.request {
      source = "audit_requests INDEXED BY audit_requests_by_request CROSS JOIN audit ON audit.idx = audit_requests.idx"
      require("audit_requests.request = ?", request)
    } else if query.user != nil {
      source = "audit INDEXED BY audit_by_user"
    } else if query.code != nil {
      source = "audit INDEXED BY audit_by_code"
    } else if let event {
      source = "audit INDEXED BY audit_by_event"
      require("audit.event = ?", event)
    }
    if let user = query.user { require("audit.user = ?", user.lowercased()) }
    if let code = query.code { require("audit.code = ?", code) }
    if event == nil, let prefix = query.eventPrefix { require("substr(audit.event, 1, \(prefix.unicodeScalars.count)) = ?", prefix) }
    if let from = query.from { require("audit.time >= ?", from.milliseconds) }
    if let to = query.to { require("audit.time < ?", to.milliseconds) }
    let place = query.request == nil ? "audit.idx" : "audit_requests.idx"
    if let index = query.afterIndex { require("\(place) \(query.newestFirst ? "<" : ">") ?", index) }
    let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    let order = query.newestFirst ? "DESC" : "ASC"
    arguments += [limit]
    let statement = try db.cachedStatement(
      sql: "SELECT audit.idx, audit.body, audit.hash FROM \(source)\(filter) ORDER BY \(place) \(order) LIMIT ?")
    return try Row.fetchAll(statement, arguments: arguments).map { Found(index: $0[0], text: $0[1], hash: $0[2]) }
  }
}
