import Testing
import ThresholdModel

@testable import ThresholdRules

/// What always holds for requests; the list of docs/architecture.md, in its order.
extension Life {
  mutating func checkEverything(since before: World) {
    for id in entries.keys.sorted() { check(id, since: before) }
    for request in world.liveRequests where entries[request.id] == nil { fault("a request came from nowhere: \(request.id)") }
    checkAccess()
  }

  private mutating func check(_ id: RequestID, since before: World) {
    guard let entry = entries[id] else { return }
    let request = world.request(id) ?? world.endedRequest(id)?.request
    guard let request else {
      if world.request(id) == nil, before.request(id) != nil { fault("request \(id) vanished") }
      return
    }
    checkAsked(request.spec, entry)
    if world.request(id) == nil, world.endedRequest(id)?.wasDeleted == true {
      entries[id]?.state = .ended
      return
    }
    if request.spec.state != entry.state { checkStep(request, from: entry.state, since: before) }
    entries[id]?.state = request.spec.state
  }

  /// Never more than was asked for, never longer than any cap.
  private mutating func checkAsked(_ spec: AccessRequestSpec, _ entry: Entry) {
    if !Set(spec.roles).isSubset(of: entry.asked.roles) || spec.roles.isEmpty { fault("roles became \(spec.roles)") }
    if spec.reviewedRoles != entry.asked.roles { fault("what was asked for was forgotten") }
    if spec.resources != entry.asked.resources { fault("resources became \(spec.resources)") }
    if spec.thresholds != entry.asked.thresholds || spec.thresholdSets != entry.asked.thresholdSets { fault("thresholds changed") }
    if spec.accessExpires != entry.asked.accessExpires { fault("the end moved") }
    if spec.accessExpires > entry.latestEnd { fault("access until \(spec.accessExpires), at most \(entry.latestEnd)") }
    if spec.accessExpires > spec.created + .days(14) || spec.sessionTTL > spec.accessExpires { fault("too long") }
    if spec.recordExpires > spec.accessExpires { fault("the record outlives the access") }
    for review in spec.reviews where review.author.key == spec.user.key { fault("\(review.author) reviewed their own") }
    if Set(spec.reviews.map(\.author.key)).count != spec.reviews.count { fault("somebody reviewed twice") }
    if let author = spec.override?.author, UserName(author).key == spec.user.key { fault("\(author) overrode their own") }
  }

  /// States only move on, and each for its reason.
  private mutating func checkStep(_ request: AccessRequest, from state: RequestState, since before: World) {
    let spec = request.spec
    switch (state, spec.state) {
    case (.pending, .approved):
      if let override = spec.override {
        tally.overrides += 1
        if spec.originalRoles != nil { tally.narrowed += 1 }
        checkOverride(override, spec)
      } else {
        tally.quorums += 1
        if !hasQuorum(spec) { fault("approved without a quorum: \(spec.reviews)") }
        if spec.roles != spec.reviewedRoles { fault("reviews narrowed the roles") }
      }
    case (.pending, .denied):
      tally.denials += 1
      if let override = spec.override { checkOverride(override, spec) } else if !hasDenial(spec) { fault("denied by too few") }
    case (.approved, .denied):
      guard let override = spec.override else { return fault("an approval was taken back without an override") }
      checkOverride(override, spec)
    case (.pending, .promoted):
      tally.promotions += 1
      if !world.isMember(spec.user, of: spec.accessList?.name ?? "", at: now) { fault("promoted to nothing") }
    case (.approved, .ended): tally.ended += 1
    case (.pending, .expired), (.approved, .expired):
      tally.expired += 1
      if before.request(request.id)?.isAlive(at: now) == true { fault("expired too early") }
    default: fault("from \(state) to \(spec.state)")
    }
    let isDecision = spec.state == .approved || spec.state == .denied || spec.state == .promoted
    if isDecision, before.request(request.id)?.isAlive(at: now) != true { fault("decided when it was over") }
  }

  private mutating func checkOverride(_ override: Override, _ spec: AccessRequestSpec) {
    if override.reason.allSatisfy(\.isWhitespace) { fault("an override without a reason") }
    if !override.author.contains(":"), !world.may(UserName(override.author), .update, "access_request", at: now) {
      fault("\(override.author) had no right to override")
    }
  }

  /// Counted again in the simplest way: for every role, in every set, enough different people who may review now.
  private func hasQuorum(_ spec: AccessRequestSpec) -> Bool {
    for role in spec.reviewedRoles {
      guard let sets = spec.thresholdSets[role], !sets.isEmpty else { return false }
      for set in sets {
        var passes = false
        for place in set where spec.thresholds[place].approve > 0 {
          var people: Set<String> = []
          for review in spec.reviews where review.proposed == .approved && review.thresholds.contains(place) {
            if isEligible(review.author, spec) { people.insert(review.author.text.lowercased()) }
          }
          if people.count >= spec.thresholds[place].approve { passes = true }
        }
        if !passes { return false }
      }
    }
    return true
  }

  private func isEligible(_ user: UserName, _ spec: AccessRequestSpec) -> Bool {
    guard world.user(user) != nil, user.text.lowercased() != spec.user.text.lowercased() else { return false }
    guard world.lockInForce(on: user, at: now) == nil else { return false }
    return world.mayReview(user, AccessRequest(id: "x", spec: spec), at: now) == nil
  }

  private func hasDenial(_ spec: AccessRequestSpec) -> Bool {
    spec.thresholds.indices.contains { place in
      let denials = spec.reviews.filter { $0.proposed == .denied && $0.thresholds.contains(place) }
      return spec.thresholds[place].deny > 0 && Set(denials.map(\.author.key)).count >= spec.thresholds[place].deny
    }
  }

  /// What a request gives, it gives only while it is approved, started, assumed and not over, through its own roles,
  /// on its own resources.
  private mutating func checkAccess() {
    let (user, server) = (dice.oneIn(3) ? dice.pick(Self.people) : "max", dice.pick(Self.servers))
    let login = dice.pick(["root", "extra"])
    guard case .allowed(let grant) = world.decideConnection(user, to: server, as: login, signIn: SignInID("s-\(user)"), at: now),
      case .request(let id) = grant.source
    else { return }
    tally.grants += 1
    guard let spec = world.request(id)?.spec, let signIn = world.signIn(SignInID("s-\(user)")) else {
      return fault("access through a request or sign-in that is gone")
    }
    if spec.state != .approved { fault("access while \(spec.state)") }
    if spec.user.key != user.key { fault("somebody else's access") }
    if signIn.assumed[id].map({ now < $0 }) != true { fault("access without assuming") }
    if let start = spec.assumeStart, now < start { fault("access before its start") }
    if now >= spec.accessExpires || grant.until > spec.accessExpires || grant.until > signIn.expires { fault("access beyond its end") }
    if !spec.roles.contains(grant.through) { fault("access through \(grant.through)") }
    if !spec.resources.isEmpty, !spec.resources.contains(where: { $0.name == server.text }) { fault("access to \(server)") }
    if world.lockInForce(on: user, at: now) != nil { fault("access while locked") }
  }
}
