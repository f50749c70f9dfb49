import Testing
import ThresholdModel
import ThresholdRules

/// The engine against the slow evaluator, over random Worlds and moments at the edges of things.
@Suite("The engine agrees with the slow evaluator")
struct EngineTests {
  /// Questions answered, and how; so that a generator that asks nothing interesting is noticed.
  fileprivate struct Tally {
    var connections = 0
    var allowed = 0
    var throughRequests = 0
    var denied = 0
    var requestable = 0
    var reviews = 0
    var mayReview = 0
    var visible = 0
  }

  private static let worlds = 140

  @Test("connections, listings, reviews and visibility")
  func agreement() async {
    let total = await withTaskGroup(of: Tally.self) { group in
      for lane in 0..<2 {
        group.addTask {
          var tally = Tally()
          for seed in stride(from: lane, to: Self.worlds, by: 2) {
            tally.add(Self.compare(seed: UInt64(seed)))
            // Other tests share the same few threads.
            await Task.yield()
          }
          return tally
        }
      }
      return await group.reduce(into: Tally()) { $0.add($1) }
    }
    #expect(total.connections >= 20_000)
    #expect(total.allowed > 1000 && total.throughRequests > 100 && total.denied > 500, "\(total)")
    #expect(total.requestable > 300 && total.reviews > 1000 && total.mayReview > 100 && total.visible > 1000, "\(total)")
  }

  private static func compare(seed: UInt64) -> Tally {
    var dice = Dice(seed: seed)
    let facts = Facts(dice: &dice)
    let world = World(records: facts.records)
    var tally = Tally()
    for now in [noon] + dice.some(of: facts.edges, atMost: 1) {
      let slow = SlowEvaluator(facts: facts, now: now)
      for signIn in facts.signIns.shuffled(using: &dice).prefix(4) { connections(world, slow, signIn, seed, &tally) }
      for user in Facts.userNames {
        requestables(world, slow, user, seed, &tally)
        for request in facts.requests {
          tally.reviews += 1
          let expected = slow.mayReview(user, request)
          if expected { tally.mayReview += 1 }
          check((world.mayReview(user, request, at: now) == nil) == expected, "seed \(seed), \(user) reviews \(request.id) at \(now)")
        }
      }
    }
    return tally
  }

  /// A plain comparison: `#expect` would take apart a hundred thousand conditions.
  private static func check(_ isRight: Bool, _ place: @autoclosure () -> String) {
    if !isRight { Issue.record("\(place())") }
  }

  private static func connections(_ world: World, _ slow: SlowEvaluator, _ signIn: SignIn, _ seed: UInt64, _ tally: inout Tally) {
    let (user, now) = (signIn.user, slow.now)
    var listed: [ServerID: [String]] = [:]
    for reachable in world.reachable(by: user, signIn: signIn.id, at: now) { listed[reachable.resource.server!.id] = reachable.logins }
    let visible = Set(now < signIn.expires ? world.visibleServers(to: user, signIn: signIn.id, at: now).map(\.id) : [])
    for id in Facts.serverIDs {
      let place: () -> String = { "seed \(seed), \(user) on \(id) with \(signIn.id) at \(now)" }
      let asked = ["root", "ubuntu", "ann", "-x", "us"]
      let allowed = slow.connections(user, id, asked, signIn)
      for login in asked {
        tally.connections += 1
        let verdict = world.decideConnection(user, to: id, as: login, signIn: signIn.id, at: now)
        check(verdict.grant?.until.milliseconds == allowed[login], "\(login), \(place())")
        tally.count(verdict)
      }
      let logins = slow.logins(user, id, signIn)
      check(world.logins(for: user, on: id, signIn: signIn.id, at: now) == logins, "\(place())")
      check(listed[id] ?? [] == logins, "\(place())")
      guard now < signIn.expires, let server = slow.facts.servers.first(where: { $0.id == id }) else { continue }
      let expected = slow.isVisible(server, to: user, signIn)
      if expected { tally.visible += 1 }
      check(world.isVisible(id, to: user, signIn: signIn.id, at: now) == expected, "\(place())")
      check(visible.contains(id) == expected, "\(place())")
    }
  }

  private static func requestables(_ world: World, _ slow: SlowEvaluator, _ user: UserName, _ seed: UInt64, _ tally: inout Tally) {
    let listed = world.requestable(by: user, at: slow.now)
    let order = listed.map { [$0.resource.server!.spec.hostname, $0.resource.server!.id.text] }
    check(order == order.sorted { $0.lexicographicallyPrecedes($1) }, "seed \(seed), order of what \(user) may ask for")
    for server in slow.facts.servers {
      let expected = slow.requestable(user, server)
      if expected != nil { tally.requestable += 1 }
      let found = listed.first { $0.resource.server!.id == server.id }
      check(found?.roles == expected?.roles, "seed \(seed), \(user) asks for \(server.id) at \(slow.now)")
      check(found?.logins == expected?.logins, "seed \(seed), \(user) asks for \(server.id) at \(slow.now)")
    }
  }
}

extension EngineTests.Tally {
  fileprivate mutating func count(_ verdict: Verdict) {
    switch verdict {
    case .allowed(let grant):
      allowed += 1
      if case .request = grant.source { throughRequests += 1 }
    case .refused(let refusal):
      switch refusal.reason {
      case .deniedLabels, .deniedPrincipal: denied += 1
      default: break
      }
    }
  }

  fileprivate mutating func add(_ other: Self) {
    connections += other.connections
    allowed += other.allowed
    throughRequests += other.throughRequests
    denied += other.denied
    requestable += other.requestable
    reviews += other.reviews
    mayReview += other.mayReview
    visible += other.visible
  }
}
