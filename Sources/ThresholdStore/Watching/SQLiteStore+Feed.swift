import GRDB
public import ThresholdModel

extension SQLiteStore {
  /// Reads what changed, in order and without gaps. The last 100,000 changes are kept.
  /// - Parameters:
  ///   - after: the last sequence that the reader knows; 0 for the beginning.
  ///   - limit: the most to answer, 1 to 10,000; what lies outside is taken as the nearest of these.
  /// - Returns: empty when the reader knows everything.
  /// - Throws: ``StoreError`` of kind `gone` when changes that the reader lacks are no longer kept, or
  ///   it knows more than there is: it must load the state anew. `damaged` or `io` otherwise.
  public func feed(after sequence: Int64, limit: Int) async throws(StoreError) -> [FeedEntry] {
    let limit = min(max(limit, 1), 10_000)
    return try await read(while: "reading the feed") { db in
      let newest = try Head.read(db).sequence
      guard sequence <= newest else {
        throw StoreError(
          .gone, "the feed ends at \(newest), before \(sequence)", hint: "load the state anew", cause: "the store went back")
      }
      let statement = try db.cachedStatement(
        sql: "SELECT sequence, kind, name, parent, is_deletion FROM feed WHERE sequence > ? ORDER BY sequence LIMIT ?")
      let entries = try Row.fetchAll(statement, arguments: [sequence, limit]).map(Self.entry)
      guard entries.isEmpty ? sequence == newest : entries.first?.sequence == sequence + 1 else {
        throw StoreError(.gone, "the feed no longer keeps what came right after \(sequence)", hint: "load the state anew")
      }
      return entries
    }
  }

  private static func entry(_ row: Row) throws -> FeedEntry {
    let kind: String = row[1]
    guard let kind = ThresholdModel.Record.Kind(rawValue: kind) else {
      throw StoreError(.damaged, "the feed names the unknown kind `\(kind.escapedForDisplay)`", hint: StoreError.restore)
    }
    return FeedEntry(sequence: row[0], key: ThresholdModel.Record.Key(kind, row[2], parent: row[3]), isDeletion: row[4])
  }
}
