import Foundation
import GRDB
import Testing
import ThresholdModel

@testable import ThresholdStore

@Suite("opening")
struct OpeningTests {
  @Test("the connection that writes syncs fully, with foreign keys on and a write-ahead log")
  func settings() async throws {
    let kept = try Folder().keeping { try $0.open() }
    #expect(try kept.value.synchronousLevel() == 2)
    try await kept.value.fill(3)
    #expect(try kept.value.synchronousLevel() == 2)
    let (keys, journal) = try await kept.value.pool.writeWithoutTransaction { db in
      (try Int.fetchOne(db, sql: "PRAGMA foreign_keys"), try String.fetchOne(db, sql: "PRAGMA journal_mode"))
    }
    #expect(keys == 1 && journal == "wal")
  }

  @Test("the folder and all files in it are for their owner alone")
  func modes() async throws {
    let folder = try Folder()
    let store = try folder.open()
    try await store.fill(2)
    _ = try await store.writeCheckpoint(signing: { _ in Data(count: 64) }, keyID: "k", now: Sample.start, cluster: "main")
    #expect(try folder.mode(folder.data) == 0o700)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.data)
    #expect(Set(names).isSuperset(of: ["threshold.sqlite", "threshold.sqlite-wal", "head.json", "checkpoints.jsonl", "lock"]))
    for name in names { #expect(try folder.mode(folder.file(name)) == 0o600, "\(name)") }
  }

  @Test("an open folder of ours or an empty one is closed to others; a shared one is refused")
  func sharedFolder() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    try folder.open().close()
    #expect(try folder.mode(folder.data) == 0o700)
    chmod(folder.data, 0o750)
    try folder.open().close()
    #expect(try folder.mode(folder.data) == 0o700)

    let shared = try Folder()
    try FileManager.default.createDirectory(atPath: shared.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    try Data().write(to: URL(fileURLWithPath: shared.file("notes.txt")))
    let refusal = try shared.refusal()
    #expect(refusal.kind == .refused && refusal.hint == "chmod 700 \(shared.data)")
    #expect(try shared.mode(shared.data) == 0o755)
  }

  @Test("a second opener is refused and told who holds the folder; after closing it may open")
  func twoOpeners() async throws {
    let folder = try Folder()
    let first = try folder.open()
    try await first.fill(1)
    let refusal = try folder.refusal()
    #expect(refusal.kind == .locked && refusal.message == "process \(getpid()) has the data directory `\(folder.data)` open")
    try await first.fill(1, from: 1)
    try first.close()
    #expect(try folder.open().load().sequence == 2)
  }

  @Test("letting go of the store lets others open it")
  func released() throws {
    let folder = try Folder()
    for _ in 0..<5 { _ = try folder.open() }
  }

  @Test("opening again runs no migration twice and changes nothing")
  func migrations() async throws {
    let folder = try Folder()
    var schemas: Set<[String]> = []
    for round in 0..<3 {
      let store = try folder.open()
      let (schema, applied) = try await store.pool.read { db in
        (
          try String.fetchAll(db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"),
          try Schema.migrator.appliedMigrations(db)
        )
      }
      schemas.insert(schema)
      #expect(applied == Schema.migrator.migrations)
      #expect(try store.load().sequence == Int64(round))
      try await store.fill(1, from: round)
      try store.close()
      #expect(!FileManager.default.fileExists(atPath: folder.file("threshold.sqlite-wal")))
    }
    #expect(schemas.count == 1)
  }

  @Test("a database from a newer version is refused")
  func newerVersion() async throws {
    let folder = try Folder()
    try folder.open().close()
    try folder.edit("INSERT INTO grdb_migrations VALUES ('9999 later')")
    let refusal = try folder.refusal()
    #expect(refusal.kind == .refused && refusal.message == "the database was written by a newer version of this program")
  }

  @Test(
    "a file that is no database is refused in words",
    arguments: ["not a database at all, but long enough to look", "SQLite format 3\u{0}garbage"])
  func noDatabase(_ content: String) throws {
    let folder = try Folder()
    try folder.open().close()
    try? FileManager.default.removeItem(atPath: folder.file("threshold.sqlite-wal"))
    try Data(content.utf8 + [UInt8](repeating: 0x5A, count: 8192)).write(to: URL(fileURLWithPath: folder.file("threshold.sqlite")))
    let refusal = try folder.refusal()
    #expect(refusal.kind == .damaged && refusal.message.contains("the database file is damaged"))
  }

  @Test("a place that cannot be a folder is refused in words")
  func noFolder() throws {
    let folder = try Folder()
    try Data().write(to: URL(fileURLWithPath: folder.data))
    #expect(try folder.refusal().kind == .io)
  }
}
