import Testing
import ThresholdModel
import ThresholdRules
import ThresholdStore
import ThresholdTesting

@testable import ThresholdService

@Suite("Lists in lists, from the document to the connection")
struct NestedListsTests {
  private let admin = Caller.local(osUser: "test")

  private func list(_ name: String) -> Value {
    .map([
      "kind": "access_list", "version": "v1", "metadata": .map(["name": .text(name)]),
      "spec": .map(["title": "Inner", "owners": .list([.map(["name": "olivia"])])]),
    ])
  }

  private func member(_ name: String, of list: ListName) -> Value {
    .map([
      "kind": "access_list_member", "version": "v1", "metadata": .map(["name": .text(name)]),
      "spec": .map(["access_list": .text(list.text), "name": .text(name), "membership_kind": "MEMBERSHIP_KIND_LIST"]),
    ])
  }

  @Test("a list put into a list hands its members on, and taking it out again concerns everybody's connections")
  func nested() async throws {
    let house = try await House()
    let stories = house.stories
    _ = try await stories.writeDocument(list("Inner"), overwriting: false, by: admin)
    _ = try await stories.putMember("alice", of: "Inner", expires: nil, reason: "", by: admin)
    let written = try await stories.writeDocument(member("Inner", of: house.list), overwriting: false, by: admin)
    #expect(written.created)
    let now = house.clock.now()
    #expect(stories.world.isMember("alice", of: house.list, at: now))
    let stored = try #require(stories.world.member(.list("Inner"), of: house.list))
    #expect(stored.spec.addedBy == admin.name && stored.spec.joined == now)
    let put = Move(world: stories.world, changes: [.put(.member(stored))], at: now)
    #expect(put.affectedUsers == nil)
    try await stories.deleteDocument(kind: "access_list_member", name: "Inner", parent: house.list.text, revision: "", by: admin)
    #expect(!stories.world.isMember("alice", of: house.list, at: now))
    let removed = Move(world: stories.world, changes: [.delete(.member(.list("Inner"), of: house.list))], at: now)
    #expect(removed.affectedUsers == nil)
    let user = Move(world: stories.world, changes: [.delete(.member("MAX", of: house.list))], at: now)
    #expect(user.affectedUsers == [UserName("max").key])
  }

  @Test("what is committed has its review dates, and comes back after a restart with them")
  func auditDates() async throws {
    let house = try await House()
    _ = try await house.stories.writeDocument(list("dated"), overwriting: false, by: admin)
    let audit = try #require(house.stories.world.list("dated")?.spec.audit)
    #expect(audit.nextDate == ReviewRecurrence().date(after: house.clock.now()))
    #expect(try await house.stories.store.record(.list("dated")) == house.stories.world.list("dated").map(Record.list))
  }

  @Test("a member whose names differ is refused")
  func names() async throws {
    let house = try await House()
    _ = try await house.stories.writeDocument(list("Inner"), overwriting: false, by: admin)
    var document = member("Inner", of: house.list)
    if case .map(var top) = document {
      top["metadata"] = .map(["name": "other"])
      document = .map(top)
    }
    let found = await #expect(throws: Problem.self) {
      try await house.stories.writeDocument(document, overwriting: false, by: admin)
    }
    #expect(found?.path == "metadata.name")
  }
}
