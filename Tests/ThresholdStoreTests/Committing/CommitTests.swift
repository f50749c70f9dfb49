import Foundation
import GRDB
import Testing
import ThresholdModel

@testable import ThresholdStore

@Suite("committing")
struct CommitTests {
  @Test("every kind of record comes back as it was written, also after a restart")
  func roundTrip() async throws {
    let folder = try Folder()
    let store = try folder.open()
    let records = Sample.everyKind
    #expect(Set(records.map(\.key.kind)) == Set(ThresholdModel.Record.Kind.allCases))
    let committed = try await store.put(records, [Sample.event()])
    #expect(committed.sequence == Int64(records.count) && committed.auditIndex == 1)
    for record in records { #expect(try await store.record(record.key) == record) }
    try store.close()

    let state = try folder.open().load()
    // Reviews of lists are history and notices are told: they stay in the store.
    let current = records.filter { ![.listReview, .notice, .noticeReader].contains($0.key.kind) }
    #expect(Set(state.records) == Set(current) && state.records.count == current.count)
    #expect(
      state.records.map(\.key.description)
        == state.records.map(\.key).sorted { ($0.kind.rawValue, $0.parent, $0.name) < ($1.kind.rawValue, $1.parent, $1.name) }.map(
          \.description))
    #expect(state.sequence == Int64(records.count) && state.auditIndex == 1 && state.lastEventTime == Sample.start)
  }

