import GRDB
public import ThresholdModel

/// A notice with its place in the order in which notices were made.
public struct NumberedNotice: Sendable, Hashable {
  /// Rising from 1, with gaps.
  public let number: Int64
  public let notice: Notice
}

extension SQLiteStore {
  /// Reads notices in the order in which they were made, for whoever takes them all.
  /// - Parameters:
  ///   - number: the last that the reader knows; 0 for the beginning.
  ///   - limit: the most to answer, 1 to 1,000; what lies outside is taken as the nearest of these.
  /// - Throws: ``StoreError`` of kind `damaged` or `io`.
  public func notices(after number: Int64, limit: Int) async throws(StoreError) -> [NumberedNotice] {
    try await notices("SELECT number, id, body FROM notifications WHERE number > ? ORDER BY number LIMIT ?", [number, Self.page(limit)])
  }

  /// The number of the newest notice; 0 when there never was one.
  /// - Throws: ``StoreError`` of kind `damaged` or `io`.
  public func newestNotice() async throws(StoreError) -> Int64 {
    try await read(while: "reading notifications") { db in
      // Not the highest that is there: numbers are never used again, and the newest may be deleted.
      try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'notifications'") ?? 0
    }
  }

  /// Reads a page of notices that are still shown, the newest first.
  /// - Parameters:
  ///   - person: only what tells this person something; nil for everybody's.
  ///   - moment: what has expired by then is left out.
  ///   - before: the number of the last notice of the page before; nil for the first page.
  ///   - limit: the most to answer, 1 to 1,000; what lies outside is taken as the nearest of these.
  /// - Throws: ``StoreError`` of kind `damaged` or `io`.
  public func notices(
    of person: UserName?, shownAt moment: Moment, before: Int64?, limit: Int
  ) async throws(StoreError) -> [NumberedNotice] {
    let before = before ?? .max
    guard let person else {
      return try await notices(
        "SELECT number, id, body FROM notifications WHERE number < ? AND expires > ? ORDER BY number DESC LIMIT ?",
        [before, moment.milliseconds, Self.page(limit)])
    }
    return try await notices(
      """
      SELECT n.number, n.id, n.body FROM notification_people p JOIN notifications n ON n.number = p.number
      WHERE p.person = ? AND p.number < ? AND n.expires > ? ORDER BY p.number DESC LIMIT ?
      """, [person.key.folded, before, moment.milliseconds, Self.page(limit)])
  }

  /// Reads every notice of a kind about a request or a list, the oldest first; at most 1,000.
  /// - Throws: ``StoreError`` of kind `damaged` or `io`.
  public func notices(about subject: String, _ kind: NoticeKind) async throws(StoreError) -> [Notice] {
    try await notices(
      "SELECT number, id, body FROM notifications WHERE subject = ? AND subject <> '' AND kind = ? ORDER BY number LIMIT 1000",
      [subject, kind.rawValue]
    ).map(\.notice)
  }

  /// Reads notices that have expired, in the order in which they were made.
  /// - Parameter number: where the page before ended; 0 for the first.
  /// - Throws: ``StoreError`` of kind `damaged` or `io`.
  public func expiredNotices(at moment: Moment, after number: Int64, limit: Int) async throws(StoreError) -> [NumberedNotice] {
    try await notices(
      "SELECT number, id, body FROM notifications WHERE expires <= ? AND number > ? ORDER BY number LIMIT ?",
      [moment.milliseconds, number, Self.page(limit)])
  }

  private static func page(_ limit: Int) -> Int { min(max(limit, 1), 1000) }

  private func notices(_ sql: String, _ arguments: StatementArguments) async throws(StoreError) -> [NumberedNotice] {
    let rows = try await read(while: "reading notifications") { db in
      try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).map { row in
        (number: row[0] as Int64, row: StoredRow(key: .notice(NoticeID(row[1])), body: row[2]))
      }
    }
    var found: [NumberedNotice] = []
    for (number, row) in rows {
      guard case .notice(let notice) = try row.record() else { continue }
      found.append(NumberedNotice(number: number, notice: notice))
    }
    return found
  }
}
