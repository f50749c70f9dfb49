import Foundation
import GRDB
import Synchronization
import ThresholdModel

extension SQLiteStore {
  /// Stores a batch in one transaction: its changes, a line of the feed for each, its events at the end
  /// of the chain. When it returns, the batch is on the disk.
  ///
  /// It does not end with the caller's task: a cancelled caller is told the outcome as well.
  /// - Parameters:
  ///   - sequence: the feed's position that the batch was validated against.
  ///   - cluster: the cluster's name as it stands in the events.
  /// - Throws: ``StoreError`` of kind `conflict` when the store stands elsewhere than at `sequence`,
  ///   `refused` when a constraint forbids it (a second active authority of a purpose: write the old
  ///   one first; an event's `uid` that exists), `damaged`, `full`, `locked` or `io`. After an error
  ///   nothing of the batch is stored; only when the machine stops right after one of kind `io` may it
  ///   be found stored, as a whole.
  public func commit(_ batch: Batch, after sequence: Int64, cluster: String) async throws(StoreError) -> Committed {
    var changes: [ChangeForm] = []
    for change in batch.changes { changes.append(try ChangeForm(change)) }
    var events: [EventForm] = []
    for event in batch.events { events.append(try EventForm(event, cluster: cluster)) }
    // Not the database's own async write: that one is cancelled with the task, and whoever asked would
    // not know whether the batch is stored.
    let outcome = await withCheckedContinuation { (continuation: CheckedContinuation<Result<Committed, StoreError>, Never>) in
      pool.asyncWriteWithoutTransaction { [changes, events] db in
        continuation.resume(returning: self.store(changes, events, after: sequence, db))
      }
    }
    return try outcome.get()
  }

  /// Runs on the writer's queue, so that head files are written in the order of commits.
  private func store(
    _ changes: [ChangeForm], _ events: [EventForm], after sequence: Int64, _ db: Database
  ) -> Result<Committed, StoreError> {
    let (known, isClosed) = live.withLock { ($0.head, $0.isClosed) }
    guard !isClosed else { return .failure(StoreError(.io, "the database is closed", hint: "start the server")) }
    do {
      var head = known
      try db.inTransaction(.immediate) {
        try Self.check(known, after: sequence, db)
        for change in changes { try Self.apply(change, to: &head, db) }
        for event in events { try event.append(to: &head, db) }
        try head.write(db)
        if !changes.isEmpty {
          try db.cachedStatement(sql: "DELETE FROM feed WHERE sequence <= ?").execute(arguments: [head.sequence - feedLength])
        }
        return .commit
      }
      live.withLock { $0.head = head }
      writeHeadFile(HeadFile(head.committed))
      return .success(head.committed)
    } catch {
      return .failure(StoreError(error, while: "writing a change"))
    }
  }

  /// - Throws: ``StoreError`` of kind `conflict`, or `damaged` when the stored head is not the one that
  ///   this process left: it holds the only lock, so something wrote past it.
  private static func check(_ known: Head, after sequence: Int64, _ db: Database) throws {
    let stored = try Head.read(db)
    guard stored == known else {
      throw StoreError(
        .damaged, "another program wrote to the database while the server was running", hint: StoreError.restore,
        cause: "expected \(known.sequence)/\(known.auditIndex), found \(stored.sequence)/\(stored.auditIndex)")
    }
    guard stored.sequence == sequence else {
      throw StoreError(
        .conflict, "something else was changed at the same time", hint: "try again",
        cause: "validated after \(sequence), the store is at \(stored.sequence)")
    }
  }

  private static func apply(_ change: ChangeForm, to head: inout Head, _ db: Database) throws {
    try db.cachedStatement(sql: change.sql).execute(arguments: change.arguments)
    head.sequence += 1
    try db.cachedStatement(sql: "INSERT INTO feed (sequence, kind, name, parent, is_deletion) VALUES (?, ?, ?, ?, ?)").execute(
      arguments: [head.sequence, change.key.kind.rawValue, change.key.name, change.key.parent, change.isDeletion ? 1 : 0])
  }

  /// The batch is stored already, so a failure here is shown, not thrown: a start would take the older
  /// head file for true and merely not notice the loss of what came after it.
  private func writeHeadFile(_ file: HeadFile) {
    do {
      try file.write(folder.headFile)
      live.withLock { $0.headFileProblem = nil }
    } catch {
      live.withLock { $0.headFileProblem = error }
    }
  }
}