  @Test("every kind of record can be replaced and deleted")
  func replaceAndDelete() async throws {
    let store = try Folder().keeping { try $0.open() }
    try await store.value.put(Sample.everyKind)
    // A notice never changes, and has no revision.
    let changed = Sample.everyKind.map { $0.revised("r9") }
    try await store.value.put(changed)
    for record in changed { #expect(try await store.value.record(record.key) == record) }
    try await store.value.put(delete: changed.map(\.key))
    #expect(try store.value.load().records.isEmpty)
    for record in changed { #expect(try await store.value.record(record.key) == nil) }
  }

  @Test("ended requests are kept but not loaded")
  func endedRequests() async throws {
    let store = try Folder().keeping { try $0.open() }
    for state in RequestState.allCases { try await store.value.put([.request(Sample.request("q\(state.rawValue)", state: state))]) }
    #expect(try store.value.load().records.map(\.key.name) == ["q1", "q2"])
    #expect(try await store.value.record(.request("q5")) == .request(Sample.request("q5", state: .ended)))
  }

  @Test("of two batches validated against the same state one is told of the conflict, and nothing of it is written")
  func conflict() async throws {
    let store = try Folder().keeping { try $0.open() }
    try await store.value.fill(3)
    for wrong: Int64 in [-1, 0, 2, 4] {
      let error = await #expect(throws: StoreError.self) {
        try await store.value.commit(Batch(changes: [.put(Sample.user("late"))], events: [Sample.event()]), after: wrong, cluster: "main")
      }
      #expect(error?.kind == .conflict && error?.problem.kind == .compareFailed)
    }
    let racers = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<8 {
        group.addTask {
          let batch = Batch(changes: [.put(Sample.user("racer-\(number)"))], events: [Sample.event()])
          return (try? await store.value.commit(batch, after: 3, cluster: "main")) != nil
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    let state = try store.value.load()
    #expect(racers == 1 && state.sequence == 4 && state.auditIndex == 4 && state.records.count == 4)
  }

  @Test("a batch with an event that cannot be stored leaves nothing behind")
  func failingEvent() async throws {
    let store = try Folder().keeping { try $0.open() }
    try await store.value.put([], [Sample.event(uid: "taken")])
    let head = store.value.auditHead()
    let failing: [[AuditEvent]] = [
      [Sample.event(), Sample.event(uid: "taken")],
      [Sample.event(), Sample.event(.userUpdated, ["number": .number(.nan)])],
      [Sample.event(uid: "twice"), Sample.event(uid: "twice")],
      [Sample.event(uid: "")],
    ]
    for events in failing {
      let error = await #expect(throws: StoreError.self) { try await store.value.put([Sample.user("ghost")], events) }
      #expect(error?.kind == .refused)
      #expect(try store.value.load().records.isEmpty)
      #expect(try await store.value.feed(after: 0, limit: 10).isEmpty)
      #expect(try await store.value.events(AuditQuery()).count == 1)
      #expect(store.value.auditHead() == head)
    }
    let after = try await store.value.put([Sample.user("real")], [Sample.event()])
    #expect(after.sequence == 1 && after.auditIndex == 2)
  }

  @Test(
    "the schema refuses what the rules must never ask for",
    arguments: [
      [Sample.authority("ca-1"), Sample.authority("ca-2")],
      [Sample.signIn("s1"), Sample.signIn("s1", user: "mallory")],
      [.request(Sample.request("q1")), .request(Sample.request("q1", user: "mallory"))],
      [Sample.user("")],
      [.cluster(Cluster(name: "", id: "c1", created: Sample.start))],
    ])
  func constraints(_ records: [ThresholdModel.Record]) async throws {
    let store = try Folder().keeping { try $0.open() }
    let error = await #expect(throws: StoreError.self) { try await store.value.put(records, [Sample.event()]) }
    #expect(error?.kind == .refused && error?.message == "writing a change was refused by a constraint of the schema")
    #expect(try store.value.load().records.isEmpty && store.value.auditHead().index == 0)
  }

  @Test("authorities rotate when the old one is written first")
  func rotation() async throws {
    let store = try Folder().keeping { try $0.open() }
    try await store.value.put([Sample.authority("ca-1"), Sample.authority("ca-9", .sshUser)])
    try await store.value.put([Sample.authority("ca-1", isActive: false), Sample.authority("ca-2")])
    #expect(try store.value.load().records.count == 3)
  }

  @Test("a full disk is told in words, and the store goes on when there is room again")
  func full() async throws {
    let store = try Folder().keeping { try $0.open() }
    try await store.value.fill(1)
    let pages = try await store.value.pool.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages)")
      return pages
    }
    let error = await #expect(throws: StoreError.self) { try await store.value.fill(500, from: 1) }
    let stopped = try store.value.load()
    #expect(
      error?.kind == .full && error?.message == "writing a change failed because the disk is full" && error?.problem.kind == .unavailable)
    #expect(stopped.sequence == stopped.auditIndex && stopped.records.count == Int(stopped.sequence))
    try await store.value.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pages + 10_000)") }
    #expect(try await store.value.put([Sample.user("later")]).sequence == stopped.sequence + 1)
    #expect(try await store.value.verifyAudit(against: nil).isConsistent)
  }

  @Test("a read-only database is told in words")
  func readOnly() async throws {
    let store = try Folder().keeping { try $0.open() }
    try await store.value.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = ON") }
    let error = await #expect(throws: StoreError.self) { try await store.value.fill(1) }
    #expect(error?.kind == .io && error?.message == "writing a change failed because the database is read-only")
  }

  @Test("a write past the running server is noticed at the next commit")
  func foreignWrite() async throws {
    let folder = try Folder()
    let store = try folder.open()
    try await store.fill(2)
    try folder.edit("UPDATE head SET sequence = 7")
    let error = await #expect(throws: StoreError.self) { try await store.fill(1, from: 2) }
    #expect(error?.kind == .damaged && error?.message.contains("another program wrote to the database") == true)
  }

  @Test("a cancelled caller is told the outcome all the same")
  func cancelled() async throws {
    let store = try Folder().keeping { try $0.open() }
    let task = Task { () throws -> Committed in
      withUnsafeCurrentTask { $0?.cancel() }
      return try await store.value.put([Sample.user("alice")], [Sample.event()])
    }
    #expect(try await task.value.sequence == 1)
  }

  @Test("a closed store refuses in words")
  func closed() async throws {
    let store = try Folder().keeping { try $0.open() }
    try await store.value.fill(1)
    try store.value.close()
    try store.value.close()
    let writing = await #expect(throws: StoreError.self) { try await store.value.fill(1, from: 1) }
    #expect(writing?.kind == .io && writing?.message == "the database is closed")
    #expect(await #expect(throws: StoreError.self) { try await store.value.feed(after: 0, limit: 1) }?.kind == .io)
    #expect(throws: StoreError.self) { try store.value.load() }
  }
}

/// A value together with the folder that it lives in.
struct Kept<Value: Sendable>: Sendable {
  let folder: Folder
  let value: Value
}

extension Folder {
  func keeping<Value: Sendable>(_ make: (Folder) throws -> Value) rethrows -> Kept<Value> { Kept(folder: self, value: try make(self)) }
}
