import GRDB
import Testing
import ThresholdModel

@testable import ThresholdStore

@Suite("the feed")
struct FeedTests {
  @Test("the feed has no gaps and goes on where the reader stopped")
  func resumable() async throws {
    let kept = try Folder().keeping { try $0.open() }
    let store = kept.value
    try await store.put([Sample.user("Alice"), Sample.user("bob")])
    try await store.put([.member(Member(MemberSpec(list: "l", user: "Bob", joined: Sample.start, addedBy: "x")))], delete: [.user("ALICE")])
    try await store.put([], [Sample.event()])
    var read: [FeedEntry] = []
    while case let next = try await store.feed(after: read.last?.sequence ?? 0, limit: 3), !next.isEmpty { read += next }
    #expect(read.map(\.sequence) == [1, 2, 3, 4])
    #expect(read.map(\.key.description) == ["user/alice", "user/bob", "access_list_member/l/bob", "user/alice"])
    #expect(read.map(\.isDeletion) == [false, false, false, true])
    #expect(try await store.feed(after: 4, limit: 1).isEmpty)
  }

  @Test("a reader who lacks what is no longer kept must load anew")
  func gone() async throws {
    let folder = try Folder()
    let store = try folder.open(feedLength: 10)
    try await store.fill(25)
    #expect(try await store.feed(after: 15, limit: 100).map(\.sequence) == Array(16...25))
    for after: Int64 in [14, 3, 0, 26, 1000] {
      let error = await #expect(throws: StoreError.self) { try await store.feed(after: after, limit: 5) }
      #expect(error?.kind == .gone && error?.hint == "load the state anew")
    }
    try store.close()
    #expect(try await folder.open(feedLength: 10).feed(after: 24, limit: 5).map(\.sequence) == [25])
  }

  @Test(
    "the feed takes no gap, no repeat and no rewriting",
    arguments: [
      "INSERT INTO feed VALUES (5, 'user', 'x', '', 0)", "INSERT INTO feed VALUES (3, 'user', 'x', '', 0)",
      "INSERT OR REPLACE INTO feed VALUES (2, 'user', 'x', '', 0)", "UPDATE feed SET name = 'x' WHERE sequence = 2",
    ])
  func noGaps(_ sql: String) async throws {
    let store = try Folder().keeping { try $0.open() }
    try await store.value.fill(3)
    await #expect(throws: (any Error).self) { try await store.value.pool.write { try $0.execute(sql: sql) } }
  }
}
