import GRDB
import Testing
import ThresholdModel

@testable import ThresholdStore

@Suite("reading reviews of lists")
struct ListReviewsTests {
  @Test("pages of a list's reviews come newest first, complete, without repeats and without other lists'")
  func pages() async throws {
    let kept = try Folder().keeping { try $0.open() }
    var records: [ThresholdModel.Record] = []
    for number in 0..<60 {
      // Several are made in the same millisecond, so that the order by id counts.
      records.append(Sample.listReview("w\(number * 7919 % 61)", of: number % 3 == 0 ? "other" : "dev-team", reviewed: Int64(number / 4)))
    }
    try await kept.value.put(records)
    for list in ["other", "dev-team", "none", "DEV-TEAM"] as [ListName] {
      let expected = records.compactMap { if case .listReview(let review) = $0 { review } else { nil } }
        .filter { $0.spec.list == list }.sorted { ($0.spec.date, $0.id) > ($1.spec.date, $1.id) }
      for limit in [1, 7, 40, 5000] {
        var read: [ListReview] = []
        var token: String?
        repeat {
          let page = try await kept.value.listReviews(of: list, after: token, limit: limit)
          #expect(page.reviews.count <= limit)
          read += page.reviews
          token = page.next
        } while token != nil
        #expect(read == expected, "\(list) \(limit)")
      }
    }
  }

  @Test("a page token that is not one is refused", arguments: ["", "x", "12", "1x.w1", ".w1"])
  func badToken(_ token: String) async throws {
    let kept = try Folder().keeping { try $0.open() }
    let error = await #expect(throws: StoreError.self) { try await kept.value.listReviews(of: "l", after: token, limit: 5) }
    #expect(error?.kind == .badParameter && error?.message.contains("page of reviews") == true)
  }

  @Test("pages are answered by the index, without sorting")
  func plans() async throws {
    let kept = try Folder().keeping { try $0.open() }
    for start in [nil, try PageStart("1.w1", of: "reviews")] {
      let selection = ListReviewSelection(list: "l", start: start)
      let count = selection.sql.count { $0 == "?" }
      let plan = try await kept.value.pool.read { db in
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + selection.sql, arguments: StatementArguments(Array(repeating: 1, count: count)))
          .map { $0["detail"] as String }
      }
      #expect(plan.count == 1 && plan[0].hasPrefix("SEARCH list_reviews USING INDEX"), "\(plan)")
    }
  }

  @Test("reviews are deleted one by one and with their list, changes of the list leave them")
  func deletion() async throws {
    let kept = try Folder().keeping { try $0.open() }
    try await kept.value.put(Sample.everyKind + [Sample.listReview("w2"), Sample.listReview("w3", of: "other")])
    func read(_ list: ListName) async throws -> [String] {
      try await kept.value.listReviews(of: list, after: nil, limit: 9).reviews.map(\.id.text)
    }
    try await kept.value.put(Sample.everyKind.filter { $0.key.kind == .list })
    #expect(try await read("dev-team") == ["w2", "w1"])
    try await kept.value.put(delete: [.listReview("w1", of: "other")])
    #expect(try await read("dev-team") == ["w2", "w1"])
    try await kept.value.put(delete: [.listReview("w1", of: "dev-team")])
    #expect(try await read("dev-team") == ["w2"])
    try await kept.value.put(delete: [.list("dev-team")])
    #expect(try await read("dev-team").isEmpty)
    #expect(try await read("other") == ["w3"])
  }
}
