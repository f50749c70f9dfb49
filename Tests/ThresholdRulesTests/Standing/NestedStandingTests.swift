import Testing
import ThresholdModel

@testable import ThresholdRules

/// Reference, lists-and-requests §3.2 to §3.4.
@Suite("What people hold through nested lists")
struct NestedStandingTests {
  /// max is in `inner`, which is in `middle`, which is in `outer`; each grants a role of its name.
  private func chain(middleAsks: Requirements = Requirements(), maxRoles: [RoleName] = []) -> Scene {
    var scene = Scene()
    scene.roles("inner", "middle", "outer", "staff")
    scene.user("max", roles: maxRoles, traits: ["team": ["ops", "dev"], "empty": []])
    scene.nested("outer", members: [.list("middle")], grants: Grants(roles: ["outer"]))
    scene.nested("middle", members: [.list("inner")], asks: middleAsks, grants: Grants(roles: ["middle"]))
    scene.nested("inner", members: [.user("max")], grants: Grants(roles: ["inner"]))
    return scene
  }

  @Test("grants flow down: members of an inner list get what the outer ones give, not the reverse")
  func flow() {
    var scene = chain()
    scene.user("outside")
    scene.join(.user("outside"), "outer")
    #expect(scene.world.heldThroughLists("max") == ["inner member inner", "middle member middle", "outer member outer"])
    #expect(scene.world.heldThroughLists("outside") == ["outer member outer"])
  }

  @Test("each holding tells the lists on its way")
  func via() {
    let ways = chain().world.standing(of: "max", at: noon).map { "\($0.role) via \($0.via.map(\.text))" }
    #expect(ways == [#"inner via []"#, #"middle via ["inner"]"#, #"outer via ["inner", "middle"]"#])
  }

  static let requirements: [(Requirements, Bool)] = [
    (Requirements(), true),
    (Requirements(roles: ["staff"]), true),
    (Requirements(roles: ["staff", "other"]), false),
    (Requirements(roles: ["inner"]), false),
    (Requirements(traits: ["team": ["ops"]]), true),
    (Requirements(traits: ["team": ["ops", "dev"]]), true),
    (Requirements(traits: ["team": ["ops", "sec"]]), false),
    (Requirements(traits: ["team": ["Ops"]]), false),
    (Requirements(traits: ["team": []]), true),
    (Requirements(traits: ["empty": []]), true),
    (Requirements(traits: ["empty": ["x"]]), false),
    (Requirements(traits: ["missing": []]), false),
    (Requirements(traits: ["team": ["ops"], "missing": []]), false),
    (Requirements(roles: ["staff"], traits: ["team": ["ops"]]), true),
    (Requirements(roles: ["other"], traits: ["team": ["ops"]]), false),
    (Requirements(roles: ["gone"]), false),
  ]

  @Test("everything that a list asks must be held by the user's own document", arguments: requirements)
  func meeting(asked: Requirements, isMet: Bool) {
    // `gone` is named by the user and does not exist; `inner` is granted by a list only.
    var scene = chain(middleAsks: asked, maxRoles: ["staff", "gone"])
    scene.roles("other")
    let reached = scene.world.isMember("max", of: "middle", at: noon)
    #expect(reached == isMet)
    // A list that is not reached hides everything above it on that way.
    #expect(scene.world.isMember("max", of: "outer", at: noon) == isMet)
    #expect(scene.world.isMember("max", of: "inner", at: noon))
  }

  @Test("equivalent spellings of a trait value are other values")
  func bytes() {
    var scene = Scene()
    scene.user("max", traits: ["team": ["caf\u{E9}"]])
    scene.nested("l", members: [.user("max")], asks: Requirements(traits: ["team": ["cafe\u{301}"]]))
    #expect(!scene.world.isMember("max", of: "l", at: noon))
  }

  @Test("a way that is barred does not bar another")
  func otherWay() {
    var scene = chain(middleAsks: Requirements(roles: ["staff"]))
    scene.nested("side", members: [.list("inner")])
    scene.join(.list("side"), "outer")
    #expect(scene.world.heldThroughLists("max") == ["inner member inner", "outer member outer"])
    #expect(scene.world.standing(of: "max", at: noon).last?.via == ["inner", "side"])
  }

  @Test("a membership counts until its end and not at it", arguments: [(-1, true), (0, false), (1, false)])
  func expiry(offset: Int64, counts: Bool) {
    let end = noon + .hours(1)
    let now = end + Span(milliseconds: offset * 1000)
    var scene = Scene()
    scene.roles("r")
    scene.user("max")
    scene.nested("outer", grants: Grants(roles: ["r"]))
    scene.nested("inner", members: [.user("max")])
    scene.join(.list("inner"), "outer", until: end)
    #expect(scene.world.isMember("max", of: "outer", at: now) == counts)
    #expect(scene.world.isMember("max", of: "inner", at: now))
    #expect(scene.world.heldThroughLists("max", at: now).isEmpty != counts)
    #expect(scene.world.standing(of: "max", at: noon).map(\.until) == [end])
  }

