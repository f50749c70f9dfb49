import Foundation
import ThresholdAPI
import ThresholdModel

/// One event of the audit log, as the tests look at it.
struct SeenEvent: Sendable, CustomStringConvertible {
  let index: Int64
  let body: Value

  var name: String { self["event"] }
  var code: String { self["code"] }
  /// A text of the event; empty when there is none.
  subscript(key: String) -> String { body[key]?.text ?? "" }
  func texts(_ key: String) -> [String] { body[key]?.list?.compactMap(\.text) ?? [] }
  /// When it happened, in seconds since 1970.
  var seconds: Double { (try? Moment(rfc3339: self["time"])).map { Double($0.milliseconds) / 1000 } ?? 0 }
  var description: String { "\(index) \(name) \(body)" }
}

extension RunningCluster {
  /// The audit log, oldest first.
  func events(_ name: String? = nil, after index: Int64 = 0) async throws -> [SeenEvent] {
    var query = ["order": "oldest", "limit": "1000", "after": String(index)]
    query["event"] = name
    return try await call(Endpoints.events, query: query).events.map { SeenEvent(index: $0.index, body: $0.event) }
      .filter { name == nil || $0.name == name }
  }

  func head() async throws -> AuditHeadAnswer { try await call(Endpoints.auditHead) }
  func sequence() async throws -> Int64 { try await call(Endpoints.cluster).sequence }

  /// Waits for the end of a session and answers the event.
  func sessionEnd(after index: Int64 = 0) async throws -> SeenEvent {
    try await found("a session.end") { try await events("session.end", after: index).last }
  }

  /// Does something that must leave no trace: neither state nor event, but for events of some kinds.
  func withoutTrace(except allowed: Set<String> = [], _ body: () async throws -> Void) async throws -> Trace {
    let before = (sequence: try await sequence(), index: try await head().index)
    try await body()
    let events = try await events(after: before.index).filter { !allowed.contains($0.name) }
    return Trace(changes: try await sequence() - before.sequence, events: events)
  }

  /// What something left behind.
  struct Trace: CustomStringConvertible {
    let changes: Int64
    let events: [SeenEvent]
    var isNone: Bool { changes == 0 && events.isEmpty }
    var description: String { "\(changes) changes, events: \(events)" }
  }
}
