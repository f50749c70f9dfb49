import Testing
import ThresholdModel
import ThresholdRules

/// Differences against a comparison of everybody with everything.
@Suite("What a change would do")
struct DifferenceTests {
  @Test("it finds exactly the rows that comparing everybody with everything finds")
  func everybody() async {
    var (rows, changes, wider) = (0, 0, 0)
    for seed in 0..<20 as Range<UInt64> {
      var dice = Dice(seed: 9_000 + seed)
      var facts = Facts(dice: &dice)
      facts.complicate(&dice)
      let world = World(records: facts.records)
      let others = Facts(dice: &dice)
      for _ in 0..<20 {
        let change = facts.randomChange(among: others, &dice)
        // What the rules refuse has no effects.
        guard let after = try? world.applying([change], at: noon), let found = try? world.effects(of: [change], at: noon) else { continue }
        changes += 1
        let expected = Self.rows(world, after)
        let named = Set((found.standing.listed.map { ($0, "s") } + found.requestable.listed.map { ($0, "r") }).map { Row($0.0, $0.1) })
        if named != expected { Issue.record("seed \(seed), \(change.key): \(named.symmetricDifference(expected))") }
        if found.widens { wider += 1 }
        if expected.contains(where: \.isWider), !found.widens { Issue.record("seed \(seed), \(change.key) widens") }
        rows += expected.count
      }
      await Task.yield()
    }
    #expect(changes > 150 && rows > 150 && wider > 50, "\(changes) changes, \(rows) rows, \(wider) wider")
  }

  private struct Row: Hashable {
    let user: UserName
    let resource: ResourceKey
    let section: String
    let gained: [String]
    let lost: [String]
    let isNew: Bool
    let isGone: Bool

    var isWider: Bool { isNew || !gained.isEmpty }

    init(_ row: AccessRow, _ section: String) {
      (user, resource, self.section) = (row.user, row.resource, section)
      (gained, lost) = (row.gained.map(\.value), row.lost.map(\.value))
      (isNew, isGone) = (row.isNew, row.isGone)
    }

    init?(_ user: UserName, _ resource: ResourceKey, _ section: String, _ before: [String]?, _ after: [String]?) {
      guard before != after else { return nil }
      (self.user, self.resource, self.section) = (user, resource, section)
      gained = (after ?? []).filter { !(before ?? []).contains($0) }
      lost = (before ?? []).filter { !(after ?? []).contains($0) }
      (isNew, isGone) = (before == nil, after == nil)
    }
  }

  private static func rows(_ before: World, _ after: World) -> Set<Row> {
    var found: Set<Row> = []
    for user in Facts.userNames {
      func table(_ world: World, _ section: String) -> [ResourceKey: [String]] {
        let all =
          section == "s"
          ? world.reachable(by: user, at: noon).map { ($0.resource.key, $0.logins) }
          : world.requestable(by: user, at: noon).map { ($0.resource.key, $0.logins) }
        return Dictionary(all, uniquingKeysWith: { $1 })
      }
      for section in ["s", "r"] {
        let (old, new) = (table(before, section), table(after, section))
        for key in Set(old.keys).union(new.keys) {
          if let row = Row(user, key, section, old[key], new[key]) { found.insert(row) }
        }
      }
    }
    return found
  }

  private func effects(_ scene: Scene, _ changes: Change...) throws -> AccessDifference {
    try scene.world.effects(of: changes, at: noon)
  }

  @Test("a new member gains what the list lets them ask for, and the roles that it gives")
  func newMember() throws {
    let story = JustInTime()
    let member = Member(MemberSpec(list: "testers", user: "outsider", joined: noon, addedBy: "olivia"))
    let found = try effects(story.scene, .put(.member(member)))
    #expect(found.widens)
    #expect(found.standing.isEmpty)
    #expect(found.requestable.listed.map(\.user) == ["outsider"])
    #expect(found.requestable.listed.first?.gained == [Principal(.logins, "ubuntu")])
    #expect(found.roles.listed.map(\.role) == ["requester-acl-preset-testers"])
    #expect(found.roles.listed.first?.source == .member("testers"))
  }

  @Test("who loses a membership loses all of that, and nothing is wider")
  func lostMember() throws {
    let found = try effects(JustInTime().scene, .delete(.member("max", of: "testers")))
    #expect(!found.widens)
    #expect(found.requestable.listed.first?.isGone == true && found.requestable.lost == 1)
    #expect(found.roles.listed.first?.after == nil)
  }

  @Test("who comes to own a list is told, through lists too, and counts as wider")
  func newOwner() throws {
    let scene = JustInTime().scene
    var list = try #require(scene.world.list("testers"))
    list.spec.owners.append(Owner(.user("outsider")))
    let found = try effects(scene, .put(.list(list)))
    #expect(found.widens && found.notes.contains { $0.widens && $0.text.contains("`outsider`") && $0.text.contains("owned by") })
    list.spec.owners = [Owner(.user("outsider"))]
    let swapped = try effects(scene, .put(.list(list)))
    #expect(swapped.notes.contains { !$0.widens && $0.text.contains("no longer owned by `olivia`") })
  }

