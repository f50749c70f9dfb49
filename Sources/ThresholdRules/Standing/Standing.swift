import HashTreeCollections
public import ThresholdModel

extension World {
  /// The roles that a user holds by themselves and through lists, without anything requested: first their
  /// own, then as member by list name, then as owner by list name. The same role may appear more than
  /// once, but once for each list and side: of several ways into a list the one that lasts longest.
  ///
  /// Empty for a user who does not exist. A locked user keeps only their own. Expired memberships, lists
  /// and roles do not count, nor does a list whose requirements the user does not meet. Source: reference, lists-and-requests §3.2 to §3.4.
  public func standing(of user: UserName, at now: Moment) -> [RoleHolding] {
    holder(user, at: now)?.holdings.map(\.holding) ?? []
  }

  /// The user as decisions see them; nil when they do not exist.
  func holder(_ name: UserName, at now: Moment) -> Holder? {
    guard let user = usersByKey[name.key], user.exists(at: now) else { return nil }
    let isLocked = lockInForce(on: name, at: now) != nil
    var holder = Holder(user: user, isLocked: isLocked)
    let userEnd = user.metadata.expires.orNever
    add(user.spec.roles, through: .own, until: userEnd, to: &holder, at: now)
    guard !isLocked else { return holder }
    let lists = listStanding(of: user, at: now)
    var granted = GrantedTraits(to: user)
    for (name, ground) in lists.memberships.sorted(by: { $0.key < $1.key }) {
      guard let grants = listsByName[name]?.spec.grants else { continue }
      add(grants.roles, through: .member(name), via: ground.via, until: ground.until, to: &holder, at: now)
      if isWhole(grants.roles) { granted.add(grants.traits, until: ground.until) }
    }
    for (name, ground) in lists.ownerships.sorted(by: { $0.key < $1.key }) {
      guard let grants = listsByName[name]?.spec.ownerGrants else { continue }
      add(grants.roles, through: .owner(name), via: ground.via, until: ground.until, to: &holder, at: now)
      if isWhole(grants.roles) { granted.add(grants.traits, until: ground.until) }
    }
    (holder.traits, holder.traitsUntil) = (granted.all, granted.until)
    return holder
  }

  /// The lock that shuts a user out; of several the first by name.
  public func lockInForce(on user: UserName, at now: Moment) -> Lock? {
    (locksByUser[user.key] ?? []).compactMap { locksByName[$0] }.filter { $0.isInForce(at: now) }.min { $0.name < $1.name }
  }

  private func add(
    _ roles: [RoleName], through source: RoleHolding.Source, via: [ListName] = [], until end: Moment, to holder: inout Holder,
    at now: Moment
  ) {
    let isBroken = !isWhole(roles)
    for name in roles {
      guard let role = rolesByName[name], role.role.exists(at: now) else { continue }
      let until = min(end, role.role.metadata.expires.orNever)
      holder.holdings.append(
        Holder.Held(
          holding: RoleHolding(role: name, source: source, via: via, until: until.ifEver, isDenyOnly: isBroken), role: role, until: until))
    }
  }
}

extension World {
  /// Whether all roles of a block exist. What a block with a missing role gives cannot be known, so it
  /// gives nothing and still denies.
  private func isWhole(_ roles: [RoleName]) -> Bool { roles.allSatisfy { rolesByName[$0] != nil } }
}

/// A user at one moment, with every role that counts: what one decision works on.
struct Holder {
  struct Held {
    let holding: RoleHolding
    let role: CompiledRole
    let until: Moment
  }

  let user: User
  let isLocked: Bool
  var holdings: [Held] = []
  /// The user's own, and what their lists add. Requirements of lists look at the user's own only.
  var traits: Traits
  /// When the first of what lists add may be gone: what was decided with the traits is to be asked again then.
  var traitsUntil = Moment.never

  init(user: User, isLocked: Bool) {
    self.user = user
    self.isLocked = isLocked
    traits = user.spec.traits
  }

  /// Holdings whose allow side counts.
  var granting: some Swift.Sequence<Held> { holdings.lazy.filter { !$0.holding.isDenyOnly } }
}

extension Document where Spec == MemberSpec {
  /// The earlier of the two ends that a membership can have.
  var end: Moment { min(spec.expires.orNever, metadata.expires.orNever) }

  /// Whether the membership counts at a moment.
  func counts(at now: Moment) -> Bool { now < end }
}
