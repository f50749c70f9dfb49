import Foundation
import GRDB
import ThresholdModel

/// Goes along the audit log row by row and notes what is wrong. Owns no connection: rows are handed in.
struct ChainWalk {
  /// A head that the log must pass through.
  struct Anchor {
    let kind: AuditVerification.Finding.Kind
    let head: AuditHead
    let origin: String

    init(_ kind: AuditVerification.Finding.Kind, _ head: AuditHead, _ origin: String) {
      self.kind = kind
      self.head = head
      self.origin = origin
    }
  }

  /// One event as it stands in the tables.
  struct Row: Sendable {
    let index: Int64
    let text: String
    let hash: Data
    /// What the event is found by, as stored.
    let columns: EventColumns
  }

  var result: AuditVerification
  /// The last index that was read.
  private(set) var last: Int64 = 0
  private var hash = AuditChain.origin
  private let anchors: [Int64: [Anchor]]

  init(to head: AuditHead, anchors: [Anchor]) {
    result = AuditVerification(head: head)
    self.anchors = Dictionary(grouping: anchors, by: \.head.index)
  }

  /// The next rows; few enough that the write-ahead log can be folded back between two reads.
  static func rows(after index: Int64, to end: Int64, _ db: Database) throws -> [Row] {
    let statement = try db.cachedStatement(
      sql: "SELECT idx, time, event, code, user, uid, body, hash FROM audit WHERE idx > ? AND idx <= ? ORDER BY idx LIMIT 2000")
    let rows = try GRDB.Row.fetchAll(statement, arguments: [index, end])
    guard let newest = rows.last else { return [] }
    let last: Int64 = newest[0]
    let named = try db.cachedStatement(sql: "SELECT idx, request FROM audit_requests WHERE idx > ? AND idx <= ?")
    var requests: [Int64: Set<String>] = [:]
    for pair in try GRDB.Row.fetchAll(named, arguments: [index, last]) { requests[pair[0], default: []].insert(pair[1]) }
    return rows.map { row in
      let columns = EventColumns(
        time: row[1], event: row[2], code: row[3], user: row[4], uid: row[5], requests: requests[row[0]] ?? [])
      return Row(index: row[0], text: row[6], hash: row[7], columns: columns)
    }
  }

  mutating func take(_ row: Row) {
    if row.index != last + 1 {
      let gap = row.index == last + 2 ? "event \(last + 1) is missing" : "events \(last + 1) to \(row.index - 1) are missing"
      report(.missing, at: row.index, gap)
    } else if AuditChain.hash(after: hash, index: row.index, body: Data(row.text.utf8)) != row.hash {
      report(.altered, at: row.index, "event \(row.index) is not the one that was written after event \(last)")
    }
    compareColumns(row)
    // The chain goes on from the stored hash, so that one altered event is one finding.
    last = row.index
    hash = row.hash
    result.events += 1
    for anchor in anchors[row.index] ?? [] where anchor.head.hash != row.hash {
      report(anchor.kind, at: row.index, "event \(row.index) is not the one that \(anchor.origin) vouches for")
    }
  }

  /// Looks at the end: what the anchors know beyond the last row is missing.
  mutating func finish() {
    for anchor in anchors[0] ?? [] where anchor.head.hash != AuditChain.origin {
      report(anchor.kind, at: 0, "\(anchor.origin) is not that of an empty log, and names no event")
    }
    for anchor in anchors.values.joined() where anchor.head.index > last || anchor.head.index < 0 {
      let missing = anchor.kind == .outside ? anchor.kind : .missing
      report(missing, at: anchor.head.index, "the log ends at event \(last), and \(anchor.origin) knows event \(anchor.head.index)")
    }
  }

  mutating func report(_ kind: AuditVerification.Finding.Kind, at index: Int64, _ message: String) {
    result.add(.init(kind, at: index, message))
  }

  private mutating func compareColumns(_ row: Row) {
    let body = try? JSONDecoder().decode(Value.self, from: Data(row.text.utf8))
    guard let body, let expected = EventColumns(body) else {
      report(.altered, at: row.index, "event \(row.index) cannot be read")
      return
    }
    guard row.columns == expected
    else {
      report(.hidden, at: row.index, "event \(row.index) is found by other words than its own")
      return
    }
  }
}

/// Goes along the checkpoints and notes those that say something else than the log.
struct CheckpointComparison {
  let keys: [String: Data]
  var result: AuditVerification
  private var lastIndex: Int64 = 0

  init(keys: [String: Data], result: AuditVerification) {
    self.keys = keys
    self.result = result
  }

  /// - Parameter hashes: the chain's hash at the line's index; none when there is no such event.
  mutating func take(_ line: CheckpointFile.Line, _ hashes: [Int64: Data]) {
    switch line {
    case .unreadable(let number):
      result.add(.init(.checkpoint, at: 0, "line \(number) of the checkpoint file is not a checkpoint"))
    case .checkpoint(let checkpoint):
      let index = checkpoint.index
      guard let key = keys[checkpoint.keyID], checkpoint.isSigned(by: key) else {
        result.add(.init(.checkpoint, at: index, "the checkpoint at event \(index) is not signed by a known key"))
        return
      }
      guard hashes[index] == checkpoint.hash else {
        let words =
          hashes[index] == nil
          ? "the log has no event \(index), and a signed checkpoint does" : "event \(index) is not the one that was signed"
        result.add(.init(.checkpoint, at: index, words))
        return
      }
      if index <= lastIndex {
        result.add(.init(.checkpoint, at: index, "the checkpoint at event \(index) follows one at event \(lastIndex)"))
      }
      lastIndex = max(lastIndex, index)
      result.checkpoints += 1
      result.checkpointed = max(result.checkpointed, index)
    }
  }
}
