import Testing
import ThresholdModel

@testable import ThresholdRules

/// Reference, lists-and-requests §3.3, points 4 to 7, and what is shown of lists.
@Suite("Who owns lists, and what is shown of them")
struct NestedOwnershipTests {
  /// `owners` owns `target`; max is in `inner`, which is in `owners`.
  private func scene(ownersAsk: Requirements = Requirements(), targetAsks: Requirements = Requirements()) -> Scene {
    var scene = Scene()
    scene.roles("boss", "staff")
    for user in ["max", "direct", "named", "olivia"] as [UserName] { scene.user(user) }
    scene.user("staffed", roles: ["staff"])
    scene.nested("owners", members: [.list("inner"), .user("direct"), .user("staffed")], asks: ownersAsk)
    scene.nested("inner", members: [.user("max")])
    scene.nested(
      "target", owners: [.list("owners"), .user("named")], members: [.list("below")], asksOwners: targetAsks,
      ownerGrants: Grants(roles: ["boss"]))
    scene.nested("below")
    return scene
  }

  @Test("valid members of an owning list own, direct and nested ones; its owners do not")
  func through() {
    let world = scene().world
    #expect(world.effectiveOwners(of: "target", at: noon).map(\.user) == ["direct", "max", "named", "staffed"])
    #expect(
      world.effectiveOwners(of: "target", at: noon).map(\.assignment) == [.inherited, .inherited, .explicit, .inherited])
    #expect(world.effectiveOwners(of: "target", at: noon).map(\.via) == [["owners"], ["inner", "owners"], [], ["owners"]])
    #expect(!world.isOwner("olivia", of: "target", at: noon))
    #expect(world.heldThroughLists("max") == ["boss owner target"])
  }

  @Test("owning is not handed up or down")
  func notTransitive() {
    let world = scene().world
    #expect(world.isOwner("named", of: "target", at: noon))
    #expect(!world.isOwner("named", of: "below", at: noon))
    #expect(world.isOwner("olivia", of: "below", at: noon))
    #expect(!world.isOwner("olivia", of: "target", at: noon))
  }

  @Test("the owned list's demand on owners counts for everybody, the owning list's demand on members for its members")
  func requirements() {
    let asksOwners = scene(targetAsks: Requirements(roles: ["staff"])).world
    #expect(asksOwners.effectiveOwners(of: "target", at: noon).map(\.user) == ["staffed"])
    let asksMembers = scene(ownersAsk: Requirements(roles: ["staff"])).world
    #expect(asksMembers.effectiveOwners(of: "target", at: noon).map(\.user) == ["named", "staffed"])
  }

  @Test("what a list asks of its members says nothing about owning it, nor its owners' demand about being in it")
  func unrelated() {
    var scene = Scene()
    scene.user("max")
    scene.nested("l", owners: [.user("max")], asks: Requirements(roles: ["x"]))
    scene.nested("m", members: [.user("max")], asksOwners: Requirements(roles: ["x"]))
    #expect(scene.world.isOwner("max", of: "l", at: noon))
    #expect(scene.world.isMember("max", of: "m", at: noon))
  }

  @Test("ownership through a list ends with the membership of it")
  func expiry() {
    var scene = scene()
    scene.user("late")
    scene.join(.user("late"), "inner", until: noon + .hours(1))
    let end = noon + .hours(1)
    #expect(scene.world.isOwner("late", of: "target", at: end - millisecond))
    #expect(!scene.world.isOwner("late", of: "target", at: end))
    #expect(scene.world.standing(of: "late", at: noon).map(\.until) == [end])
  }

  @Test("each record tells whether it counts by itself")
  func eligibility() {
    var scene = Scene()
    scene.roles("staff")
    for user in ["plain", "olivia", "locked"] as [UserName] { scene.user(user, roles: user == "plain" ? [] : ["staff"]) }
    scene.lock("k", on: "locked")
    scene.nested(
      "l", owners: [.user("olivia"), .user("plain"), .user("nobody"), .user("locked"), .list("sub"), .list("gone")],
      members: [.user("olivia"), .user("plain"), .user("nobody"), .list("sub")], asks: Requirements(roles: ["staff"]),
      asksOwners: Requirements(roles: ["staff"]))
    scene.nested("sub")
    scene.join(.user("locked"), "l")
    let world = scene.world
    let expected: [Eligibility] = [
      .eligible, .missingRequirements, .doesNotExist, .missingRequirements, .eligible, .doesNotExist,
    ]
    guard let list = world.list("l") else { Issue.record("no list"); return }
    #expect(world.shown(list, at: noon).spec.owners.map(\.eligibility) == expected)
    #expect(world.shown(list, at: noon).spec.owners.map(\.title) == ["", "", "", "", "List sub", ""])
    let members = world.members(of: "l").map { world.shown($0, at: noon) }
    #expect(members.map(\.spec.party.name) == ["locked", "nobody", "olivia", "plain", "sub"])
    #expect(members.map(\.spec.eligibility) == [.missingRequirements, .doesNotExist, .eligible, .missingRequirements, .eligible])
    #expect(members.last?.spec.title == "List sub")
  }

  @Test("an ended membership shows as expired, of a user who does not exist as such")
  func expired() {
    var scene = Scene()
    scene.user("max")
    scene.nested("l")
    scene.nested("sub")
    for party in [.user("max"), .user("nobody"), .list("sub")] as [Party] { scene.join(party, "l", until: noon) }
    let world = scene.world
    func statuses(_ now: Moment) -> [Eligibility] { world.members(of: "l").map { world.eligibility(of: $0, at: now) } }
    #expect(statuses(noon - millisecond) == [.eligible, .doesNotExist, .eligible])
    #expect(statuses(noon) == [.expired, .doesNotExist, .expired])
  }

  @Test("what is shown is not stored")
  func notStored() throws {
    let world = scene().world
    let list = try #require(world.list("target"))
    let stored = try world.applying([.put(.list(world.shown(list, at: noon)))], at: noon).list("target")
    #expect(stored?.spec.owners == list.spec.owners)
  }

  @Test("what a nested list asks and gets is merged with the lists around it")
  func inherited() {
    var scene = Scene()
    scene.nested(
      "top", members: [.list("mid")], asks: Requirements(roles: ["b"], traits: ["t": ["2", "1"]]),
      grants: Grants(roles: ["top"], traits: ["g": ["2"]]))
    scene.nested(
      "mid", members: [.list("low")], asks: Requirements(roles: ["a", "b"], traits: ["t": ["1"], "u": []]),
      grants: Grants(roles: ["mid", "top"], traits: ["g": ["1", "2"]]))
    scene.nested("low", asks: Requirements(roles: ["c"]), grants: Grants(roles: ["low"]))
    scene.nested("owned", owners: [.list("mid")], grants: Grants(roles: ["not"]), ownerGrants: Grants(roles: ["owner"]))
    let world = scene.world
    #expect(
      world.inheritedRequirements(of: "low", at: noon) == Requirements(roles: ["a", "b", "c"], traits: ["t": ["1", "2"], "u": []]))
    #expect(world.inheritedGrants(of: "low", at: noon) == Grants(roles: ["mid", "owner", "top"], traits: ["g": ["1", "2"]]))
    #expect(world.inheritedGrants(of: "mid", at: noon) == Grants(roles: ["owner", "top"], traits: ["g": ["2"]]))
    #expect(world.inheritedRequirements(of: "top", at: noon) == Requirements(roles: ["b"], traits: ["t": ["1", "2"]]))
    #expect(world.inheritedGrants(of: "top", at: noon).isEmpty)
  }

  @Test("a list tells where it is a member and an owner")
  func status() {
    let world = scene().world
    #expect(world.status(of: "owners") == ListStatus(memberOf: [], ownerOf: ["target"]))
    #expect(world.status(of: "inner") == ListStatus(memberOf: ["owners"], ownerOf: []))
    #expect(world.status(of: "nothing") == ListStatus())
  }

  @Test("a person sees the lists that they are in or own, and members neither the others nor how many")
  func rights() {
    var scene = scene()
    scene.role("keeper", rules: [Rule(resources: ["access_list"], verbs: ["list", "read", "create", "update", "delete"])])
    scene.user("keeper", roles: ["keeper"])
    scene.join(.user("olivia"), "below")
    let world = scene.world
    #expect(world.visibleLists(to: "max", at: noon).map(\.name) == ["inner", "owners", "target"])
    #expect(world.visibleLists(to: "nobody", at: noon).isEmpty)
    #expect(world.visibleLists(to: "keeper", at: noon).count == 4)
    #expect(world.mayWithMembers("max", .list, of: "target", at: noon))
    #expect(!world.mayWithMembers("max", .list, of: "owners", at: noon))
    #expect(!world.maySee("max", list: "below", at: noon))
    for part in ListPart.allCases {
      #expect(world.mayEdit("max", part, of: "target", at: noon) == (part == .membershipRequires))
      #expect(!world.mayEdit("max", part, of: "owners", at: noon))
      #expect(world.mayEdit("keeper", part, of: "target", at: noon))
      #expect(!world.mayEdit("keeper", part, of: "none", at: noon))
    }
    #expect(world.mayReviewList("max", "target", at: noon))
    #expect(world.mayReviewList("keeper", "target", at: noon))
    #expect(!world.mayReviewList("max", "inner", at: noon))
  }

  @Test("owners may write what is asked of members and no other part of a list", arguments: ListPart.allCases)
  func ownerEdits(part: ListPart) throws {
    var scene = scene()
    scene.user("stranger")
    let world = try scene.world.applying([.put(.list(try #require(scene.world.list("target"))))], at: noon)
    var list = try #require(world.list("target"))
    try world.checkWrite(of: list, by: "named", at: noon)
    switch part {
    case .metadata: list.metadata.labels = ["a": "b"]
    case .type: list.spec.type = .scim
    case .title: list.spec.title = "x"
    case .description: list.spec.description = "x"
    case .owners: list.spec.owners.append(Owner(name: "max"))
    case .audit: list.spec.audit.frequency = .monthly
    case .membershipRequires: list.spec.membershipRequires = Requirements(roles: ["staff"])
    case .ownershipRequires: list.spec.ownershipRequires = Requirements(roles: ["staff"])
    case .grants: list.spec.grants.roles = ["boss"]
    case .ownerGrants: list.spec.ownerGrants = Grants()
    }
    func refusal(_ user: UserName) -> Problem? {
      do { try world.checkWrite(of: list, by: user, at: noon); return nil } catch { return error }
    }
    #expect(refusal("named")?.kind == (part == .membershipRequires ? nil : .accessDenied))
    #expect(refusal("named")?.path == (part == .membershipRequires ? nil : part.path))
    #expect(refusal("stranger")?.kind == .notFound)
    list.metadata.name = "new"
    #expect(refusal("named")?.kind == .accessDenied)
  }
}
