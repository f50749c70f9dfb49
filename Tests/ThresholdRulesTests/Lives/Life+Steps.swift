import Testing
import ThresholdModel

@testable import ThresholdRules

/// What can happen in a life. Each step tries something, allowed or not.
extension Life {
  mutating func step() {
    switch Int.random(in: 0..<20, using: &dice) {
    case 0, 1, 2: submit()
    case 3, 4, 5, 6: review()
    case 7: override()
    case 8, 9: assume()
    case 10: drop()
    case 11: endRequest()
    case 12: promote()
    case 13: moveClock()
    case 14: sweep()
    case 15: editMembers()
    case 16: editRole()
    case 17: lock()
    case 18: forge()
    default: if dice.oneIn(2) { restart() } else { deleteRequest() }
    }
  }

  private var anyRequest: AccessRequest? {
    mutating get {
      let requests = world.liveRequests
      return requests.isEmpty ? nil : dice.pick(requests)
    }
  }

  private mutating func submit() {
    guard world.liveRequests.count < 4 else { return }
    let (user, number) = (dice.oneIn(6) ? dice.pick(Self.people) : "max", nextNumber)
    nextNumber += 1
    var wish = RequestWish(reason: "deploy")
    if dice.oneIn(2) {
      wish.roles = dice.oneIn(4) ? ["*"] : dice.some(of: Self.askable, atMost: 3)
    } else {
      wish.resources = dice.some(of: Self.servers, atMost: 2).map { ResourceID(cluster: "main", kind: "node", name: $0.text) }
    }
    wish.maxDuration = dice.pick([nil, .hours(1), .hours(20), .days(14)])
    wish.sessionTTL = dice.pick([nil, nil, .hours(1)])
    wish.requestTTL = dice.pick([nil, nil, .minutes(30)])
    if dice.oneIn(4) { wish.assumeStart = now + .minutes(20) }
    let signIn = SignInID("s-\(user)")
    guard let request = try? world.draftRequest(wish, by: user, signIn: signIn, id: RequestID(uuid(number)), at: now) else { return }
    let latest = latestEnd(of: request, signIn: signIn)
    guard commit([.put(.request(request))]) else { return fault("a draft was refused: \(request)") }
    entries[request.id] = Entry(asked: request.spec, latestEnd: latest, state: .pending)
  }

  /// The longest that the roles allow, said again in the simplest way.
  private func latestEnd(of request: AccessRequest, signIn: SignInID) -> Moment {
    var session = Span.hours(30)
    if let signIn = world.signIn(signIn) { session = min(session, signIn.expires - now) }
    var durations: [Span] = []
    for name in request.spec.roles {
      session = min(session, world.role(name)?.spec.options.maxSessionTTL ?? .zero)
      let letting = world.standing(of: request.spec.user, at: now).compactMap { world.role($0.role) }
        .filter { !$0.spec.allow.request.searchAsRoles.isEmpty }
      if let longest = letting.map(\.spec.allow.request.maxDuration).max(), longest != .zero { durations.append(longest) }
    }
    return now + (durations.min() ?? session)
  }

  private mutating func review() {
    guard let request = anyRequest else { return }
    let isApproval = !dice.oneIn(4)
    let review = Review(author: dice.pick(Self.people), proposed: isApproval ? .approved : .denied, reason: "r", created: now)
    guard let reviewed = try? world.reviewed(request, by: review, at: now) else { return }
    if reviewed.spec.state == .pending, !request.spec.reviews.isEmpty,
      request.spec.reviews.contains(where: { world.mayReview($0.author, request, at: now) != nil })
    {
      tally.lostReviewers += 1
    }
    if !commit([.put(.request(reviewed))]) { fault("a review was refused") }
  }

  private mutating func override() {
    guard let request = anyRequest else { return }
    let author = dice.pick(["boss", "boss", "local:root", "max", "ann"])
    let decision = Decision(
      approve: dice.oneIn(2), reason: "fire", roles: dice.oneIn(2) ? dice.some(of: Self.askable, atMost: 2) : [])
    guard let decided = try? world.overridden(request, decision, by: author, at: now) else { return }
    commit([.put(.request(decided))])
  }

  private mutating func assume() {
    guard let request = anyRequest else { return }
    let user = dice.oneIn(5) ? dice.pick(Self.people) : request.spec.user
    guard let signIn = try? world.assumed(request.id, by: user, signIn: SignInID("s-\(user)"), at: now) else { return }
    if !commit([.put(.signIn(signIn))]) { fault("assuming was refused") }
  }

  private mutating func drop() {
    let ids = dice.oneIn(2) ? nil : anyRequest.map { [$0.id] }
    guard let signIn = try? world.dropped(ids, by: "max", signIn: "s-max", at: now) else { return }
    if !commit([.put(.signIn(signIn))]) { fault("dropping was refused") }
  }

