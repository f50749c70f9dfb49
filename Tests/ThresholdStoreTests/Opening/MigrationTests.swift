import Foundation
import GRDB
import Testing
import ThresholdModel

@testable import ThresholdStore

@Suite("migrating")
struct MigrationTests {
  /// Documents as the first version of the tables held them.
  private static let rows = [
    (
      "node", "n1", "",
      #"{"kind":"node","metadata":{"labels":{"env":"test"},"name":"n1","revision":"r1"},"spec":{"addr":"h:22","gateway_addresses":["10.0.0.1"],"host_keys":["ssh-ed25519 AAAA"],"hostname":"h"},"sub_kind":"openssh","version":"v2"}"#
    ),
    (
      "lock", "k1", "",
      #"{"kind":"lock","metadata":{"name":"k1"},"spec":{"message":"no","target":{"user":"mallory"}},"version":"v2"}"#
    ),
  ]

  private func oldFolder() throws -> Folder {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let queue = try DatabaseQueue(path: folder.file("threshold.sqlite"))
    try Schema.migrator.migrate(queue, upTo: "0001 state, feed and audit log")
    try queue.write { db in
      for (kind, name, parent, body) in Self.rows {
        try db.execute(
          sql: "INSERT INTO resources (kind, name, parent, revision, expires, body) VALUES (?, ?, ?, 'r1', NULL, ?)",
          arguments: [kind, name, parent, body])
      }
    }
    try queue.close()
    return folder
  }

  @Test("a database of the first tables opens with everything in it, and takes the new kinds")
  func firstTables() async throws {
    let folder = try oldFolder()
    let store = try folder.open()
    let records = try store.load().records
    #expect(Set(records.map(\.key)) == [.server("n1"), ThresholdModel.Record.Key(.lock, "k1")])
    guard case .resource(.server(let server))? = records.first(where: { $0.key.kind == .server }) else {
      Issue.record("the server is gone")
      return
    }
    #expect(server.spec.hostKeys == ["ssh-ed25519 AAAA"] && server.isConnectable)
    guard case .lock(let lock)? = records.first(where: { $0.key.kind == .lock }) else {
      Issue.record("the lock is gone")
      return
    }
    #expect(lock.spec.target == LockTarget(user: "mallory"))
    try await store.put(Sample.everyKind)
    #expect(
      Set(try store.load().records.map(\.key)).isSuperset(
        of: Sample.everyKind.filter { ![.request, .listReview, .notice, .noticeReader].contains($0.key.kind) }.map(\.key)))
    try store.close()
  }

  @Test("constraints of the first tables hold after the change, and each setting stands once")
  func constraints() throws {
    let folder = try oldFolder()
    try folder.open().close()
    func insert(_ kind: String, _ name: String, parent: String = "", body: String = "{}") throws {
      try folder.edit(
        "INSERT INTO resources (kind, name, parent, revision, body) VALUES ('\(kind)', '\(name)', '\(parent)', '', '\(body)')")
    }
    try insert("db", "d1")
    try insert("cluster_auth_preference", "cluster-auth-preference")
    #expect(throws: DatabaseError.self) { try insert("cluster_auth_preference", "another") }
    #expect(throws: DatabaseError.self) { try insert("novelty", "x") }
    #expect(throws: DatabaseError.self) { try insert("db", "") }
    #expect(throws: DatabaseError.self) { try insert("db", "d2", parent: "p") }
    #expect(throws: DatabaseError.self) { try insert("access_list_member", "m") }
    #expect(throws: DatabaseError.self) { try insert("db", "d3", body: "{") }
    try insert("ssh_certificate", "7", parent: "ann")
    #expect(throws: DatabaseError.self) { try insert("ssh_certificate", "7", parent: "bob") }
  }
}
