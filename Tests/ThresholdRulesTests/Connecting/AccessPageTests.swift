import Testing
import ThresholdModel
import ThresholdRules

@Suite("Pages of what a user may reach or ask for")
struct AccessPageTests {
  /// Pages of one size, put together.
  private static func walk(
    _ world: World, _ user: UserName, _ signIn: SignInID?, kinds: [ResourceKind] = [.node], limit: Int, at now: Moment = noon,
    where filter: (Resource, [String: String]) -> Bool = { _, _ in true }
  ) -> [ListedAccess] {
    var found: [ListedAccess] = []
    var end: AccessPage.End?
    for _ in 0..<1000 {
      let page = world.accessPage(of: user, kinds: kinds, signIn: signIn, where: filter, after: end, limit: limit, at: now)
      found += page.items
      #expect(page.items.count <= limit)
      guard let next = page.end else { return found }
      #expect(page.items.count == limit)
      end = next
    }
    Issue.record("the pages do not end")
    return found
  }

  @Test("pages of any size say what the whole listing and single decisions say, beside locks too", arguments: 0..<40 as Range<UInt64>)
  func agreement(seed: UInt64) {
    var dice = Dice(seed: seed &+ 5000)
    let facts = Facts(dice: &dice)
    var world = World(records: facts.records)
    for number in 0..<Int.random(in: 0...4, using: &dice) {
      var target = LockTarget(user: dice.oneIn(2) ? dice.pick(Facts.userNames) : nil)
      if dice.oneIn(2) { target.login = dice.pick(["root", "ubuntu", "ann"]) }
      if dice.oneIn(2) || target.isEmpty { target.serverID = dice.pick(Facts.serverIDs) }
      let expires = dice.oneIn(4) ? noon : nil
      world.applyUnchecked(
        .put(.lock(Lock(version: "v2", metadata: Metadata(name: "lock-\(number)"), spec: LockSpec(target: target, expires: expires)))))
    }
    for signIn in facts.signIns {
      let (user, id) = (signIn.user, signIn.id)
      let reachable = world.reachable(by: user, signIn: id, at: noon)
      let requestable = world.requestable(by: user, at: noon)
      let whole = world.accessPage(of: user, signIn: id, at: noon)
      #expect(whole.end == nil)
      #expect(whole.items.filter { $0.reachable != nil }.map(\.resource) == reachable.map(\.resource))
      #expect(whole.items.compactMap(\.reachable) == reachable.map(\.principals))
      #expect(whole.items.compactMap(\.requestable) == requestable)
      #expect(whole.items.map(\.resource) == whole.items.map(\.resource).sorted(by: Resource.byName))
      for limit in [1, 2, 3, 50] { #expect(Self.walk(world, user, id, limit: limit) == whole.items, "seed \(seed), \(limit) a page") }
      for server in facts.servers where noon < signIn.expires {
        let key = Resource.server(server).key
        let line = whole.items.first { $0.resource.key == key }
        #expect(line?.reachable == world.principals(of: user, on: key, signIn: id, at: noon), "seed \(seed), \(user) on \(key)")
      }
      let some = whole.items.filter { $0.resource.labels["env"] != nil }
      #expect(Self.walk(world, user, id, limit: 2) { resource, _ in resource.labels["env"] != nil } == some)
    }
  }

  /// A hundred servers, of which every so many are of the team that somebody reaches.
  private static func crowd(every step: Int) -> World {
    var scene = Scene()
    for number in 1...100 {
      // Names do not ascend with slots.
      let name = "web-\((number * 37) % 101)"
      scene.server(number, name, labels: number % step == 0 ? ["team": "a"] : ["team": "b"])
    }
    scene.role("ops", labels: ["team": ["a"]], logins: ["root"])
    scene.user("ann", roles: ["ops"])
    return scene.world
  }

  @Test("few among many come in the same order as many", arguments: [1, 2, 3, 10, 30, 60])
  func fewAmongMany(step: Int) {
    let world = Self.crowd(every: step)
    let expected = world.servers.filter { $0.labels["team"] == "a" }.map(\.id)
    #expect(expected.count == 100 / step)
    for limit in [1, 3, 7, 100] {
      #expect(Self.walk(world, "ann", "s-ann", limit: limit).map { $0.resource.server?.id } == expected, "\(limit) a page")
    }
  }

  @Test("a page goes on after a resource that went, and with what came in between", arguments: [1, 30])
  func changes(step: Int) throws {
    var world = Self.crowd(every: step)
    let all = Self.walk(world, "ann", "s-ann", limit: 100).map(\.resource)
    let first = world.accessPage(of: "ann", signIn: "s-ann", limit: 2, at: noon)
    let last = try #require(first.items.last?.resource.server)
    world.applyUnchecked(.delete(.server(last.id)))
    // The one sorts before the end of the page, the other after it.
    world.applyUnchecked(.put(.server(Scene.server(201, "a", labels: ["team": "a"]))))
    world.applyUnchecked(.put(.server(Scene.server(202, "z", labels: ["team": "a"]))))
    let rest = world.accessPage(of: "ann", signIn: "s-ann", after: first.end, at: noon)
    #expect(rest.items.map(\.resource).dropLast() == all.dropFirst(2))
    #expect(rest.items.last?.resource.displayName == "z")
  }

  @Test("pages go on from kind to kind, in the order asked for")
  func kinds() {
    var scene = Scene()
    for number in 1...3 {
      scene.server(number, "web-\(number)", labels: ["env": "a"])
      scene.records.append(.resource(.app(App(name: "app-\(number)", labels: ["env": "a"], spec: AppSpec(uri: "http://h")))))
    }
    var allow = RoleConditions(nodeLabels: ["*": ["*"]], logins: ["root"])
    allow.labels[.app] = ["*": ["*"]]
    scene.records.append(.role(Role(name: "all", allow: allow)))
    scene.user("ann", roles: ["all"])
    let world = scene.world
    for limit in 1...7 {
      let found = Self.walk(world, "ann", nil, kinds: [.app, .node], limit: limit).map(\.resource.displayName)
      #expect(found == ["app-1", "app-2", "app-3", "web-1", "web-2", "web-3"], "\(limit) a page")
    }
    let foreign = AccessPage.End(kind: .database, displayName: "x", name: "x")
    #expect(world.accessPage(of: "ann", kinds: [.app], after: foreign, at: noon).items.isEmpty)
  }

  @Test("what was not asked for is not there, and nobody gets a page who is locked, signed out or unknown")
  func grounds() {
    let story = JustInTime()
    let world = story.scene.world
    let asked = world.accessPage(of: "max", showing: [.requestable], at: noon)
    #expect(asked.items.map(\.resource.displayName) == ["test-1"])
    #expect(asked.items.allSatisfy { $0.reachable == nil && $0.requestable?.logins == ["ubuntu"] })
    #expect(world.accessPage(of: "max", showing: [.reachable], at: noon).items.isEmpty)
    #expect(world.accessPage(of: "max", showing: [], at: noon).items.isEmpty)
    #expect(world.accessPage(of: "nobody", at: noon).items.isEmpty)
    #expect(world.accessPage(of: "max", showing: [.reachable], signIn: "s-gone", at: noon).items.isEmpty)
    var locked = story.scene
    locked.lock("l", on: "max")
    #expect(locked.world.accessPage(of: "max", at: noon).items.isEmpty)
  }
}
