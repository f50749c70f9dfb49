import Testing
import ThresholdModel

@testable import ThresholdRules

/// Reference, lists-and-requests §3.1.
@Suite("How lists may stand in each other")
struct NestingTests {
  private func refusal(_ world: World, _ changes: [Change]) -> Problem? {
    do {
      _ = try world.applying(changes, at: noon)
      return nil
    } catch {
      return error
    }
  }

  private func join(_ child: ListName, _ parent: ListName) -> Change { .put(.member(Scene.member(.list(child), of: parent))) }

  /// Lists `p0` in `p1` in … and `c0` in `c1` in …: so many memberships above `p0` and below the last `c`.
  private func chains(above: Int, below: Int) -> (world: World, parent: ListName, child: ListName) {
    var scene = Scene()
    for number in 0...above { scene.nested(ListName("p\(number)"), members: number == 0 ? [] : [.list(ListName("p\(number - 1)"))]) }
    for number in 0...below { scene.nested(ListName("c\(number)"), members: number == 0 ? [] : [.list(ListName("c\(number - 1)"))]) }
    return (scene.world, "p0", ListName("c\(below)"))
  }

  @Test(
    "parents above, the new membership and members below are at most ten together",
    arguments: [(0, 0, true), (9, 0, true), (10, 0, false), (0, 9, true), (0, 10, false), (4, 5, true), (5, 5, false), (10, 10, false)])
  func memberDepth(above: Int, below: Int, isAllowed: Bool) {
    let (world, parent, child) = chains(above: above, below: below)
    let found = refusal(world, [join(child, parent)])
    #expect((found == nil) == isAllowed)
    if !isAllowed {
      #expect(found?.kind == .badParameter)
      #expect(found?.message.contains("more than 10 deep") == true)
    }
  }

  @Test(
    "an owner may have ten lists below it, whatever is above what it owns",
    arguments: [(0, 10, true), (0, 11, false), (10, 10, true), (10, 11, false), (10, 0, true)])
  func ownerDepth(above: Int, below: Int, isAllowed: Bool) {
    let (world, parent, child) = chains(above: above, below: below)
    let found = refusal(world, [.put(.list(Scene.list(parent, owners: [.list(child)])))])
    #expect((found == nil) == isAllowed)
    if !isAllowed { #expect(found?.path == "spec.owners.name") }
  }

  @Test("writing a list tests all of its owners and members again")
  func everyWrite() {
    var scene = Scene()
    scene.nested("a", members: [.list("b")])
    scene.nested("b", members: [.list("a")])
    #expect(refusal(scene.world, [.put(.list(Scene.list("a")))])?.message == "lists cannot stand in a circle: `b` is in `a` is in `b`")
  }

  @Test("a list is not in itself, neither at once nor through others, and the way is told")
  func circles() {
    var scene = Scene()
    scene.nested("a", members: [.list("b")])
    scene.nested("b", members: [.list("c")])
    scene.nested("c")
    scene.nested("d", owners: [.list("a")])
    let world = scene.world
    func message(_ change: Change) -> String? { refusal(world, [change])?.message }
    #expect(message(join("c", "c")) == "lists cannot stand in a circle: `c` is in `c`")
    #expect(message(join("a", "b")) == "lists cannot stand in a circle: `a` is in `b` is in `a`")
    #expect(message(join("a", "c")) == "lists cannot stand in a circle: `a` is in `c` is in `b` is in `a`")
    // d is owned by a: putting d below c would make a contain, through its members, what it owns.
    #expect(message(join("d", "c")) == "lists cannot stand in a circle: `d` is in `c` is in `b` is in `a` owns `d`")
    #expect(
      message(.put(.list(Scene.list("c", owners: [.list("d")]))))
        == "lists cannot stand in a circle: `d` owns `c` is in `b` is in `a` owns `d`")
    #expect(message(.put(.list(Scene.list("c", owners: [.list("c")])))) == "lists cannot stand in a circle: `c` owns `c`")
    // Being in two lists, or owning and being in another, is no circle.
    #expect(message(join("c", "a")) == nil)
    #expect(message(join("d", "a"))?.contains("circle") == true)
    #expect(message(.put(.list(Scene.list("a", owners: [.list("c")])))) == nil)
  }

  @Test("lists that own or are members must exist, users need not", arguments: [true, false])
  func existence(asOwner: Bool) {
    var scene = Scene()
    scene.nested("l")
    func write(_ party: Party) -> Problem? {
      refusal(
        scene.world, [asOwner ? .put(.list(Scene.list("l", owners: [party]))) : .put(.member(Scene.member(party, of: "l")))])
    }
    #expect(write(.list("gone"))?.kind == .notFound)
    #expect(write(.user("gone")) == nil)
    #expect(write(.user("no/body"))?.kind == .badParameter)
    #expect(write(.user(""))?.kind == .badParameter)
    #expect(write(.list(""))?.kind == .badParameter)
  }

  @Test("a list and the list that it contains are made in one change")
  func together() throws {
    let made = try World().applying([.put(.list(Scene.list("outer"))), join("inner", "outer"), .put(.list(Scene.list("inner")))], at: noon)
    #expect(made.status(of: "inner").memberOf == ["outer"])
  }

  @Test("a list that another one names stays, and the error names which; having members is no obstacle")
  func deletion() throws {
    var scene = Scene()
    scene.nested("used", members: [.list("inner"), .user("max")])
    scene.nested("inner")
    scene.nested("parent", members: [.list("used")])
    scene.nested("owned", owners: [.list("used"), .user("olivia")])
    let world = scene.world
    let found = refusal(world, world.changesToDelete(list: "used"))
    #expect(found?.kind == .accessDenied)
    #expect(found?.message == "list `used` cannot be deleted: it is a member of list `parent`, an owner of list `owned`")
    #expect(refusal(world, world.changesToDelete(list: "inner"))?.kind == .accessDenied)
    let after = try world.applying(world.changesToDelete(list: "parent") + world.changesToDelete(list: "owned"), at: noon)
    let last = try after.applying(after.changesToDelete(list: "used"), at: noon)
    #expect(last.lists.map(\.name) == ["inner"])
    #expect(last.status(of: "inner") == ListStatus())
    // All of them at once.
    #expect(refusal(world, ["parent", "owned", "used", "inner"].flatMap { world.changesToDelete(list: $0) }) == nil)
  }

  @Test("a back reference of a list that does not exist is no obstacle")
  func dangling() {
    var scene = Scene()
    scene.nested("l")
    scene.join(.list("l"), "gone")
    #expect(refusal(scene.world, scene.world.changesToDelete(list: "l")) == nil)
  }

  @Test("a user and a list of one name are one member, the later one; owners of one name collapse to the first")
  func sameName() throws {
    var scene = Scene()
    scene.nested("l")
    scene.nested("x")
    scene.user("x")
    let world = try scene.world.applying([.put(.member(Scene.member(.user("x"), of: "l")))], at: noon).applying([join("x", "l")], at: noon)
    #expect(world.members(of: "l").map(\.spec.party) == [.list("x")])
    #expect(!world.isMember("x", of: "l", at: noon))
    #expect(world.lists(withMember: "x").isEmpty)
    let owners: [Party] = [.user("olivia"), .list("x"), .user("x"), .user("OLIVIA"), .user("Max"), .list("x")]
    let written = try scene.world.applying([.put(.list(Scene.list("l", owners: owners)))], at: noon).list("l")
    #expect(written?.spec.owners.map(\.party) == [.user("olivia"), .list("x"), .user("Max")])
  }
}
