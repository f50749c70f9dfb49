import Foundation
import Logging
import Testing
import ThresholdModel
import ThresholdRules
import ThresholdStore
import ThresholdTesting

@testable import ThresholdService

@Suite("What was acknowledged stays, what failed never was")
struct KeepingTests {
  private let admin = Caller.local(osUser: "test")

  @Test("after a restart the World is the same")
  func restart() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    let request = try await house.approvedRequest(for: max)
    await house.stories.drain()
    try house.stories.store.close()
    let again = try await House.open(directory: house.directory, clock: house.clock)
    #expect(again.world.request(request) == house.stories.world.request(request))
    #expect(again.world.users == house.stories.world.users)
    #expect(again.world.roles == house.stories.world.roles)
    #expect(again.world.signIn(max.signIn) == house.stories.world.signIn(max.signIn))
    let verified = try await again.verifyAudit(against: nil, by: admin)
    #expect(verified.isConsistent)
  }

  @Test("when the store cannot write, callers are told and the World stands still")
  func failingStore() async throws {
    let house = try await House()
    let before = house.stories.world.sequence
    try house.stories.store.close()
    let refused = await refusal {
      try await house.stories.committer.commit { _ in Draft([.put(.role(Role(name: "late")))], answer: true) }
    }
    #expect(refused != nil)
    #expect(house.stories.world.sequence == before)
    #expect(house.stories.world.role("late") == nil)
  }

  @Test("a draft is validated against the drafts before it in the same batch")
  func sameBatch() async throws {
    let house = try await House()
    let committer = house.stories.committer
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<50 {
        group.addTask {
          await refusal {
            try await committer.commit { (situation) throws(Problem) in
              guard situation.world.role("once") == nil else { throw Problem(.alreadyExists, "role `once` exists already") }
              return Draft([.put(.role(Role(name: "once")))], answer: true)
            }
          } == nil
        }
      }
      var outcomes: [Bool] = []
      for await outcome in group { outcomes.append(outcome) }
      return outcomes
    }
    #expect(outcomes.filter { $0 }.count == 1)
  }

  @Test("a clock over 60 seconds behind the last event is refused at start, in words", arguments: [(-60, false), (-61, true)])
  func clockBehind(_ seconds: Int64, _ isRefused: Bool) async throws {
    let house = try await House()
    try house.stories.store.close()
    house.clock.advance(by: Span(milliseconds: seconds * 1000))
    let refused = await refusal { try await House.open(directory: house.directory, clock: house.clock) }
    #expect((refused?.message.contains("behind") ?? false) == isRefused)
  }

  @Test("another key file does not open the cluster, and the error says which one would")
  func wrongKey() async throws {
    let house = try await House()
    try house.stories.store.close()
    try FileManager.default.removeItem(atPath: house.directory.path + "/key")
    let refused = await refusal { try await House.open(directory: house.directory, clock: house.clock) }
    #expect(refused?.hint?.contains("key file") == true)
  }

  @Test("a stale revision is refused and names what to do")
  func staleRevision() async throws {
    let house = try await House()
    let stories = house.stories
    let role = try Role(name: "dba").value()
    let first = try await stories.writeDocument(role, overwriting: false, by: admin).document
    _ = try await stories.writeDocument(first, overwriting: true, by: admin)
    let refused = await refusal { try await stories.writeDocument(first, overwriting: true, by: admin) }
    #expect(refused?.kind == .compareFailed)
    #expect(await refusal { try await stories.writeDocument(role, overwriting: false, by: admin) }?.kind == .alreadyExists)
  }

  @Test("without rights nothing can be arranged, and nothing is written")
  func rights() async throws {
    let house = try await House()
    let max = Caller.person(try await house.signIn("max"))
    let head = try house.stories.auditHead(by: admin)
    let role = try Role(name: "dba").value()
    let problems = [
      await refusal { try await house.stories.writeDocument(role, overwriting: true, by: max) },
      await refusal { try await house.stories.deleteDocument(kind: "role", name: "access", parent: nil, revision: "", by: max) },
      await refusal { try await house.stories.addUser(name: "eve", roles: [], traits: [:], password: House.passwords, by: max) },
      await refusal { try await house.stories.createToken(type: "node", labels: [:], allowedLabels: [:], ttl: .hours(1), by: max) },
      await refusal { try await house.stories.putMember("eve", of: house.list, expires: nil, reason: "", by: max) },
      await refusal { try await house.stories.deleteList(house.list, by: max) },
      await refusal { try await house.stories.auditEvents(AuditSelection(limit: 1), by: max) },
      await refusal { try house.stories.clusterStatus(by: max) },
    ]
    #expect(problems.allSatisfy { $0?.kind == .accessDenied })
    #expect(try house.stories.auditHead(by: admin) == head)
  }

  @Test("an owner manages members without any role, and nothing more")
  func owners() async throws {
    let house = try await House()
    let olivia = Caller.person(try await house.signIn("olivia"))
    #expect(try await house.stories.putMember("eve", of: house.list, expires: nil, reason: "on call", by: olivia).created)
    try await house.stories.deleteMember("eve", of: house.list, by: olivia)
    #expect(await refusal { try await house.stories.deleteList(house.list, by: olivia) }?.kind == .accessDenied)
  }

  @Test("whoever gets a deleted user's name later starts with nothing")
  func deletedUser() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    let request = try await house.approvedRequest(for: max)
    try await house.stories.deleteDocument(kind: "user", name: "max", parent: nil, revision: "", by: admin)
    _ = try await house.stories.committer.commit { _ in Draft([.put(.user(User(name: "max")))], answer: true) }
    #expect(house.stories.world.request(request) == nil)
    #expect(house.stories.world.standing(of: "max", at: house.clock.now()).isEmpty)
  }

  @Test("a deleted co-owner's name does not inherit the list; deleting tells what it took")
  func deletedOwner() async throws {
    let house = try await House()
    _ = try await house.stories.committer.commit { situation in
      guard var list = situation.world.list(house.list) else { return Draft(answer: false) }
      list.spec.owners.append(Owner(name: "alice"))
      return Draft([.put(.list(list))], answer: true)
    }
    _ = try await house.signIn("olivia")
    try await house.stories.deleteDocument(kind: "user", name: "olivia", parent: nil, revision: "", by: admin)
    let events = try await house.stories.auditEvents(AuditSelection(limit: 3), by: admin).compactMap { $0.body["event"]?.text }
    #expect(events == ["user.delete", "user.logout", "access_list.update"])
    _ = try await house.stories.committer.commit { _ in Draft([.put(.user(User(name: "olivia")))], answer: true) }
    #expect(!house.stories.world.isOwner("olivia", of: house.list, at: house.clock.now()))
  }

  @Test("a deny on members of lists counts, also for whoever may update lists")
  func denyMembers() async throws {
    let house = try await House()
    var deny = Role(name: "no-members")
    deny.spec.deny.rules = [Rule(resources: ["access_list_member"], verbs: ["*"])]
    _ = try await house.stories.committer.commit { [deny] situation in
      var alice = situation.world.user("alice") ?? User(name: "alice")
      alice.spec.roles.append("no-members")
      return Draft([.put(.role(deny)), .put(.user(alice))], answer: true)
    }
    let alice = Caller.person(try await house.signIn("alice"))
    #expect(
      await refusal { try await house.stories.putMember("eve", of: house.list, expires: nil, reason: "", by: alice) }?.kind == .accessDenied
    )
  }

  @Test("nobody keeps more live requests than the limit")
  func liveRequests() async throws {
    let house = try await House()
    let max = try await house.signIn("max")
    for _ in 0..<200 { _ = try await house.stories.submitRequest(house.wish, dryRun: false, by: max) }
    #expect(await refusal { try await house.stories.submitRequest(house.wish, dryRun: false, by: max) }?.kind == .limitExceeded)
  }
}
