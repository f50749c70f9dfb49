import Foundation
import GRDB
public import ThresholdModel

extension SQLiteStore {
  /// Reads a page of a list's reviews, the newest first.
  /// - Parameters:
  ///   - list: the list as written; other lists' reviews are never in it.
  ///   - after: what the page before gave as `next`; nil for the first page.
  ///   - limit: the most to answer, 1 to 200; what lies outside is taken as the nearest of these.
  /// - Returns: the reviews, and what to ask the next page with; nil when this was the last.
  /// - Throws: ``StoreError`` of kind `badParameter` for a page token that is not one, `damaged` or `io`.
  public func listReviews(
    of list: ListName, after: String?, limit: Int
  ) async throws(StoreError) -> (reviews: [ListReview], next: String?) {
    let start = try after.map { token throws(StoreError) in try PageStart(token, of: "reviews") }
    let limit = min(max(limit, 1), 200)
    let selection = ListReviewSelection(list: list.text, start: start)
    let found = try await read(while: "reading reviews") { db in try selection.fetch(limit + 1, db) }
    let page = found.prefix(limit)
    var reviews: [ListReview] = []
    for row in page {
      let key = ThresholdModel.Record.Key.listReview(ListReviewID(row.start.id), of: list)
      guard case .listReview(let review) = try StoredRow(key: key, body: row.body).record() else { continue }
      reviews.append(review)
    }
    return (reviews, found.count > limit ? page.last?.start.token : nil)
  }
}

/// Reviews of one list that its index gives in order.
struct ListReviewSelection: Sendable {
  let list: String
  let start: PageStart?

  var sql: String {
    """
    SELECT reviewed, id, body FROM list_reviews INDEXED BY list_reviews_by_time
    WHERE list = ?\(start == nil ? "" : " AND (reviewed, id) < (?, ?)") ORDER BY reviewed DESC, id DESC LIMIT ?
    """
  }

  func fetch(_ limit: Int, _ db: Database) throws -> [(start: PageStart, body: String)] {
    var arguments: StatementArguments = [list]
    if let start { arguments += [start.created, start.id] }
    arguments += [limit]
    return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).map { row in
      (PageStart(created: row[0], id: row[1]), row[2])
    }
  }
}
