import Testing
import ThresholdModel
import ThresholdRules

/// Explanations against decisions, over random Worlds with nested lists, requirements and traits from lists.
@Suite("An explanation agrees with the decision")
struct ExplanationAgreementTests {
  private struct Tally {
    var allowed = 0
    var refused = 0
    var hidden = 0
    var manyGrounds = 0
    var shortest = 0
    var drafted = 0
    var usable = 0
    var near = 0
    var approvers = 0
  }

  @Test("over every sign-in, server and login of twenty random Worlds")
  func agreement() async {
    var tally = Tally()
    for seed in 0..<20 as Range<UInt64> {
      var dice = Dice(seed: 7_000 + seed)
      var facts = Facts(dice: &dice)
      facts.complicate(&dice)
      let world = World(records: facts.records)
      for now in [noon] + dice.some(of: facts.edges, atMost: 1) {
        for signIn in facts.signIns.shuffled(using: &dice).prefix(4) {
          for server in facts.servers {
            for login in ["root", "ubuntu", "ann"] {
              Self.compare(facts, world, signIn, server.id, login, now, "seed \(seed)", &tally)
            }
          }
        }
      }
      await Task.yield()
    }
    #expect(tally.allowed > 150 && tally.refused > 300 && tally.hidden > 300 && tally.manyGrounds > 50, "\(tally)")
    #expect(tally.shortest > 12 && tally.drafted > 10 && tally.usable > 5 && tally.near > 200 && tally.approvers > 5, "\(tally)")
  }

  private static func compare(
    _ facts: Facts, _ world: World, _ signIn: SignIn, _ server: ServerID, _ login: String, _ now: Moment, _ seed: String,
    _ tally: inout Tally
  ) {
    let place = "\(seed), \(signIn.user) as \(login) on \(server) with \(signIn.id) at \(now)"
    let question = AccessQuestion(
      user: signIn.user, resource: ResourceKey(.node, server.text), principals: [Principal(.logins, login)], signIn: signIn.id)
    let decided = world.decideConnection(signIn.user, to: server, as: login, signIn: signIn.id, at: now)
    let explained: Explanation
    do { explained = try world.explain(question, to: signIn.user, at: now) } catch {
      let isHidden = [.noSuchResource, .noSuchUser, .signInEnded].contains(decided.refusal?.reason) || world.user(signIn.user) == nil
      let isLocked = if case .locked = decided.refusal?.reason { true } else { false }
      check(error.kind == .notFound && (isHidden || isLocked), "\(place): \(error)")
      tally.hidden += 1
      return
    }
    check(explained.verdict == decided, "\(place): \(explained.verdict) instead of \(decided)")
    switch decided {
    case .allowed(let grant): allowed(facts, explained, grant, signIn, place, &tally)
    case .refused(let refusal): refused(facts, world, explained, refusal, signIn, place, &tally)
    }
  }

  private static func allowed(
    _ facts: Facts, _ explained: Explanation, _ grant: Grant, _ signIn: SignIn, _ place: String, _ tally: inout Tally
  ) {
    tally.allowed += 1
    if explained.grounds.count > 1 { tally.manyGrounds += 1 }
    check(explained.obstacles.isEmpty && explained.near.isEmpty && explained.shortestRequest == nil, place)
    check(explained.grounds.first?.until == grant.until, "\(place): \(explained.grounds) until \(grant.until)")
    for ground in explained.grounds {
      check(ground.conditions.allSatisfy(\.isMet) && ground.accounts.allSatisfy { $0.entry != nil }, "\(place): \(ground)")
      check(ground.ends == ground.ends.sorted { $0.at < $1.at }, place)
      // Making a World takes a while, so every third will do.
      guard tally.allowed.isMultiple(of: 3) else { continue }
      // When no other role opens anything, this one still does, and as long as its longest way says.
      var alone = facts
      for index in alone.roles.indices where alone.roles[index].name != ground.role { alone.roles[index].spec.allow.nodeLabels = [:] }
      let verdict = World(records: alone.records).decide(explained.question, at: explained.at)
      let longest = explained.grounds.filter { $0.role == ground.role }.compactMap(\.until).max()
      check(verdict.grant?.until == longest, "\(place): \(ground.role) alone until \(String(describing: longest)), not \(verdict)")
    }
  }

