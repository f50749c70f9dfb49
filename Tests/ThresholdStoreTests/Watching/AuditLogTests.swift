import Foundation
import GRDB
import Testing
import ThresholdModel

@testable import ThresholdStore

@Suite("the audit log")
struct AuditLogTests {
  @Test(
    "the database itself refuses to rewrite, shorten or skip events",
    arguments: [
      "UPDATE audit SET body = '{}' WHERE idx = 2", "UPDATE audit SET user = 'mallory'", "DELETE FROM audit WHERE idx = 3",
      "DELETE FROM audit",
      "INSERT INTO audit SELECT 9, time, event, code, user, 'new', body, hash FROM audit WHERE idx = 3",
      "INSERT OR REPLACE INTO audit SELECT 2, time, event, code, user, 'new', body, hash FROM audit WHERE idx = 3",
      "INSERT OR REPLACE INTO audit SELECT 4, time, event, code, user, uid, body, hash FROM audit WHERE idx = 3",
      "UPDATE audit_requests SET request = 'other'", "DELETE FROM audit_requests",
      "UPDATE head SET audit_index = 1", "UPDATE head SET sequence = 0", "DELETE FROM head",
      "INSERT INTO audit_requests VALUES (77, 'q1')",
    ])
  func appendOnly(_ sql: String) async throws {
    let kept = try Folder().keeping { try $0.open() }
    for _ in 0..<3 { try await kept.value.put([Sample.user("a")], [Sample.event(.userUpdated, ["id": "q1"])]) }
    await #expect(throws: DatabaseError.self) { try await kept.value.pool.write { try $0.execute(sql: sql) } }
    #expect(try await kept.value.verifyAudit(against: kept.value.auditHead()).isConsistent)
  }

  @Test("an event is stored as the flat object of the reference, chained by SHA-256")
  func form() async throws {
    let kept = try Folder().keeping { try $0.open() }
    let committed = try await kept.value.put([], [Sample.event(.requestCreated, uid: "u-1", ["id": "q1", "roles": .list(["a/b"])])])
    let event = try #require(try await kept.value.events(AuditQuery()).first)
    #expect(
      event.text
        == #"{"cluster_name":"main","code":"T5000I","event":"access_request.create","id":"q1","#
        + #""roles":["a/b"],"time":"2026-01-01T00:00:00Z","uid":"u-1","user":"alice"}"#)
    #expect(event.body["roles"] == .list(["a/b"]) && event.index == 1)
    #expect(event.hash == AuditChain.hash(after: Data(count: 32), index: 1, body: Data(event.text.utf8)))
    #expect(committed.auditHash == event.hash && kept.value.auditHead() == AuditHead(index: 1, hash: event.hash, time: Sample.start))
  }

  @Test("the last event's time never goes back")
  func time() async throws {
    let folder = try Folder()
    let store = try folder.open()
    try await store.put([], [Sample.event(at: 50), Sample.event(at: 10)])
    try await store.put([], [Sample.event(at: 20)])
    #expect(store.auditHead().time == Sample.start + .seconds(50))
    try store.close()
    #expect(try folder.open().load().lastEventTime == Sample.start + .seconds(50))
  }

  @Test("every question finds what a scan would find, in both directions and by page")
  func queries() async throws {
    let kept = try Folder().keeping { try $0.open() }
    let types: [AuditType] = [.requestCreated, .requestReviewed, .signedIn, .userUpdated, .requestAssumed]
    var written: [AuditEvent] = []
    for number in 0..<120 {
      let details: [String: Value] = [
        ["id": .text("q\(number % 7)")], ["access_requests": .list([.text("q\(number % 4)"), "q9", "q9"])], ["id": 5], [:],
      ][number % 4]
      let user: String? = ["Alice", "bob", nil, "local:root"][number / 3 % 4]
      written.append(Sample.event(types[number % types.count], at: Int64(number * 37 % 100), user: user, details))
    }
    for start in stride(from: 0, to: 120, by: 8) { try await kept.value.put([], Array(written[start..<(start + 8)])) }
    let times: [Moment?] = [nil, Sample.start + .seconds(30)]
    for from in times {
      for to in [nil, Sample.start + .seconds(80)] {
        for prefix in [nil, "access_request.", "user", "none", ""] {
          for code in [nil, "T5000I"] {
            for user in [nil, "ALICE", "local:root"] {
              for request in [nil, "q1", "q9"] {
                let query = AuditQuery(from: from, to: to, eventPrefix: prefix, code: code, user: user, request: request, limit: 9)
                try await compare(query, written, kept.value)
              }
            }
          }
        }
      }
    }
  }

  private func compare(_ query: AuditQuery, _ written: [AuditEvent], _ store: SQLiteStore) async throws {
    let expected = written.enumerated().filter { matches($0.element, query) }.map { Int64($0.offset + 1) }
    for newestFirst in [false, true] {
      var query = query
      query.newestFirst = newestFirst
      var read: [Int64] = []
      while case let page = try await store.events(query), let last = page.last {
        read += page.map(\.index)
        query.afterIndex = last.index
      }
      #expect(read == (newestFirst ? expected.reversed() : expected), "\(query)")
    }
  }

  private func matches(_ event: AuditEvent, _ query: AuditQuery) -> Bool {
    let body = event.body(cluster: "main")
    let requests = [body["id"]?.text].compactMap { $0 } + (body["access_requests"]?.list ?? []).compactMap(\.text)
    return (query.from.map { event.time >= $0 } ?? true) && (query.to.map { event.time < $0 } ?? true)
      && (query.eventPrefix.map { event.type.name.hasPrefix($0) } ?? true) && (query.code.map { $0 == event.type.code } ?? true)
      && (query.user.map { $0.lowercased() == event.user?.lowercased() } ?? true) && (query.request.map { requests.contains($0) } ?? true)
  }

  @Test("limits outside 1 to 1,000 are taken as the nearest of these")
  func limits() async throws {
    let kept = try Folder().keeping { try $0.open() }
    try await kept.value.put([], (0..<1100).map { _ in Sample.event() })
    for (limit, count) in [(-1, 1), (0, 1), (2, 2), (5000, 1000)] {
      #expect(try await kept.value.events(AuditQuery(limit: limit)).count == count)
    }
  }
}
