import Foundation
import GRDB
import ThresholdModel

/// What the audit table keeps beside an event's body, so that events can be found by index. Always made
/// from the body alone, so that verification can make it again and compare.
struct EventColumns: Hashable, Sendable {
  let time: Int64
  let event: String
  let code: String
  /// In lower case, since users are unique ignoring case.
  let user: String?
  let uid: String
  /// The requests that the event is about: `id`, and those of `access_requests`.
  let requests: Set<String>

  init(time: Int64, event: String, code: String, user: String?, uid: String, requests: Set<String>) {
    self.time = time
    self.event = event
    self.code = code
    self.user = user
    self.uid = uid
    self.requests = requests
  }

  /// Nil when the body is not that of an event.
  init?(_ body: Value) {
    guard let time = body["time"]?.text.flatMap({ try? Moment(rfc3339: $0) }), let event = body["event"]?.text,
      let code = body["code"]?.text, let uid = body["uid"]?.text
    else { return nil }
    self.time = time.milliseconds
    self.event = event
    self.code = code
    self.uid = uid
    user = body["user"]?.text?.lowercased()
    let named = [body["id"]?.text].compactMap { $0 } + (body["access_requests"]?.list ?? []).compactMap(\.text)
    requests = Set(named.filter { !$0.isEmpty })
  }
}

/// One event encoded before the transaction begins; only its place in the chain is still open.
struct EventForm: Sendable {
  let columns: EventColumns
  let text: String
  let time: Moment

  /// - Throws: ``StoreError`` of kind `refused` when the event cannot be encoded.
  init(_ event: AuditEvent, cluster: String) throws(StoreError) {
    let body = event.body(cluster: cluster)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      text = String(decoding: try encoder.encode(body), as: UTF8.self)
    } catch {
      throw StoreError(.refused, "an event of type `\(event.type.name)` cannot be written as JSON", cause: "\(error)")
    }
    guard let columns = EventColumns(body) else {
      throw StoreError(.refused, "an event of type `\(event.type.name)` has no time that can be written")
    }
    self.columns = columns
    time = event.time
  }

  /// Appends the event after the given head and moves the head to it.
  func append(to head: inout Head, _ db: Database) throws {
    let index = head.auditIndex + 1
    let hash = AuditChain.hash(after: head.auditHash, index: index, body: Data(text.utf8))
    try db.cachedStatement(sql: "INSERT INTO audit (idx, time, event, code, user, uid, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .execute(arguments: [index, columns.time, columns.event, columns.code, columns.user, columns.uid, text, hash])
    for request in columns.requests {
      try db.cachedStatement(sql: "INSERT INTO audit_requests (idx, request) VALUES (?, ?)").execute(arguments: [index, request])
    }
    head.auditIndex = index
    head.auditHash = hash
    head.eventTime = max(head.eventTime ?? time, time)
  }
}
