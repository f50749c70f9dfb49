import ThresholdModel

/// The rules once more, slow and obvious: every question walks over everything.
struct SlowEvaluator {
  let facts: Facts
  let now: Moment
  private var known: [UserName: [Held]] = [:]
  private var knownTraits: [UserName: (all: Traits, until: Int64)] = [:]

  init(facts: Facts, now: Moment) {
    self.facts = facts
    self.now = now
    for name in Facts.userNames {
      known[name] = rolesHeld(by: name)
      knownTraits[name] = user(name).map { isLocked(name) ? ($0.spec.traits, .max) : SlowLists(facts: facts, now: now).traits(of: $0) }
    }
  }

  struct Held {
    let role: Role
    let until: Int64
    let gives: Bool
  }

  private func alive(_ metadata: Metadata) -> Bool { metadata.expires == nil || now < metadata.expires! }
  private func end(_ moments: Moment?...) -> Int64 { moments.compactMap { $0?.milliseconds }.min() ?? .max }
  private func same(_ left: UserName, _ right: UserName) -> Bool { left.text.lowercased() == right.text.lowercased() }

  func user(_ name: UserName) -> User? { facts.users.first { same($0.name, name) && alive($0.metadata) } }
  func isLocked(_ name: UserName) -> Bool {
    facts.locks.contains { lock in
      lock.spec.target.user.map { same($0, name) } == true && (lock.spec.expires == nil || now < lock.spec.expires!)
    }
  }

  /// The user's traits with what lists add, and when the first of that goes.
  func traits(_ user: User) -> (all: Traits, until: Int64) {
    knownTraits[UserName(user.name.text.lowercased())] ?? (user.spec.traits, .max)
  }

  func held(by name: UserName) -> [Held] { known[UserName(name.text.lowercased())] ?? [] }

  private func rolesHeld(by name: UserName) -> [Held] {
    guard let user = user(name) else { return [] }
    var found: [Held] = []
    func block(_ roles: [RoleName], _ until: Int64) {
      let isWhole = roles.allSatisfy { role in facts.roles.contains { $0.name == role } }
      for role in facts.roles where roles.contains(role.name) && alive(role.metadata) {
        found.append(Held(role: role, until: min(until, end(role.metadata.expires)), gives: isWhole))
      }
    }
    block(user.spec.roles, end(user.metadata.expires))
    if isLocked(name) { return found }
    let lists = SlowLists(facts: facts, now: now)
    for list in facts.lists {
      if let until = lists.membership(of: user, in: list.name)?.until { block(list.spec.grants.roles, until) }
    }
    for list in facts.lists {
      if let until = lists.ownership(of: user, of: list.name)?.until { block(list.spec.ownerGrants.roles, until) }
    }
    return found
  }

  /// Until when a user may ask for a role; nil when they may not.
  func askable(_ role: RoleName, by held: [Held]) -> Int64? {
    if held.contains(where: { $0.role.spec.deny.request.searchAsRoles.contains(role) }) { return nil }
    return held.filter { $0.gives && $0.role.spec.allow.request.searchAsRoles.contains(role) }.map(\.until).max()
  }

  private func role(_ name: RoleName) -> Role? { facts.roles.first { $0.name == name && alive($0.metadata) } }

  /// Roles of assumed requests that count on a server, with their ends.
  func requested(_ server: ServerID, _ signIn: SignIn, by held: [Held]) -> [(role: Role, until: Int64, request: RequestID)] {
    var found: [(role: Role, until: Int64, request: RequestID)] = []
    for request in facts.requests {
      let spec = request.spec
      guard let assumed = signIn.assumed[request.id], now < assumed, spec.state == .approved, now < spec.accessExpires,
        spec.assumeStart == nil || spec.assumeStart! <= now, same(spec.user, signIn.user),
        spec.resources.contains(ResourceID(cluster: "main", kind: "node", name: server.text))
      else { continue }
      let roles = spec.roles.map { (role($0), askable($0, by: held)) }
      if roles.contains(where: { $0.0 == nil || $0.1 == nil }) { continue }
      let until = min(
        end(assumed, spec.accessExpires, signIn.expires), roles.map { min($0.1!, end($0.0!.metadata.expires)) }.min()!)
      for (role, _) in roles { found.append((role!, until, request.id)) }
    }
    return found
  }

  func matches(_ side: RoleConditions, _ server: Server, _ traits: Traits, deny: Bool) -> Bool {
    SlowMatching.labels(side.nodeLabels, server.metadata.labels, traits, deny: deny)
  }

  func names(_ role: Role, _ login: String, _ traits: Traits) -> Bool {
    role.spec.allow.logins.contains { SlowMatching.expand($0, traits).contains { $0 == login && SlowMatching.isLogin($0) } }
  }

