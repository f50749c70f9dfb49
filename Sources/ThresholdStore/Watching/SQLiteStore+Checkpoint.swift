public import Foundation
import Synchronization
public import ThresholdModel

extension SQLiteStore {
  /// Signs where the audit log ends by this process's memory and appends it to the checkpoint file.
  /// When it returns, the checkpoint is on the disk.
  /// - Parameters:
  ///   - signing: signs bytes with the audit authority's Ed25519 key; what it throws becomes the cause.
  ///   - keyID: the id of that authority.
  ///   - now: the moment of the checkpoint.
  ///   - cluster: the cluster's name.
  /// - Returns: the checkpoint, for sending elsewhere; nil when the last one says the same or the log is empty.
  /// - Throws: ``StoreError`` of kind `refused` when it cannot be signed, `damaged`, `full` or `io`.
  public func writeCheckpoint(
    signing: @Sendable (Data) throws -> Data, keyID: String, now: Moment, cluster: String
  ) async throws(StoreError) -> Checkpoint? {
    let outcome = checkpointing.withLock { _ in
      Result { () throws(StoreError) in try self.checkpoint(signing: signing, keyID: keyID, now: now, cluster: cluster) }
    }
    return try outcome.get()
  }

  private func checkpoint(
    signing: (Data) throws -> Data, keyID: String, now: Moment, cluster: String
  ) throws(StoreError) -> Checkpoint? {
    let file = CheckpointFile(path: folder.checkpoints)
    let head = auditHead()
    let (last, whole) = try file.end()
    guard head.index > 0, last?.index != head.index || last?.hash != head.hash else { return nil }
    let signature: Data
    do {
      signature = try signing(Checkpoint.signedBytes(index: head.index, hash: head.hash, time: now, cluster: cluster, keyID: keyID))
    } catch {
      throw StoreError(.refused, "the checkpoint cannot be signed", hint: "check the key file", cause: "\(error)")
    }
    let checkpoint = Checkpoint(
      index: head.index, hash: head.hash, time: now, cluster: cluster, keyID: keyID, signature: signature)
    try file.append(checkpoint, after: whole)
    return checkpoint
  }
}
