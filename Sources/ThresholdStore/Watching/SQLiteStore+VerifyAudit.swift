public import Foundation
import GRDB
import Synchronization
import ThresholdModel

extension SQLiteStore {
  /// Goes through the whole audit log: recomputes every hash, compares what events are found by with
  /// their text, and compares the log with the database's head, the head file, this process's memory,
  /// the signed checkpoints and a head kept elsewhere. Commits go on meanwhile.
  /// - Parameters:
  ///   - outside: a head that was kept elsewhere, for example from a checkpoint that was sent away; nil when there is none.
  ///   - checkpointKeys: raw Ed25519 public keys by the id of their audit authority. Empty: the
  ///     checkpoint file is not looked at.
  ///   - progress: told how many events are done, of how many.
  /// - Throws: ``StoreError`` of kind `damaged` when the log cannot be read to its end, `io` otherwise.
  ///   What is wrong with the log's content is not an error but a finding.
  public func verifyAudit(
    against outside: AuditHead?, checkpointKeys: [String: Data] = [:],
    progress: @Sendable (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) async throws(StoreError) -> AuditVerification {
    var anchors = [ChainWalk.Anchor(.head, auditHead(), "what this process committed last")]
    let headFile = try HeadFile.read(folder.headFile)
    switch headFile {
    case .head(let file): anchors.append(.init(.head, AuditHead(index: file.auditIndex, hash: file.auditHash), "the head file"))
    case .missing, .unreadable: break
    }
    if let outside { anchors.append(.init(.outside, outside, "the head that was kept elsewhere")) }
    let head = try await read(while: "reading the audit log") { db in try Head.read(db).audit }
    anchors.append(.init(.head, head, "the database's head"))

    var walk = ChainWalk(to: head, anchors: anchors)
    if headFile == .missing || headFile == .unreadable { walk.report(.head, at: head.index, "the head file is missing or damaged") }
    while true {
      let from = walk.last
      let part = try await read(while: "reading the audit log") { db in try ChainWalk.rows(after: from, to: head.index, db) }
      if part.isEmpty { break }
      for row in part { walk.take(row) }
      progress(walk.last, head.index)
    }
    walk.finish()
    if let outside, walk.result.findings.allSatisfy({ $0.kind != .outside }) { walk.result.anchored = outside.index }
    if !checkpointKeys.isEmpty { try await compareCheckpoints(checkpointKeys, &walk.result) }
    return walk.result
  }

  private func compareCheckpoints(_ keys: [String: Data], _ result: inout AuditVerification) async throws(StoreError) {
    var comparison = CheckpointComparison(keys: keys, result: result)
    do {
      try await CheckpointFile(path: folder.checkpoints).forEachLine { lines in
        let indexes = lines.compactMap { if case .checkpoint(let one) = $0 { one.index } else { nil } }
        let hashes = try await self.read(while: "reading the audit log") { db in
          try indexes.reduce(into: [Int64: Data]()) { $0[$1] = try Head.hash(at: $1, db) }
        }
        for line in lines { comparison.take(line, hashes) }
      }
    } catch {
      throw StoreError(error, while: "reading the checkpoints")
    }
    result = comparison.result
  }
}