  func denies(_ role: Role, _ server: Server, _ login: String, _ traits: Traits) -> Bool {
    matches(role.spec.deny, server, traits, deny: true)
      || role.spec.deny.logins.contains { SlowMatching.expand($0, traits).contains { $0 == login || $0 == "*" } }
  }

  /// Until when each of some logins is allowed; those that are not are left out.
  func connections(_ name: UserName, _ id: ServerID, _ logins: [String], _ signIn: SignIn) -> [String: Int64] {
    guard same(signIn.user, name), now < signIn.expires, let user = user(name), !isLocked(name),
      let server = facts.servers.first(where: { $0.id == id && alive($0.metadata) })
    else { return [:] }
    let held = held(by: name)
    let extra = requested(id, signIn, by: held)
    let (traits, traitsUntil) = traits(user)
    let denying = held.map(\.role) + extra.map(\.role)
    let grounds = (held.filter(\.gives).map { ($0.role, $0.until) } + extra.map { ($0.role, $0.until) })
      .filter { matches($0.0.spec.allow, server, traits, deny: false) }
    var found: [String: Int64] = [:]
    for login in logins where !denying.contains(where: { denies($0, server, login, traits) }) {
      found[login] = grounds.filter { names($0.0, login, traits) }.map {
        min($0.1, end(signIn.expires, server.metadata.expires), traitsUntil)
      }.max()
    }
    return found
  }

  static let allLogins =
    Facts.logins + ["x-test", "x-prod", "us", "a", "x-ann", "x-us-west-1", "x-staging", "x-testing", "*", "x-*", "x-^te.*$"]

  func logins(_ name: UserName, _ id: ServerID, _ signIn: SignIn) -> [String] {
    connections(name, id, Self.allLogins, signIn).keys.sorted()
  }

  /// What asking for one server would give, when that is more than the user has.
  func requestable(_ name: UserName, _ server: Server) -> (roles: [RoleName], logins: [String])? {
    guard let user = user(name), !isLocked(name), alive(server.metadata) else { return nil }
    let held = held(by: name)
    let traits = traits(user).all
    func open(_ roles: [Role]) -> [String] {
      Self.allLogins.filter { login in
        roles.contains { names($0, login, traits) && matches($0.spec.allow, server, traits, deny: false) }
          && !(roles + held.map(\.role)).contains { denies($0, server, login, traits) }
      }.sorted()
    }
    let roles = Facts.roleNames.filter { askable($0, by: held) != nil }.compactMap(role).filter { !open([$0]).isEmpty }
    let given = open(roles)
    let own = open(held.filter(\.gives).map(\.role))
    return given.contains { !own.contains($0) } ? (roles.map(\.name), given) : nil
  }

  func mayReview(_ name: UserName, _ request: AccessRequest) -> Bool {
    guard user(name) != nil, !isLocked(name), !same(name, request.spec.user) else { return false }
    let held = held(by: name)
    return request.spec.roles.allSatisfy { role in
      held.contains { $0.gives && $0.role.spec.allow.reviewRequests.roles.contains { SlowMatching.matches($0, role.text) } }
        && !held.contains { $0.role.spec.deny.reviewRequests.roles.contains { SlowMatching.matches($0, role.text) } }
    }
  }

  func may(_ name: UserName, _ verb: String, _ kind: String) -> Bool {
    guard user(name) != nil, !isLocked(name) else { return false }
    func covers(_ rules: [Rule]) -> Bool {
      rules.contains { ($0.resources.contains(kind) || $0.resources.contains("*")) && ($0.verbs.contains(verb) || $0.verbs.contains("*")) }
    }
    let held = held(by: name)
    return held.contains { $0.gives && covers($0.role.spec.allow.rules) } && !held.contains { covers($0.role.spec.deny.rules) }
  }

  func isVisible(_ server: Server, to name: UserName, _ signIn: SignIn) -> Bool {
    guard let user = user(name), !isLocked(name), alive(server.metadata) else { return false }
    if may(name, "read", "node") || may(name, "list", "node") || requestable(name, server) != nil { return true }
    let plain = SignIn(id: "", user: name, created: noon, expires: now + .hours(1), address: "")
    if !logins(name, server.id, plain).isEmpty || !logins(name, server.id, signIn).isEmpty { return true }
    let held = held(by: name)
    return facts.roles.contains { role in
      alive(role.metadata) && matches(role.spec.allow, server, traits(user).all, deny: false)
        && held.contains { $0.gives && $0.role.spec.allow.reviewRequests.previewAsRoles.contains(role.name) }
        && !held.contains { $0.role.spec.deny.reviewRequests.previewAsRoles.contains(role.name) }
        && !([role] + held.map(\.role)).contains { matches($0.spec.deny, server, traits(user).all, deny: true) }
    }
  }
}
