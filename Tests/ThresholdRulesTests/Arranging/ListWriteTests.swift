import Testing
import ThresholdModel

@testable import ThresholdRules

/// Reference, lists-and-requests §1, §2.1 and §3.6.
@Suite("Writing lists and members")
struct ListWriteTests {
  private func refusal(_ world: World, _ change: Change) -> Problem? {
    do {
      _ = try world.applying([change], at: noon)
      return nil
    } catch {
      return error
    }
  }

  private func stored(_ list: AccessList, in world: World = World(), at now: Moment = noon) throws -> ListAudit? {
    try world.applying([.put(.list(list))], at: now).list(list.name)?.spec.audit
  }

  // Noon of the tests is 2027-01-15T08:00:00Z.
  private static let firstOfJuly = try? Moment(rfc3339: "2027-07-01T00:00:00Z")

  @Test("a list without review dates gets six months, the first day, two weeks' notice and a date")
  func defaults() throws {
    #expect(
      try stored(Scene.list("l"))
        == ListAudit(frequency: .halfYearly, day: .first, nextDate: Self.firstOfJuly, reminderLead: .hours(336)))
  }

  @Test("static and SCIM lists keep what is written and get nothing", arguments: [ListType.static, .scim])
  func notFilled(type: ListType) throws {
    #expect(try stored(Scene.list("l", type: type)) == ListAudit())
    let written = ListAudit(frequency: .yearly)
    #expect(try stored(Scene.list("l", type: type, audit: written)) == written)
  }

  @Test("a written date counts, past ones too; without one the stored date stays while the recurrence does")
  func dates() throws {
    let past = noon - .days(400)
    #expect(try stored(Scene.list("l", audit: ListAudit(nextDate: past)))?.nextDate == past)
    let world = try World().applying([.put(.list(Scene.list("l", audit: ListAudit(nextDate: past))))], at: noon)
    let later = noon + .days(300)
    #expect(try stored(Scene.list("l"), in: world, at: later)?.nextDate == past)
    #expect(try stored(Scene.list("l", audit: ListAudit(frequency: .halfYearly, day: .first)), in: world, at: later)?.nextDate == past)
    let changed = ListAudit(frequency: .monthly)
    let fromNow = ReviewRecurrence(frequency: .monthly).date(after: later)
    #expect(try stored(Scene.list("l", audit: changed), in: world, at: later)?.nextDate == fromNow)
    // The stored date that came back with the document is no wish; another one is.
    let back = ListAudit(frequency: .monthly, nextDate: past)
    #expect(try stored(Scene.list("l", audit: back), in: world, at: later)?.nextDate == fromNow)
    let wished = ListAudit(frequency: .monthly, nextDate: noon)
    #expect(try stored(Scene.list("l", audit: wished), in: world, at: later)?.nextDate == noon)
  }

  @Test("what is committed is what was checked")
  func completion() throws {
    let world = World()
    let completed = world.completed(.put(.list(Scene.list("l"))), at: noon)
    guard case .put(.list(let list)) = completed else { Issue.record("not a list"); return }
    #expect(try world.applying([completed], at: noon).list("l") == list)
    #expect(world.completed(completed, at: noon) == completed)
  }

  @Test("the type cannot change after creation", arguments: ListType.allCases, ListType.allCases)
  func types(before: ListType, after: ListType) throws {
    let world = try World().applying([.put(.list(Scene.list("l", type: before)))], at: noon)
    let found = refusal(world, .put(.list(Scene.list("l", type: after))))
    #expect(found?.path == (before == after ? nil : "spec.type"))
    #expect(found?.kind == (before == after ? nil : .badParameter))
  }

  @Test("a list of any type needs a title and an owner", arguments: ListType.allCases)
  func needs(type: ListType) {
    #expect(refusal(World(), .put(.list(Scene.list("l", type: type, title: " "))))?.path == "spec.title")
    #expect(refusal(World(), .put(.list(Scene.list("l", type: type, owners: []))))?.path == "spec.owners")
    #expect(refusal(World(), .put(.list(Scene.list("a/b", type: type))))?.path == "metadata.name")
  }

  private enum Place: String, CaseIterable { case grants, ownerGrants, membershipRequires, ownershipRequires }

  private func list(naming role: RoleName, in place: Place) -> AccessList {
    switch place {
    case .grants: Scene.list("l", grants: Grants(roles: [role]))
    case .ownerGrants: Scene.list("l", ownerGrants: Grants(roles: [role]))
    case .membershipRequires: Scene.list("l", asks: Requirements(roles: [role]))
    case .ownershipRequires: Scene.list("l", asksOwners: Requirements(roles: [role]))
    }
  }

  @Test("every role that a list names must exist, and stays while it does", arguments: Place.allCases)
  private func roles(place: Place) throws {
    var scene = Scene()
    #expect(refusal(scene.world, .put(.list(list(naming: "r", in: place))))?.message == "role `r` does not exist")
    scene.roles("r")
    let world = try scene.world.applying([.put(.list(list(naming: "r", in: place)))], at: noon)
    let found = refusal(world, .delete(.role("r")))
    #expect(found?.kind == .inUse)
    #expect(found?.message == "role `r` is used by list `l`")
    let free = try world.applying([.put(.list(Scene.list("l")))], at: noon)
    #expect(refusal(free, .delete(.role("r"))) == nil)
  }

  @Test("a trait needs a name")
  func traits() {
    #expect(refusal(World(), .put(.list(Scene.list("l", grants: Grants(traits: ["": ["x"]])))))?.path == "spec.grants.traits")
  }

  private func world() -> World {
    var scene = Scene()
    scene.user("Max")
    scene.nested("l")
    scene.nested("sub")
    return scene.world
  }

  @Test("members need a list, one name, the time of joining and who added them")
  func memberRules() {
    let world = world()
    func change(_ edit: (inout Member) -> Void) -> Problem? {
      var member = Scene.member(.user("max"), of: "l")
      edit(&member)
      return refusal(world, .put(.member(member)))
    }
    #expect(change { _ in } == nil)
    #expect(change { $0.metadata.name = "MAX" } == nil)
    #expect(change { $0.metadata.name = "zoe" }?.path == "metadata.name")
    #expect(change { $0.spec.list = "none" }?.kind == .notFound)
    #expect(change { $0.spec.joined = Moment(milliseconds: 0) }?.path == "spec.joined")
    #expect(change { $0.spec.addedBy = "" }?.path == "spec.added_by")
    #expect(refusal(world, .delete(.member("zoe", of: "l")))?.kind == .notFound)
  }

  @Test("when a member joined and who added it is the server's to say, and stays")
  func completedMember() throws {
    var wish = Scene.member(.user("max"), of: "l", until: noon + .days(1), reason: "why")
    (wish.spec.joined, wish.spec.addedBy, wish.spec.title) = (noon - .days(9), "forged", "forged")
    (wish.spec.eligibility, wish.metadata.name) = (.eligible, "mAX")
    let first = world().completed(wish, by: "admin", at: noon)
    #expect(first == Member(MemberSpec(list: "l", user: "Max", joined: noon, expires: noon + .days(1), reason: "why", addedBy: "admin")))
    let after = try world().applying([.put(.member(first))], at: noon)
    wish.metadata.name = "other"
    #expect(refusal(world(), .put(.member(world().completed(wish, by: "admin", at: noon))))?.path == "metadata.name")
    wish.metadata.name = "max"
    wish.spec.expires = nil
    let second = after.completed(wish, by: "olivia", at: noon + .hours(1))
    #expect(second == Member(MemberSpec(list: "l", user: "Max", joined: noon, reason: "why", addedBy: "admin")))
  }

  @Test("writing a list with its members removes those not named and keeps end, reason and author of those known")
  func bulk() throws {
    var known = Scene.member(.user("Max"), of: "l", until: noon + .days(1), reason: "first")
    known.spec.addedBy = "admin"
    let plain = Scene.member(.user("zoe"), of: "l")
    let start = try world().applying(
      [known, plain, Scene.member(.user("gone"), of: "l"), Scene.member(.list("sub"), of: "l")].map { .put(.member($0)) }, at: noon)
    let list = try #require(start.list("l"))
    let later = noon + .hours(1)
    let incoming = [
      Scene.member(.user("max"), of: "l", until: noon + .days(5), reason: "second"),
      Scene.member(.user("zoe"), of: "l", until: noon + .days(5), reason: "second"), Scene.member(.user("new"), of: "l"),
    ]
    let changes = try start.changesToWrite(list, members: incoming, by: "scim", at: later)
    let after = try start.applying(changes, at: later)
    #expect(
      after.members(of: "l").map(\.spec) == [
        MemberSpec(list: "l", user: "Max", joined: noon, expires: noon + .days(1), reason: "first", addedBy: "admin"),
        MemberSpec(list: "l", user: "new", joined: later, addedBy: "scim"),
        MemberSpec(list: "l", user: "zoe", joined: noon, expires: noon + .days(5), reason: "second", addedBy: "olivia"),
      ])
    #expect(throws: Problem.self) { try start.changesToWrite(list, members: [incoming[0], known], by: "x", at: later) }
    #expect(throws: Problem.self) { try start.changesToWrite(list, members: [Scene.member(.user("a"), of: "sub")], by: "x", at: later) }
  }

  @Test("a member is found by name, a list as written before a user in any case")
  func named() throws {
    let world = try world().applying([.put(.member(Scene.member(.user("Max"), of: "l")))], at: noon)
    #expect(world.member(named: "MAX", of: "l")?.spec.party == .user("Max"))
    #expect(world.member(.list("max"), of: "l") == nil)
    #expect(world.member(named: "zoe", of: "l") == nil)
  }

  @Test("the only owner stays, unless a list owns beside them")
  func onlyOwner() {
    var scene = Scene()
    scene.user("olivia", isSignedIn: false)
    scene.nested("l", owners: [.user("olivia"), .user("nobody")])
    #expect(refusal(scene.world, .delete(.user("olivia")))?.kind == .inUse)
    scene.nested("l", owners: [.user("olivia"), .list("sub")])
    #expect(refusal(scene.world, .delete(.user("olivia"))) == nil)
  }
}
