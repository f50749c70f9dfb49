import Foundation
import HummingbirdCore
import ThresholdAPI
import ThresholdModel
import ThresholdService

/// The audit log, the feed of requests, and the authorities as text.
struct WatchingRoutes {
  let stories: Stories

  func mount(on mounts: Mounts) {
    mounts.mount(Endpoints.events, events)
    mounts.mount(Endpoints.auditHead) { (_, call) throws(Problem) in
      AuditHeadAnswer(try stories.auditHead(by: call.someone()))
    }
    mounts.mount(Endpoints.verifyAudit, verify)
    mounts.mount(.get, Streams.watch, .person, query: ["after"]) { request, call, _ in
      let resumed = request.headers.first("Last-Event-ID").flatMap { Int64($0) }
      return EventStream.response(try await stories.watch(after: try call.number("after") ?? resumed, by: call.person()))
    }
    for path in [Streams.exportAuthority, "/webapi/auth/export"] {
      mounts.mount(.get, path, .anyone, query: ["type"]) { _, call, _ in
        Answer.text(try stories.exportAuthority(type: call.query("type") ?? ""))
      }
    }
  }

  @Sendable private func events(_: Empty, _ call: Call) async throws(Problem) -> EventsAnswer {
    let order = call.query("order") ?? "newest"
    guard ["newest", "oldest"].contains(order) else {
      throw Problem(.badParameter, "`\(order.escapedForDisplay)` is not an order", hint: "newest or oldest")
    }
    let limit = try call.number("limit") ?? 100
    guard (1...1000).contains(limit) else {
      throw Problem(.badParameter, "`limit` must be from 1 to 1000", hint: "read on with `after`", path: "limit")
    }
    let query = AuditSelection(
      from: try call.moment("from"), to: try call.moment("to"), eventPrefix: call.query("event"), code: call.query("code"),
      user: call.query("user"), request: call.query("request"), after: try call.number("after"),
      limit: Int(limit), newestFirst: order == "newest")
    return EventsAnswer(
      events: try await stories.auditEvents(query, by: call.someone()).map { stored in
        EventsAnswer.Item(index: stored.index, hash: Hexadecimal.text(stored.hash), event: stored.body)
      })
  }

  @Sendable private func verify(_ body: VerifyBody, _ call: Call) async throws(Problem) -> VerifyAnswer {
    var outside: AuditPosition?
    if let head = body.head {
      guard let hash = Hexadecimal.data(head.hash), hash.count == 32, head.index >= 0 else {
        throw Problem(.badParameter, "the head to verify against has no hash of 64 hexadecimal digits", path: "head.hash")
      }
      outside = AuditPosition(index: head.index, hash: hash, time: head.time)
    }
    let found = try await stories.verifyAudit(against: outside, by: call.someone())
    return VerifyAnswer(
      isConsistent: found.isConsistent, events: found.events, checkpoints: found.checkpoints, summary: found.summary,
      firstBad: found.firstBad)
  }
}

extension AuditHeadAnswer {
  init(_ head: AuditPosition) {
    self.init(index: head.index, hash: Hexadecimal.text(head.hash), time: head.time)
  }
}

/// Bytes as lower-case hexadecimal digits.
enum Hexadecimal {
  static func text(_ data: Data) -> String {
    data.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
  }

  /// Nil for anything but pairs of hexadecimal digits.
  static func data(_ text: String) -> Data? {
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
    return Data(stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
  }
}