  @Test("a rule that begins to approve by itself is wider; one that no longer does is not", arguments: ["APPROVED", "DENIED"])
  func monitoringRules(decision: String) throws {
    let scene = JustInTime().scene
    let rule = MonitoringRule(
      name: "night",
      spec: MonitoringRuleSpec(
        condition: #"contains(access_request.spec.roles, "x")"#, desiredState: "reviewed",
        automaticReview: AutomaticReview(decision: decision)))
    let made = try effects(scene, .put(.monitoringRule(rule)))
    #expect(made.notes.count == 1 && made.widens == (decision == "APPROVED"))
    let world = try scene.world.applying([.put(.monitoringRule(rule))], at: noon)
    let gone = try world.effects(of: [.delete(Record.monitoringRule(rule).key)], at: noon)
    #expect(gone.notes.count == 1 && gone.widens == (decision == "DENIED"))
  }

  @Test("a longer membership is wider although nobody reaches anything else")
  func longer() throws {
    var scene = JustInTime().scene
    scene.member("outsider", of: "testers", until: noon + .hours(1))
    let member = Member(MemberSpec(list: "testers", user: "outsider", joined: noon, expires: noon + .hours(9), addedBy: "olivia"))
    let found = try effects(scene, .put(.member(member)))
    #expect(found.widens && found.requestable.isEmpty)
    #expect(found.roles.listed.first?.before == .until(noon + .hours(1)))
    #expect(found.roles.listed.first?.after == .until(noon + .hours(9)))
  }

  @Test(
    "what a role says beside its labels and accounts is told",
    arguments: [
      ("rules", true), ("fewer rules", false), ("options", true), ("review", true), ("terms", true), ("inside", true),
    ])
  func roleNotes(_ change: String, widens: Bool) throws {
    var scene = Scene()
    scene.role("r", rules: [Rule(resources: ["user"], verbs: ["read"])])
    scene.user("ann", roles: ["r"])
    var role = try #require(scene.world.role("r"))
    switch change {
    case "rules": role.spec.allow.rules.append(Rule(resources: ["role"], verbs: ["update"]))
    case "fewer rules": role.spec.allow.rules = []
    case "options": role.spec.options.forwardAgent = true
    case "review": role.spec.allow.reviewRequests.roles = ["r"]
    case "terms": role.spec.allow.request.maxDuration = .hours(9)
    default: role.spec.allow[.hostGroups] = ["wheel"]
    }
    let found = try effects(scene, .put(.role(role)))
    #expect(found.notes.count == 1 && found.notes.first?.text.contains("role `r`") == true)
    #expect(found.widens == widens)
    // Nobody holds it: nothing happens to anybody.
    scene.records.removeAll { if case .user = $0 { true } else { false } }
    #expect(try !effects(scene, .put(.role(role))).widens)
  }

  @Test("an option for which connections were refused is wider when it goes, and is not when it comes")
  func option() throws {
    var scene = Scene()
    scene.role("r", labels: ["*": ["*"]], logins: ["root"])
    scene.user("ann", roles: ["r"])
    let free = try #require(scene.world.role("r"))
    var bound = free
    bound.spec.options.maxSessions = 1
    #expect(try !effects(scene, .put(.role(bound))).widens)
    scene.records.append(.role(bound))
    let found = try effects(scene, .put(.role(free)))
    #expect(found.widens && found.notes.first?.text.contains("`max_sessions`") == true)
  }

  @Test("a new server touches only those whose roles are about it")
  func newServer() throws {
    var scene = JustInTime().scene
    scene.role("prod", labels: ["env": ["prod"]], logins: ["root"])
    scene.user("pia", roles: ["prod"])
    let found = try effects(scene, .put(.server(Scene.server(9, "test-9", labels: ["env": "test"]))))
    #expect(found.requestable.listed.map(\.user) == ["max"] && found.standing.isEmpty)
    #expect(found.examined <= 2)
  }

  @Test("what the rules refuse is refused here in the same words")
  func refused() {
    let scene = JustInTime().scene
    let change = Change.delete(.role("requester-acl-preset-testers"))
    let one = problem { () throws(Problem) in try scene.world.effects(of: [change], at: noon) }
    let other = problem { () throws(Problem) in try scene.world.applying([change], at: noon) }
    #expect(one == other && one?.kind == .inUse)
  }
}

extension Facts {
  /// One change of anything, made of the same few names.
  fileprivate func randomChange(among others: Facts, _ dice: inout Dice) -> Change {
    switch Int.random(in: 0..<7, using: &dice) {
    case 0:
      guard let role = others.roles.randomElement(using: &dice) else { fallthrough }
      return .put(.role(role))
    case 1:
      guard let user = others.users.randomElement(using: &dice) else { fallthrough }
      return .put(.user(user))
    case 2:
      guard var list = others.lists.randomElement(using: &dice) else { fallthrough }
      list.spec.grants.roles = list.spec.grants.roles.filter { name in roles.contains { $0.name == name } }
      list.spec.ownerGrants.roles = list.spec.ownerGrants.roles.filter { name in roles.contains { $0.name == name } }
      return .put(.list(list))
    case 3:
      guard let member = members.randomElement(using: &dice) else { fallthrough }
      return .delete(.member(member.spec.party, of: member.spec.list))
    case 4: return .put(.server(Scene.server(Int.random(in: 1...7, using: &dice), "web", labels: ["env": dice.pick(Self.values)])))
    case 5:
      let spec = MemberSpec(list: dice.pick(Self.listNames), user: dice.pick(Self.userNames), joined: noon, addedBy: "x")
      return .put(.member(Member(spec)))
    default: return .delete(.server(dice.pick(Self.serverIDs)))
    }
  }
}
