import Foundation
import GRDB
import Testing
import ThresholdModel

@testable import ThresholdStore

@Suite("reading requests")
struct RequestsTests {
  @Test("pages of requests come newest first, complete and without repeats, for every filter")
  func pages() async throws {
    let kept = try Folder().keeping { try $0.open() }
    var all: [AccessRequest] = []
    for number in 0..<60 {
      // Several are created in the same millisecond, so that the order by id counts.
      let state = RequestState.allCases[number % 5]
      all.append(
        Sample.request("q\(number * 7919 % 61)", user: number % 3 == 0 ? "Alice" : "bob", state: state, created: Int64(number / 4)))
    }
    try await kept.value.put(all.map { .request($0) })
    let newestFirst = all.sorted { ($0.spec.created, $0.id) > ($1.spec.created, $1.id) }
    let users: [UserName?] = [nil, "alice", "BOB", "nobody"]
    let states: [[RequestState]?] = [nil, [], [.pending], [.denied, .expired, .approved], [.approved, .approved], RequestState.allCases]
    for user in users {
      for states in states {
        let expected = newestFirst.filter { request in
          (user.map { $0.key == request.spec.user.key } ?? true) && (states?.contains(request.spec.state) ?? true)
        }
        for limit in [1, 7, 60, 5000] {
          var read: [AccessRequest] = []
          var token: String?
          repeat {
            let page = try await kept.value.requests(user: user, states: states, after: token, limit: limit)
            #expect(page.requests.count <= limit)
            read += page.requests
            token = page.next
          } while token != nil
          #expect(read == expected, "\(String(describing: user)) \(String(describing: states)) \(limit)")
        }
      }
    }
  }

  @Test("a page token that is not one is refused", arguments: ["", "x", "12", "1x.q1", ".q1", "99999999999999999999.q"])
  func badToken(_ token: String) async throws {
    let kept = try Folder().keeping { try $0.open() }
    let error = await #expect(throws: StoreError.self) { try await kept.value.requests(user: nil, states: nil, after: token, limit: 5) }
    #expect(error?.kind == .badParameter && error?.problem.kind == .badParameter)
  }

  @Test("every filter is answered by an index, without sorting")
  func plans() async throws {
    let kept = try Folder().keeping { try $0.open() }
    for user in [nil, "alice"] {
      for state in [nil, RequestState.pending] {
        let selection = RequestSelection(user: user, state: state, start: try PageStart("1.q1", of: "requests"))
        let count = selection.sql.count { $0 == "?" }
        let plan = try await kept.value.pool.read { db in
          try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + selection.sql, arguments: StatementArguments(Array(repeating: 1, count: count)))
            .map { $0["detail"] as String }
        }
        #expect(plan.count == 1 && plan[0].hasPrefix("SEARCH requests USING INDEX"), "\(plan)")
      }
    }
  }
}
