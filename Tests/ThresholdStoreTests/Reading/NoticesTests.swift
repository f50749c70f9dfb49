import Testing
import ThresholdModel

@testable import ThresholdStore

@Suite("Notices in the store")
struct NoticesTests {
  private static let now = Moment(seconds: 1_800_000_000)

  private static func notice(_ number: Int, _ kind: NoticeKind = .requestApproved, to people: [UserName]) -> Notice {
    .request(RequestID("r\(number)"), kind, to: people, "title \(number)", at: now + .minutes(Int64(number)))
  }

  private static func commit(_ changes: [Change], to store: SQLiteStore) async throws {
    _ = try await store.commit(Batch(changes: changes, events: []), after: store.load().sequence, cluster: "main")
  }

  @Test("they are read in order, by person in any case, and by what they are about")
  func reading() async throws {
    let folder = try Folder()
    let store = try folder.open()
    #expect(try await store.newestNotice() == 0)
    let notices = [
      Self.notice(1, to: ["Max"]), Self.notice(2, to: ["olivia", "max", "MAX"]), Self.notice(3, to: []), Self.notice(4, to: ["olivia"]),
    ]
    try await Self.commit(notices.map { .put(.notice($0)) }, to: store)
    #expect(try await store.notices(after: 0, limit: 10).map(\.notice) == notices)
    #expect(try await store.notices(after: 2, limit: 1).map(\.number) == [3])
    #expect(try await store.newestNotice() == 4)
    #expect(try await store.notices(of: "mAX", shownAt: Self.now, before: nil, limit: 10).map(\.number) == [2, 1])
    #expect(try await store.notices(of: "max", shownAt: Self.now, before: 2, limit: 10).map(\.number) == [1])
    #expect(try await store.notices(of: nil, shownAt: Self.now, before: nil, limit: 3).map(\.number) == [4, 3, 2])
    #expect(try await store.notices(of: nil, shownAt: notices[1].expires, before: nil, limit: 10).map(\.number) == [4, 3])
    #expect(try await store.notices(about: "r2", .requestApproved) == [notices[1]])
    #expect(try await store.notices(about: "r2", .requestDenied).isEmpty)
    #expect(try await store.record(.notice(notices[3].id)) == .notice(notices[3]))
    try store.close()
  }

  @Test("what was told is not told again, and never changes")
  func once() async throws {
    let folder = try Folder()
    let store = try folder.open()
    try await Self.commit([.put(.notice(Self.notice(1, to: ["max"])))], to: store)
    let again = Notice.request("r1", .requestApproved, to: ["olivia"], "other words", at: Self.now)
    try await Self.commit([.put(.notice(again))], to: store)
    #expect(try await store.notices(after: 0, limit: 10).map(\.notice) == [Self.notice(1, to: ["max"])])
    #expect(try await store.notices(of: "olivia", shownAt: Self.now, before: nil, limit: 10).isEmpty)
    #expect(throws: (any Error).self) { try folder.edit("UPDATE notifications SET body = '{}'") }
    try store.close()
  }

  @Test("expired ones are found by page and deleted with what names their people; numbers are not used again")
  func expiring() async throws {
    let folder = try Folder()
    let store = try folder.open()
    let notices = (1...4).map { Self.notice($0, to: ["max"]) }
    try await Self.commit(notices.map { .put(.notice($0)) }, to: store)
    let late = notices[3].expires
    #expect(try await store.expiredNotices(at: notices[0].expires, after: 0, limit: 10).map(\.number) == [1])
    #expect(try await store.expiredNotices(at: late, after: 1, limit: 2).map(\.number) == [2, 3])
    try await Self.commit(notices.map { .delete(.notice($0.id)) }, to: store)
    #expect(try await store.notices(of: "max", shownAt: Self.now, before: nil, limit: 10).isEmpty)
    #expect(try await store.newestNotice() == 4)
    try await Self.commit([.put(.notice(Self.notice(5, to: ["max"])))], to: store)
    #expect(try await store.notices(after: 0, limit: 10).map(\.number) == [5])
    try store.close()
  }

  @Test("how far a reader has come survives a restart, and is no part of the World")
  func readers() async throws {
    let folder = try Folder()
    var store = try folder.open()
    var reader = NoticeReader(name: "webhook/ops", position: 3)
    try await Self.commit([.put(.noticeReader(reader))], to: store)
    reader.position = 9
    reader.failures = 1
    try await Self.commit([.put(.noticeReader(reader)), .put(.notice(Self.notice(1, to: ["max"])))], to: store)
    try store.close()
    store = try folder.open()
    #expect(try await store.record(.noticeReader("webhook/ops")) == .noticeReader(reader))
    #expect(try store.load().records.isEmpty)
    try store.close()
  }
}
