import ThresholdModel
import ThresholdRules

/// One World at one moment, asked about everything.
struct EngineRound {
  let facts: Facts
  let world: World
  let now: Moment
  let seed: UInt64
  private let slow: SlowEvaluator

  init(facts: Facts, world: World, now: Moment, seed: UInt64) {
    self.facts = facts
    self.world = world
    self.now = now
    self.seed = seed
    slow = SlowEvaluator(facts: facts, now: now)
  }

  /// A plain comparison: `#expect` would take apart a hundred thousand conditions.
  private func check(_ isRight: Bool, _ what: @autoclosure () -> String, _ tally: inout EngineTally) {
    if !isRight { tally.disagreements.append("seed \(seed) at \(now): \(what())") }
  }

  /// Everything that a sign-in may be asked about: decisions, and what is listed.
  func connect(_ signIn: SignIn, _ dice: inout Dice, _ tally: inout EngineTally) {
    let user = dice.oneIn(15) ? dice.pick(Facts.userNames) : signIn.user
    let reachable = world.reachable(by: user, kinds: ResourceKind.allCases, signIn: signIn.id, at: now)
    var listed: [ResourceKey: PrincipalSet] = [:]
    for one in reachable { listed[one.resource.key] = one.principals }
    page(user, signIn, reachable, dice.oneIn(2) ? Int.random(in: 1...6, using: &dice) : nil, &tally)
    var visible: Set<ResourceKey> = []
    let isLive = slow.same(user, signIn.user) && now < signIn.expires
    if isLive {
      for kind in ResourceKind.allCases { visible.formUnion(world.visible(kind, to: user, signIn: signIn.id, at: now).map(\.key)) }
    }
    for key in Facts.resourceKeys {
      let entry = slow.enter(key, user, signIn)
      let resource = slow.resource(key)
      var accesses: [KubernetesAct?: SlowAccess] = [:]
      // Little can be said about what somebody may not know of.
      let questions = if case .open(let place) = entry { place.isVisible ? resource?.kind == .kubeCluster ? 16 : 10 : 4 } else { 1 }
      for _ in 0..<questions {
        let act = Facts.act(on: resource, &dice)
        let question = AccessQuestion(
          user: user, resource: key, principals: Facts.principals(on: resource, &dice), act: act, signIn: signIn.id,
          factors: Facts.factors(&dice))
        decide(question, entry, &accesses, &dice, &tally)
      }
      let place: () -> String = { "\(user) on \(key) with \(signIn.id)" }
      guard case .open(let open) = entry else {
        check(listed[key] == nil && world.principals(of: user, on: key, signIn: signIn.id, at: now) == nil, "\(place()) is listed", &tally)
        continue
      }
      let access = accesses[nil] ?? slow.access(open.presence.roles(on: open.resource), open.resource, open.presence)
      check(listing: listed[key], of: access, open, place, &tally)
      check(listed[key] == world.principals(of: user, on: key, signIn: signIn.id, at: now), "listings differ, \(place())", &tally)
      check(world.isVisible(key, to: user, signIn: signIn.id, at: now) == open.isVisible, "\(place()) is visible", &tally)
      check(visible.contains(key) == open.isVisible, "\(place()) is among what is visible", &tally)
      if listed[key] != nil { tally.count("reachable") }
      tally.count(open.isVisible ? "visible" : "invisible")
    }
  }

  /// Pages of what may be reached or asked for, put together, say what the two listings say.
  private func page(_ user: UserName, _ signIn: SignIn, _ reachable: [Reachable], _ limit: Int?, _ tally: inout EngineTally) {
    guard let limit else { return }
    let requestable = world.requestable(by: user, kinds: ResourceKind.allCases, at: now)
    var items: [ListedAccess] = []
    var end: AccessPage.End?
    repeat {
      let page = world.accessPage(of: user, kinds: ResourceKind.allCases, signIn: signIn.id, after: end, limit: limit, at: now)
      items += page.items
      end = page.items.count == limit ? page.end : nil
      check(page.items.count <= limit && (page.end == nil || end != nil), "a page of \(limit) has \(page.items.count)", &tally)
    } while end != nil && items.count < 100
    let reached = items.filter { $0.reachable != nil }
    let isSame = reached.map(\.resource) == reachable.map(\.resource) && reached.map(\.reachable) == reachable.map(\.principals)
    check(isSame, "pages of \(limit) differ for \(user) with \(signIn.id)", &tally)
    check(items.compactMap(\.requestable) == requestable, "pages of \(limit) ask otherwise for \(user)", &tally)
    check(items.allSatisfy { $0.reachable != nil || $0.requestable != nil }, "an empty line for \(user)", &tally)
    for item in items where item.reachable != nil && item.requestable != nil { tally.count("reachable and requestable") }
    if items.count > limit { tally.count("several pages") }
  }