  @Test("of several ways the one that lasts longest counts, each as long as its shortest part")
  func bestWay() {
    var scene = Scene()
    scene.roles("r")
    scene.user("max")
    scene.nested("outer", grants: Grants(roles: ["r"]))
    for (name, inner, toOuter) in [("a", 5, 1), ("b", 2, 4), ("c", 3, 3)] as [(ListName, Int64, Int64)] {
      scene.nested(name)
      scene.join(.user("max"), name, until: noon + .hours(inner))
      scene.join(.list(name), "outer", until: noon + .hours(toOuter))
    }
    let holdings = scene.world.standing(of: "max", at: noon)
    #expect(holdings.map(\.until) == [noon + .hours(3)])
    #expect(holdings.map(\.via) == [["c"]])
  }

  @Test("a direct membership that fails does not hide an inherited one, and makes it explicit only when it counts")
  func explicitAndInherited() {
    var scene = Scene()
    scene.user("max")
    scene.nested("outer", members: [.list("inner")])
    scene.nested("inner", members: [.user("max")])
    scene.join(.user("max"), "outer", until: noon)
    #expect(scene.world.assignment(of: "max", in: "outer", at: noon) == ListAssignments(membership: .inherited, ownership: .unspecified))
    #expect(scene.world.assignment(of: "max", in: "outer", at: noon - millisecond).membership == .explicit)
    #expect(scene.world.assignment(of: "max", in: "inner", at: noon).membership == .explicit)
    #expect(scene.world.assignment(of: "nobody", in: "inner", at: noon).membership == .unspecified)
  }

  @Test("a locked user is neither member nor owner of anything and keeps their own roles")
  func locked() {
    var scene = chain(maxRoles: ["staff"])
    scene.nested("owned", owners: [.user("max")], ownerGrants: Grants(roles: ["outer"]))
    scene.lock("k", on: "MAX", until: noon + .hours(1))
    #expect(scene.world.standing(of: "max", at: noon).map(\.role) == ["staff"])
    #expect(!scene.world.isMember("max", of: "inner", at: noon))
    #expect(!scene.world.isOwner("max", of: "owned", at: noon))
    #expect(scene.world.effectiveMembers(of: "outer", at: noon).isEmpty)
    #expect(scene.world.isOwner("max", of: "owned", at: noon + .hours(1)))
  }

  @Test("traits from lists are added to the user's own, each value once, and end with what gives them")
  func traits() {
    var scene = Scene()
    scene.roles("r")
    scene.user("max", traits: ["logins": ["max"]])
    scene.nested("a", members: [.list("b")], grants: Grants(traits: ["logins": ["root", "max"], "team": ["ops"]]))
    scene.nested("b", owners: [.user("max")], ownerGrants: Grants(traits: ["env": []]))
    scene.join(.user("max"), "b", until: noon + .hours(2))
    let holder = scene.world.holder("max", at: noon)
    #expect(holder?.traits == ["logins": ["max", "root"], "team": ["ops"], "env": []])
    #expect(holder?.traitsUntil == noon + .hours(2))
  }

  @Test("traits from lists meet no list's requirements")
  func traitsDoNotCount() {
    var scene = Scene()
    scene.user("max")
    scene.nested("giver", members: [.user("max")], grants: Grants(traits: ["team": ["ops"]]))
    scene.nested("asker", members: [.user("max")], asks: Requirements(traits: ["team": ["ops"]]))
    #expect(scene.world.holder("max", at: noon)?.traits == ["team": ["ops"]])
    #expect(!scene.world.isMember("max", of: "asker", at: noon))
  }

  @Test("a block that names a missing role gives neither roles nor traits, the list's other block still does")
  func brokenBlock() {
    var scene = Scene()
    scene.roles("r", "o")
    scene.user("max")
    scene.nested(
      "l", owners: [.user("max")], members: [.user("max")], grants: Grants(roles: ["r", "gone"], traits: ["team": ["ops"]]),
      ownerGrants: Grants(roles: ["o"], traits: ["env": ["x"]]))
    let holdings = scene.world.standing(of: "max", at: noon)
    #expect(holdings.map(\.role) == ["r", "o"])
    #expect(holdings.map(\.isDenyOnly) == [true, false])
    #expect(scene.world.holder("max", at: noon)?.traits == ["env": ["x"]])
  }

  @Test("circles, which no rule lets in, do not hold the walk up")
  func circle() {
    var scene = Scene()
    scene.roles("r")
    scene.user("max")
    for (name, child) in [("a", "c"), ("b", "a"), ("c", "b")] as [(ListName, ListName)] {
      scene.nested(name, owners: [.list(child)], members: [.list(child)], grants: Grants(roles: ["r"]))
    }
    scene.join(.user("max"), "a")
    #expect(scene.world.heldThroughLists("max") == ["r member a", "r member b", "r member c"])
    #expect(scene.world.effectiveOwners(of: "b", at: noon).map(\.user) == ["max"])
    #expect(scene.world.inheritedRequirements(of: "a", at: noon).isEmpty)
  }
}
