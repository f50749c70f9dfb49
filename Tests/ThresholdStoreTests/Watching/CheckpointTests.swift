import Crypto
import Foundation
import Testing
import ThresholdModel

@testable import ThresholdStore

@Suite("checkpoints")
struct CheckpointTests {
  private let key = Curve25519.Signing.PrivateKey()
  private var keys: [String: Data] { ["k1": key.publicKey.rawRepresentation] }

  private func checkpoint(
    _ store: SQLiteStore, at seconds: Int64 = 0, with key: Curve25519.Signing.PrivateKey? = nil, keyID: String = "k1"
  )
    async throws -> Checkpoint?
  {
    let key = key ?? self.key
    return try await store.writeCheckpoint(
      signing: { try key.signature(for: $0) }, keyID: keyID, now: Sample.start + .seconds(seconds), cluster: "main")
  }

  private func lines(_ folder: Folder) throws -> [String] {
    try String(contentsOfFile: folder.file("checkpoints.jsonl"), encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test("a checkpoint is written when there is something new, survives a restart, and verifies")
  func written() async throws {
    let folder = try Folder()
    var store = try folder.open()
    #expect(try await checkpoint(store) == nil)
    for round in 1...3 as ClosedRange<Int64> {
      try await store.fill(2, from: Int(round) * 10)
      let made = try #require(try await checkpoint(store, at: round))
      #expect(
        made.head.index == store.auditHead().index && made.hash == store.auditHead().hash
          && made.isSigned(by: key.publicKey.rawRepresentation))
      #expect(try await checkpoint(store, at: round + 1) == nil)
      try store.close()
      store = try folder.open()
      #expect(try await checkpoint(store) == nil)
      #expect(try JSONDecoder().decode(Checkpoint.self, from: Data(lines(folder)[Int(round) - 1].utf8)) == made)
    }
    let verification = try await store.verifyAudit(against: nil, checkpointKeys: keys)
    #expect(verification.isConsistent && verification.checkpoints == 3 && verification.checkpointed == 6)
    #expect(verification.summary.hasPrefix("6 events read, 3 signed checkpoints up to event 6 agree: consistent;"))
  }

  @Test("any changed field breaks the signature")
  func fields() async throws {
    let kept = try Folder().keeping { try $0.open() }
    try await kept.value.fill(1)
    let made = try #require(try await checkpoint(kept.value))
    let publicKey = key.publicKey.rawRepresentation
    func changed(
      index: Int64? = nil, hash: Data? = nil, time: Moment? = nil, cluster: String? = nil, keyID: String? = nil, signature: Data? = nil
    ) -> Checkpoint {
      Checkpoint(
        index: index ?? made.index, hash: hash ?? made.hash, time: time ?? made.time, cluster: cluster ?? made.cluster,
        keyID: keyID ?? made.keyID, signature: signature ?? made.signature)
    }
    #expect(changed().isSigned(by: publicKey))
    let forgeries = [
      changed(index: 2), changed(hash: Data(count: 32)), changed(hash: Data()), changed(time: Sample.start + .seconds(9)),
      changed(cluster: "mai"),
      changed(cluster: "maink", keyID: "1"), changed(keyID: "k2"), changed(signature: Data(count: 64)), changed(signature: Data()),
    ]
    for forgery in forgeries { #expect(!forgery.isSigned(by: publicKey)) }
    for wrong in [Data(), Data(count: 32), Curve25519.Signing.PrivateKey().publicKey.rawRepresentation] {
      #expect(!made.isSigned(by: wrong))
    }
  }

  @Test("a forged, foreign, repeated or unreadable checkpoint is found")
  func forged() async throws {
    let folder = try Folder()
    let store = try folder.open()
    try await store.fill(3)
    _ = try await checkpoint(store)
    try await store.fill(1, from: 3)
    _ = try await checkpoint(store, at: 1, with: Curve25519.Signing.PrivateKey())
    try await store.fill(1, from: 4)
    _ = try await checkpoint(store, at: 2, keyID: "stranger")
    var text = try lines(folder).map { $0 + "\n" }.joined()
    text += "not JSON\n" + (try lines(folder)[0]) + "\n"
    try text.write(toFile: folder.file("checkpoints.jsonl"), atomically: true, encoding: .utf8)
    let verification = try await store.verifyAudit(against: nil, checkpointKeys: keys)
    #expect(
      verification.findings.map(\.message) == [
        "the checkpoint at event 4 is not signed by a known key", "the checkpoint at event 5 is not signed by a known key",
        "line 4 of the checkpoint file is not a checkpoint", "the checkpoint at event 3 follows one at event 3",
      ])
    #expect(try await store.verifyAudit(against: nil).isConsistent)
  }

  @Test("a log that was rewritten or shortened under its checkpoints is found by them")
  func contradicted() async throws {
    let folder = try Folder()
    let store = try folder.open()
    try await store.fill(6)
    _ = try await checkpoint(store)
    for (count, message) in [(8, "event 6 is not the one that was signed"), (2, "the log has no event 6, and a signed checkpoint does")] {
      let forged = try Folder()
      let other = try forged.open()
      try await other.fill(count, from: 100)
      try FileManager.default.copyItem(atPath: folder.file("checkpoints.jsonl"), toPath: forged.file("checkpoints.jsonl"))
      #expect(try await other.verifyAudit(against: nil, checkpointKeys: keys).findings.map(\.message) == [message])
    }
  }

  @Test("a line that a crash cut short is dropped by the next checkpoint and is no finding")
  func torn() async throws {
    let folder = try Folder()
    let store = try folder.open()
    try await store.fill(1)
    _ = try await checkpoint(store)
    let handle = try #require(FileHandle(forWritingAtPath: folder.file("checkpoints.jsonl")))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"cluster\":\"ma".utf8))
    try handle.close()
    #expect(try await store.verifyAudit(against: nil, checkpointKeys: keys).isConsistent)
    #expect(try await checkpoint(store) == nil)
    try await store.fill(1, from: 1)
    _ = try await checkpoint(store)
    let verification = try await store.verifyAudit(against: nil, checkpointKeys: keys)
    #expect(try lines(folder).count == 2 && verification.isConsistent && verification.checkpoints == 2)
  }

  @Test("a key that cannot sign leaves nothing behind")
  func unsigned() async throws {
    let folder = try Folder()
    let store = try folder.open()
    try await store.fill(1)
    let error = await #expect(throws: StoreError.self) {
      try await store.writeCheckpoint(
        signing: { _ in throw CryptoKitError.incorrectKeySize }, keyID: "k1", now: Sample.start, cluster: "main")
    }
    #expect(error?.kind == .refused && !FileManager.default.fileExists(atPath: folder.file("checkpoints.jsonl")))
  }
}