  private func decide(
    _ question: AccessQuestion, _ entry: SlowEvaluator.Entry, _ accesses: inout [KubernetesAct?: SlowAccess], _ dice: inout Dice,
    _ tally: inout EngineTally
  ) {
    let verdict = world.decide(question, at: now)
    let answer: SlowEvaluator.Answer
    switch entry {
    case .closed(let outcome): answer = .refused(outcome)
    case .open(let place):
      let access =
        accesses[question.act] ?? slow.access(place.presence.roles(on: place.resource, question.act), place.resource, place.presence)
      accesses[question.act] = access
      answer = slow.decide(place, access, question.principals, question.act, question.factors)
    }
    let source = verdict.grant?.source
    let throughRequest = if case .request = source { true } else { false }
    tally.count(answer, on: question.resource.kind, throughRequest: throughRequest)
    if question.act != nil, verdict.grant != nil { tally.count("allowed object") }
    let found: SlowEvaluator.Answer
    switch verdict {
    case .allowed(let grant): found = .allowed(until: grant.until.milliseconds)
    case .refused:
      let outcome = AccessCase.Outcome(verdict)
      found = .refused(outcome == .unreadable ? .deniedLabels : outcome)
    }
    check(found == answer, "\(question): engine \(found), slow \(answer)", &tally)
    // What is allowed until then is allowed then, whatever ends before.
    if let until = verdict.grant?.until, dice.oneIn(8) {
      let last = min(until - millisecond, now + .hours(2))
      if last > now {
        check(world.decide(question, at: last).grant != nil, "\(question): allowed until \(until), but not at \(last)", &tally)
      }
    }
  }

  /// Each account that is listed, and no other, is allowed.
  private func check(
    listing: PrincipalSet?, of access: SlowAccess, _ place: SlowEvaluator.Place, _ where_: () -> String, _ tally: inout EngineTally
  ) {
    var opened = access.opened
    if slow.isLockedOut(place.presence, on: place.resource.key) { opened = nil }
    if let all = opened, !all.isEmpty {
      let left = all.filter { account in
        ![.logins, .windowsLogins].contains(account.field)
          || !slow.isLockedOut(place.presence, on: place.resource.key, as: account.value)
      }
      opened = left.isEmpty ? nil : left
    }
    check(
      same(listing, opened, access), "\(where_()): engine lists \(String(describing: listing)), slow \(String(describing: opened))", &tally)
  }

  /// Whether a listing names what is open: accounts as they are written, `*` for all, patterns for tools.
  private func same(_ listing: PrincipalSet?, _ opened: Set<Principal>?, _ access: SlowAccess) -> Bool {
    guard let listing, let opened else { return listing == nil && opened == nil }
    return SlowAccess.fields(access.resource).allSatisfy { field in
      let written = listing[field]
      let hasStar = written.contains("*")
      if field == .databaseUsers || field == .databaseNames {
        // A name that nobody writes is open just when everything is.
        guard access.isAutomatic && field == .databaseUsers || hasStar == opened.contains(Principal(field, "zzz-fresh")) else {
          return false
        }
      }
      return Facts.accounts[field]!.allSatisfy { value in
        let account = Principal(field, value)
        let isNamed = hasStar || written.contains { access.isSame(field, $0, value, deny: false) }
        return opened.contains(account) == (isNamed && !access.denies(account))
      }
    }
  }

  /// What somebody may ask for and review, without a sign-in.
  func ask(_ user: UserName, _ tally: inout EngineTally) {
    let listed = world.requestable(by: user, kinds: ResourceKind.allCases, at: now)
    guard let presence = slow.presence(user, nil) else {
      check(listed.isEmpty, "\(user) does not exist and may ask for \(listed.map(\.resource.key))", &tally)
      return
    }
    for resource in facts.resources {
      let expected = slow.requestable(resource, presence)
      tally.count(expected == nil ? "not requestable" : "requestable")
      let found = listed.first { $0.resource.key == resource.key }
      check(found?.roles == expected?.roles, "\(user) asks for \(resource.key): \(found?.roles ?? []), \(expected?.roles ?? [])", &tally)
      if let found, let expected {
        check(same(found.principals, expected.access.opened, expected.access), "\(user) asks for \(resource.key)", &tally)
      }
    }
    for request in facts.requests {
      let expected = slow.mayReview(user, request)
      tally.count(expected ? "may review" : "may not review")
      check((world.mayReview(user, request, at: now) == nil) == expected, "\(user) reviews \(request.id)", &tally)
    }
  }
}
