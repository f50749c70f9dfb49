import Foundation
import GRDB
public import ThresholdModel

extension SQLiteStore {
  /// Reads everything current at one moment: what the World is built from.
  /// - Throws: ``StoreError`` of kind `damaged` when a record cannot be read, `io` otherwise.
  public func load() throws(StoreError) -> StoredState {
    do {
      let (rows, head) = try pool.read { db in (try Self.currentRows(db), try Head.read(db)) }
      return StoredState(
        records: try rows.map { try $0.record() }, sequence: head.sequence, auditIndex: head.auditIndex, lastEventTime: head.eventTime)
    } catch {
      throw StoreError(error, while: "reading the stored state")
    }
  }

  /// Reads one thing, also a request that has ended.
  /// - Returns: nil when there is none of that key.
  /// - Throws: ``StoreError`` of kind `damaged` or `io`.
  public func record(_ key: ThresholdModel.Record.Key) async throws(StoreError) -> ThresholdModel.Record? {
    let row = try await read(while: "reading a record") { db in try StoredRow.find(key, db) }
    return try row?.record()
  }

  private static func currentRows(_ db: Database) throws -> [StoredRow] {
    let sources = [
      "SELECT kind, parent, name, body FROM resources",
      "SELECT 'sign_in', user, id, body FROM sign_ins",
      "SELECT 'access_request', '', id, body FROM requests WHERE state IN (1, 2)",
      "SELECT 'password', '', user, body FROM passwords",
      "SELECT 'authority', '', id, body FROM authorities",
      "SELECT 'cluster', '', 'cluster', body FROM cluster",
    ]
    let cursor = try Row.fetchCursor(db, sql: sources.joined(separator: " UNION ALL ") + " ORDER BY 1, 2, 3")
    var rows: [StoredRow] = []
    while let row = try cursor.next() { rows.append(try StoredRow(row)) }
    return rows
  }
}

/// A record as it stands in its table: key and JSON.
struct StoredRow: Sendable {
  let key: ThresholdModel.Record.Key
  let body: String

  /// From columns kind, parent, name, body.
  /// - Throws: ``StoreError`` of kind `damaged` for a kind that is not known.
  init(_ row: Row) throws {
    let kind: String = row[0]
    guard let kind = ThresholdModel.Record.Kind(rawValue: kind) else {
      throw StoreError(.damaged, "the database holds a record of the unknown kind `\(kind.escapedForDisplay)`", hint: StoreError.restore)
    }
    key = ThresholdModel.Record.Key(kind, row[2], parent: row[1])
    body = row[3]
  }

  init(key: ThresholdModel.Record.Key, body: String) {
    self.key = key
    self.body = body
  }

  /// - Throws: ``StoreError`` of kind `damaged`, also when the body is that of another thing.
  func record() throws(StoreError) -> ThresholdModel.Record {
    let damage = "the stored record `\(key.description.escapedForDisplay)`"
    let record: ThresholdModel.Record
    do {
      record = try ThresholdModel.Record(kind: key.kind, body: Data(body.utf8))
    } catch {
      throw StoreError(.damaged, "\(damage) cannot be read", hint: StoreError.restore, cause: "\(error)")
    }
    guard record.key == key else {
      throw StoreError(.damaged, "\(damage) holds something else", hint: StoreError.restore, cause: record.key.description)
    }
    return record
  }

  static func find(_ key: ThresholdModel.Record.Key, _ db: Database) throws -> StoredRow? {
    let (sql, arguments): (String, StatementArguments) =
      switch key.kind {
      case .signIn: ("SELECT body FROM sign_ins WHERE id = ? AND user = ?", [key.name, key.parent])
      case .request: ("SELECT body FROM requests WHERE id = ?", [key.name])
      case .listReview: ("SELECT body FROM list_reviews WHERE list = ? AND id = ?", [key.parent, key.name])
      case .password: ("SELECT body FROM passwords WHERE user = ?", [key.name])
      case .authority: ("SELECT body FROM authorities WHERE id = ?", [key.name])
      case .cluster: ("SELECT body FROM cluster", [])
      case .notice: ("SELECT body FROM notifications WHERE id = ?", [key.name])
      case .noticeReader: ("SELECT body FROM notification_readers WHERE name = ?", [key.name])
      default:
        ("SELECT body FROM resources WHERE kind = ? AND parent = ? AND name = ?", [key.kind.rawValue, key.parent, key.name])
      }
    return try String.fetchOne(db.cachedStatement(sql: sql), arguments: arguments).map { StoredRow(key: key, body: $0) }
  }
}