  private mutating func endRequest() {
    guard let request = anyRequest else { return }
    let ended =
      dice.oneIn(2)
      ? try? world.ended(request, by: dice.pick(Self.people), at: now)
      : try? world.revoked(request, by: dice.pick(["boss", "local:root", "ann"]), reason: "over", at: now)
    if let ended { commit([.put(.request(ended))]) }
  }

  private mutating func promote() {
    let offered = world.liveRequests.filter { $0.spec.state == .pending && !$0.spec.promotions.isEmpty }
    guard let request = offered.randomElement(using: &dice) else { return }
    for reviewer in Self.people.shuffled(using: &dice).prefix(3) {
      guard let promotion = try? world.promoted(request, to: "testers", by: reviewer, at: now) else { continue }
      if !commit(promotion.changes) { fault("a promotion was refused") }
      return
    }
  }

  /// To just before, at or just after an end, or some way on.
  private mutating func moveClock() {
    let ends = world.liveRequests.flatMap { [$0.spec.recordExpires, $0.spec.accessExpires, $0.spec.assumeStart].compactMap { $0 } }
    let target =
      ends.isEmpty || dice.oneIn(2)
      ? now + dice.pick([Span.seconds(1), .minutes(10), .hours(3)]) : dice.pick(ends) + Span.seconds(dice.pick([-1, 0, 1]))
    now = max(now, target)
  }

  private mutating func sweep() {
    let expired = world.expired(at: now)
    if !commit(expired.map { .put(.request($0)) }) { fault("what is over could not be put on record") }
    if !commit(world.changesToSweep(at: now)) { fault("sweeping was refused") }
    // Whoever is signed out signs in again.
    for user in Self.people where world.signIn(SignInID("s-\(user)")) == nil && dice.oneIn(2) {
      world.applyUnchecked(
        .put(.signIn(SignIn(id: SignInID("s-\(user)"), user: user, created: now, expires: now + .hours(8), address: "10.0.0.9"))))
    }
  }

  private mutating func editMembers() {
    let (list, user) = (dice.pick(["askers", "reviewers", "testers"] as [ListName]), dice.pick(Self.people))
    if dice.oneIn(3), var found = world.list(list) {
      found.spec.owners = dice.some(of: Self.people, atMost: 2).map { Owner(name: $0) }
      commit([.put(.list(found))])
    } else if world.member(user, of: list) != nil {
      commit([.delete(.member(user, of: list))])
    } else {
      let end = dice.oneIn(2) ? nil : now + .hours(1)
      commit([.put(.member(Member(MemberSpec(list: list, user: user, joined: now, expires: end, addedBy: "x"))))])
    }
  }

  private mutating func editRole() {
    let role =
      switch Int.random(in: 0..<4, using: &dice) {
      case 0: Self.requester(&dice)
      case 1: Self.reviewer(condition: dice.pick(["", "contains(reviewer.roles, \"senior\")", "contains(request.roles, \"extra\")"]))
      case 2: Self.senior(isDenied: dice.oneIn(2))
      default: Self.requester(&dice, "requester-2")
      }
    commit([.put(.role(role))])
  }

  private mutating func lock() {
    let name: LockName = "k"
    if world.lock(name) != nil {
      commit([.delete(Record.Key(.lock, name.text))])
    } else {
      let spec = LockSpec(target: LockTarget(user: dice.pick(Self.people)), message: "")
      commit([.put(.lock(Lock(version: "v2", metadata: Metadata(name: name.text), spec: spec)))])
    }
  }

  /// Writes what no rule made.
  private mutating func forge() {
    guard var request = anyRequest else { return }
    let author = dice.pick(Self.people)
    switch Int.random(in: 0..<8, using: &dice) {
    case 0: request.spec.state = .approved
    case 1: request.spec.accessExpires = request.spec.accessExpires + .hours(1)
    case 2: request.spec.roles.append("boss")
    case 3: request.spec.reviews.append(Review(author: author, proposed: .approved, created: now, thresholds: [0, 1, 2, 3]))
    case 4:
      request.spec.reviews.append(Review(author: request.spec.user, proposed: .approved, created: now, thresholds: [0]))
      request.spec.state = .approved
    case 5:
      request.spec.override = Override(author: request.spec.user.text, reason: "mine", at: now)
      request.spec.state = .approved
    case 6: request.spec.thresholds = [.standard]
    default:
      request.spec.reviews.removeAll()
      request.spec.state = .pending
    }
    commit([.put(.request(request))])
  }

  private mutating func restart() { world = World(records: world.allRecords.shuffled(using: &dice), sequence: world.sequence) }

  private mutating func deleteRequest() {
    guard let request = anyRequest, dice.oneIn(2) else { return }
    commit([.delete(.request(request.id))])
  }
}
