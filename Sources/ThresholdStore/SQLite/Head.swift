import Foundation
import GRDB
import ThresholdModel

/// The row that says where the feed and the audit log stand.
struct Head: Hashable, Sendable {
  var sequence: Int64
  var auditIndex: Int64
  var auditHash: Data
  /// The latest time of any event.
  var eventTime: Moment?

  static let none = Head(sequence: 0, auditIndex: 0, auditHash: AuditChain.origin, eventTime: nil)

  var audit: AuditHead { AuditHead(index: auditIndex, hash: auditHash, time: eventTime) }
  var committed: Committed { Committed(sequence: sequence, auditIndex: auditIndex, auditHash: auditHash) }

  /// - Throws: ``StoreError`` of kind `damaged` when the row is gone.
  static func read(_ db: Database) throws -> Head {
    let statement = try db.cachedStatement(sql: "SELECT sequence, audit_index, audit_hash, event_time FROM head WHERE one = 1")
    guard let row = try Row.fetchOne(statement) else {
      throw StoreError(.damaged, "the database has lost the row that says where it stands", hint: StoreError.restore)
    }
    let time: Int64? = row[3]
    return Head(sequence: row[0], auditIndex: row[1], auditHash: row[2], eventTime: time.map { Moment(milliseconds: $0) })
  }

  func write(_ db: Database) throws {
    try db.cachedStatement(sql: "UPDATE head SET sequence = ?, audit_index = ?, audit_hash = ?, event_time = ? WHERE one = 1")
      .execute(arguments: [sequence, auditIndex, auditHash, eventTime?.milliseconds])
  }

  /// Checks that the tables end where the row says: cheap enough for every start.
  /// - Throws: ``StoreError`` of kind `damaged`.
  func check(_ db: Database) throws {
    let lastChange = try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM feed") ?? 0
    let lastEvent = try Row.fetchOne(db, sql: "SELECT idx, hash FROM audit ORDER BY idx DESC LIMIT 1")
    let hash: Data = lastEvent?[1] ?? AuditChain.origin
    guard lastChange == sequence, (lastEvent?[0] ?? 0) == auditIndex, hash == auditHash else {
      throw StoreError(
        .damaged,
        """
        the database contradicts itself: its head says change \(sequence) and event \(auditIndex), \
        its tables end at change \(lastChange) and event \((lastEvent?[0] as Int64?) ?? 0)
        """, hint: StoreError.restore)
    }
  }

  /// The chain's hash at an index; nil when there is no such event.
  static func hash(at index: Int64, _ db: Database) throws -> Data? {
    try Data.fetchOne(db.cachedStatement(sql: "SELECT hash FROM audit WHERE idx = ?"), arguments: [index])
  }
}
