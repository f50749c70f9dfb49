import Foundation
import GRDB
import Testing
import ThresholdModel

@testable import ThresholdStore

/// What can happen to a database beside its head file, and what must be said.
@Suite("the head file")
struct HeadFileTests {
  /// A closed store with eight commits, and copies of its folder after the first five.
  private func written() async throws -> (folder: Folder, older: String) {
    let folder = try Folder()
    let store = try folder.open()
    try await store.fill(5)
    let older = try folder.copy("older")
    try await store.fill(3, from: 5)
    try store.close()
    return (folder, older)
  }

  private func replace(_ folder: Folder, _ name: String, with source: String?) throws {
    try? FileManager.default.removeItem(atPath: folder.file(name))
    if let source, FileManager.default.fileExists(atPath: source) {
      try FileManager.default.copyItem(atPath: source, toPath: folder.file(name))
    }
  }

  private func expectBehind(_ folder: Folder, _ missing: Int64) throws {
    let refusal = try folder.refusal()
    #expect(refusal.kind == .behindHead)
    #expect(
      refusal.message == """
        the database is behind its head file by \(missing) event\(missing == 1 ? "" : "s") \
        and \(missing) change\(missing == 1 ? "" : "s"): \
        it was shortened, restored from an older copy, or removed
        """)
    #expect(refusal.hint?.contains("`--accept-loss`") == true)
  }

  @Test("an older copy of the database is refused in words, again and again")
  func olderCopy() async throws {
    let (folder, older) = try await written()
    for suffix in ["", "-wal", "-shm"] { try replace(folder, "threshold.sqlite" + suffix, with: "\(older)/threshold.sqlite\(suffix)") }
    try expectBehind(folder, 3)
    try expectBehind(folder, 3)
  }

  @Test("a database that is ahead of its head file is taken, and the head file follows")
  func ahead() async throws {
    let (folder, older) = try await written()
    try replace(folder, "head.json", with: older + "/head.json")
    let store = try folder.open()
    #expect(try store.load().sequence == 8 && store.acceptedLoss == nil)
    try store.close()
    #expect(try HeadFile.read(folder.file("head.json")) == .head(HeadFile(store.auditHead().committed(at: 8))))
  }

  @Test("a write-ahead log that was cut short is refused in words")
  func shortenedLog() async throws {
    let folder = try Folder()
    let store = try folder.open()
    try await store.fill(8)
    // As a crash leaves it: everything still stands in the write-ahead log.
    let crashed = try Folder()
    try FileManager.default.copyItem(atPath: folder.data, toPath: crashed.data)
    let whole = try crashed.copy("whole")
    try crashed.shorten("threshold.sqlite-wal", by: 40)
    try expectBehind(crashed, 1)

    try FileManager.default.removeItem(atPath: crashed.data)
    try FileManager.default.copyItem(atPath: whole, toPath: crashed.data)
    try crashed.shorten("threshold.sqlite-wal", by: 1 << 30)
    #expect(try crashed.refusal().kind == .behindHead)

    try FileManager.default.removeItem(atPath: crashed.data)
    try FileManager.default.copyItem(atPath: whole, toPath: crashed.data)
    #expect(try crashed.open().load().sequence == 8)
  }

  @Test("a database file that was cut short is refused in words", arguments: [1, 3000, 4096, 40_000, 1 << 30])
  func shortenedDatabase(_ bytes: Int) async throws {
    let (folder, _) = try await written()
    try folder.shorten("threshold.sqlite", by: bytes)
    let refusal = try folder.refusal()
    #expect([.damaged, .behindHead].contains(refusal.kind))
    #expect(refusal.hint != nil)
  }

  @Test("a database that was removed is refused before a new one takes its place, and its write-ahead log stays")
  func removed() async throws {
    let folder = try Folder()
    let store = try folder.open()
    try await store.fill(4)
    let crashed = try Folder()
    try FileManager.default.copyItem(atPath: folder.data, toPath: crashed.data)
    try FileManager.default.moveItem(atPath: crashed.file("threshold.sqlite"), toPath: crashed.path + "/kept")
    try expectBehind(crashed, 4)
    #expect(!FileManager.default.fileExists(atPath: crashed.file("threshold.sqlite")))
    try FileManager.default.moveItem(atPath: crashed.path + "/kept", toPath: crashed.file("threshold.sqlite"))
    #expect(try crashed.open().load().sequence == 4)
  }

  @Test("a database with another history is refused in words")
  func rewritten() async throws {
    let (folder, _) = try await written()
    let other = try Folder()
    let store = try other.open()
    try await store.fill(9, from: 100)
    try store.close()
    try replace(folder, "threshold.sqlite", with: other.file("threshold.sqlite"))
    let refusal = try folder.refusal()
    #expect(refusal.kind == .behindHead)
    #expect(refusal.message == "the database tells another history than its head file: event 8 is not the one that was committed")
  }

  @Test(
    "a head file that is gone or not what a commit writes is refused in words",
    arguments: [
      nil, "", "{}", "{\"audit_hash\":\"00\",\"audit_index\":8,\"sequence\":8}",
      "{\"audit_hash\":\"\(String(repeating: "g", count: 64))\",\"audit_index\":8,\"sequence\":8}",
      "{\"audit_hash\":\"\(String(repeating: "0", count: 64))\",\"audit_index\":-1,\"sequence\":8}", String(repeating: "x", count: 10_000),
    ])
  func tampered(_ content: String?) async throws {
    let (folder, _) = try await written()
    try FileManager.default.removeItem(atPath: folder.file("head.json"))
    if let content { try Data(content.utf8).write(to: URL(fileURLWithPath: folder.file("head.json"))) }
    let refusal = try folder.refusal()
    #expect(refusal.kind == .behindHead)
    #expect(refusal.message.hasPrefix(content == nil ? "the head file is missing" : "the head file is damaged"))
    let store = try folder.open(acceptLoss: true)
    #expect(store.acceptedLoss?.reason == (content == nil ? .headFileMissing : .headFileUnreadable))
  }

  @Test("a head file with another hash or a higher number is refused")
  func forged() async throws {
    let (folder, _) = try await written()
    try HeadFile(sequence: 8, auditIndex: 8, auditHash: Data(repeating: 1, count: 32)).write(folder.file("head.json"))
    #expect(try folder.refusal().message.contains("another history"))
    try HeadFile(sequence: 9, auditIndex: 8, auditHash: Data(repeating: 1, count: 32)).write(folder.file("head.json"))
    #expect(try folder.refusal().message.contains("by 0 events and 1 change:"))
  }

  @Test("a loss that was accepted is reported until the first commit records it")
  func acceptLoss() async throws {
    let (folder, older) = try await written()
    for suffix in ["", "-wal", "-shm"] { try replace(folder, "threshold.sqlite" + suffix, with: "\(older)/threshold.sqlite\(suffix)") }
    for _ in 0..<2 {
      let store = try folder.open(acceptLoss: true)
      #expect(store.acceptedLoss?.reason == .behind && store.acceptedLoss?.events == 3 && store.acceptedLoss?.changes == 3)
      #expect(try store.load().sequence == 5)
      try store.close()
      try expectBehind(folder, 3)
    }
    let store = try folder.open(acceptLoss: true)
    try await store.put([], [Sample.event(.lossAccepted, user: nil, ["message": .text(store.acceptedLoss?.message ?? "")])])
    try store.close()
    let again = try folder.open(acceptLoss: true)
    #expect(again.acceptedLoss == nil && again.auditHead().index == 6)
  }

  @Test("a removed database can be begun anew with the loss accepted")
  func acceptAll() async throws {
    let (folder, _) = try await written()
    try FileManager.default.removeItem(atPath: folder.file("threshold.sqlite"))
    let store = try folder.open(acceptLoss: true)
    #expect(store.acceptedLoss?.events == 8 && store.auditHead().index == 0)
    try await store.fill(1)
    try store.close()
    #expect(try folder.open().load().sequence == 1)
  }

  @Test("events and changes removed from the tables are refused even when the head file is gone")
  func contradiction() async throws {
    let (folder, _) = try await written()
    try folder.edit("DROP TRIGGER audit_is_not_shortened; DROP TRIGGER audit_requests_are_not_removed; DELETE FROM audit WHERE idx = 8")
    #expect(try folder.refusal().kind == .behindHead)
    let error = try #require(throws: StoreError.self) { _ = try folder.open(acceptLoss: true) }
    #expect(error.kind == .damaged && error.message.hasPrefix("the database contradicts itself: its head says change 8 and event 8"))
  }

  @Test("a head file that cannot be written fails no commit and is shown")
  func unwritable() async throws {
    let folder = try Folder()
    let store = try folder.open()
    try await store.fill(1)
    #expect(store.headFileProblem == nil)
    let obstacle = folder.file("head.json.new")
    try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: false)
    try await store.fill(1, from: 1)
    #expect(store.headFileProblem?.kind == .io && store.headFileProblem?.message.contains("head.json.new` failed") == true)
    try FileManager.default.removeItem(atPath: obstacle)
    try await store.fill(1, from: 2)
    #expect(store.headFileProblem == nil)
    try store.close()
    #expect(try folder.open().load().sequence == 3)
  }
}

extension AuditHead {
  fileprivate func committed(at sequence: Int64) -> Committed { Committed(sequence: sequence, auditIndex: index, auditHash: hash) }
}