  private static func refused(
    _ facts: Facts, _ world: World, _ explained: Explanation, _ refusal: Refusal, _ signIn: SignIn, _ place: String, _ tally: inout Tally
  ) {
    tally.refused += 1
    let now = explained.at
    check(explained.grounds.isEmpty, place)
    check(refusal.reason == .noGrant || explained.obstacles.contains { $0.reason == refusal.reason }, "\(place): \(explained.obstacles)")
    check(explained.near.allSatisfy { !$0.missing.isEmpty }, place)
    if !explained.near.isEmpty { tally.near += 1 }
    let offered = world.requestable(by: signIn.user, at: now).first { $0.resource.key == explained.question.resource }
    let mayAsk = !world.isDenied(signIn.user, .create, "access_request", at: now)
    if mayAsk, refusal.reason == .noGrant, let login = explained.question.principals.first?.value, offered?.logins.contains(login) == true {
      check(explained.shortestRequest != nil, "\(place): nothing to ask for, although \(String(describing: offered))")
    }
    if let shortest = explained.shortestRequest {
      tally.shortest += 1
      check(shortest.roles.count == 1 && shortest.command.hasPrefix("tsh request create "), place)
      let verdict = decide(explained, assuming: shortest, facts, signIn)
      check(verdict.grant != nil, "\(place): \(shortest) leads to \(verdict)")
      if !shortest.namesRoles, refusal.reason == .noGrant, offered != nil {
        let drafted = try? world.draftRequest(
          RequestWish(resources: shortest.resources), by: signIn.user, signIn: signIn.id, id: RequestID(uuid(900)), at: now)
        check(drafted?.spec.roles == shortest.roles, "\(place): \(shortest) is drafted as \(String(describing: drafted?.spec.roles))")
        tally.drafted += 1
      }
    }
    for request in explained.requests {
      tally.usable += 1
      guard case .assuming = request.need else { continue }
      check((try? world.assumed(request.id, by: signIn.user, signIn: signIn.id, at: now)) != nil, "\(place): \(request)")
    }
    for approver in explained.approvers {
      tally.approvers += 1
      let roles = explained.requests.first.flatMap { world.request($0.id)?.spec.roles } ?? explained.shortestRequest?.roles ?? []
      let asked = Scene.request(901, by: signIn.user, roles: roles, servers: [])
      check(world.mayReview(approver.user, asked, at: now) == nil, "\(place): \(approver)")
    }
  }

  /// The same question once the shortest request is approved and assumed.
  private static func decide(_ explained: Explanation, assuming shortest: ShortestRequest, _ facts: Facts, _ signIn: SignIn) -> Verdict {
    var facts = facts
    var request = Scene.request(902, by: signIn.user, roles: shortest.roles, servers: [], until: explained.at + .hours(1))
    request.spec.resources = shortest.resources
    facts.requests.append(request)
    for index in facts.signIns.indices where facts.signIns[index].id == signIn.id {
      facts.signIns[index].assumed[request.id] = explained.at + .hours(1)
    }
    return World(records: facts.records).decide(explained.question, at: explained.at)
  }

  /// A plain comparison: `#expect` would take apart a hundred thousand conditions.
  private static func check(_ isRight: Bool, _ place: @autoclosure () -> String) {
    if !isRight { Issue.record("\(place())") }
  }
}

extension Facts {
  /// Lists inside lists and as owners, requirements, and traits that lists add.
  mutating func complicate(_ dice: inout Dice) {
    for index in lists.indices {
      if dice.oneIn(3) { lists[index].spec.membershipRequires.roles = [dice.pick(Self.roleNames)] }
      if dice.oneIn(5) { lists[index].spec.membershipRequires.traits = ["team": dice.some(of: ["us", "a"], atMost: 2)] }
      if dice.oneIn(5) { lists[index].spec.ownershipRequires.roles = [dice.pick(Self.roleNames)] }
      if dice.oneIn(4) { lists[index].spec.grants.traits = ["logins": [dice.pick(Self.logins)], "env": [dice.pick(Self.values)]] }
      if dice.oneIn(4) { lists[index].spec.owners.append(Owner(list: dice.pick(Self.listNames))) }
      guard dice.oneIn(2) else { continue }
      // Downwards only, so that no list is inside itself.
      for inner in lists[..<index].map(\.name) where dice.oneIn(2) {
        members.append(
          Member(
            MemberSpec(
              list: lists[index].name, party: .list(inner), joined: noon, expires: dice.oneIn(3) ? noon + .minutes(20) : nil, addedBy: "x"))
        )
      }
    }
  }
}
