import HashTreeCollections
public import ThresholdModel

extension World {
  /// The roles that a user holds by themselves and through lists, without anything requested: first their
  /// own, then by list name, as member before owner. The same role may appear more than once.
  ///
  /// Empty for a user who does not exist. A locked user keeps only their own. Expired memberships, lists
  /// and roles do not count. Source: reference, lists-and-requests §3.2 to §3.4.
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
    for name in (listsByMember[user.name.key] ?? []).sorted() {
      guard let list = listsByName[name], list.exists(at: now),
        let member = membersByList[name]?[user.name.key], member.counts(at: now)
      else { continue }
      add(
        list.spec.grants.roles, through: .member(name), until: min(userEnd, list.metadata.expires.orNever, member.end), to: &holder, at: now
      )
    }
    for name in (listsByOwner[user.name.key] ?? []).sorted() {
      guard let list = listsByName[name], list.exists(at: now) else { continue }
      add(list.spec.ownerGrants.roles, through: .owner(name), until: min(userEnd, list.metadata.expires.orNever), to: &holder, at: now)
    }
    return holder
  }

  /// The lock that shuts a user out; of several the first by name.
  public func lockInForce(on user: UserName, at now: Moment) -> Lock? {
    (locksByUser[user.key] ?? []).compactMap { locksByName[$0] }.filter { $0.isInForce(at: now) }.min { $0.name < $1.name }
  }

  private func add(
    _ roles: [RoleName], through source: RoleHolding.Source, until end: Moment, to holder: inout Holder, at now: Moment
  ) {
    let isBroken = roles.contains { rolesByName[$0] == nil }
    for name in roles {
      guard let role = rolesByName[name], role.role.exists(at: now) else { continue }
      let until = min(end, role.role.metadata.expires.orNever)
      holder.holdings.append(
        Holder.Held(
          holding: RoleHolding(role: name, source: source, until: until.ifEver, isDenyOnly: isBroken), role: role, until: until))
    }
  }
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

  init(user: User, isLocked: Bool) {
    self.user = user
    self.isLocked = isLocked
  }

  var traits: Traits { user.spec.traits }

  /// Holdings whose allow side counts.
  var granting: some Swift.Sequence<Held> { holdings.lazy.filter { !$0.holding.isDenyOnly } }

  /// Whether a role's deny side or another standing deny keeps a server's labels out.
  func labelDenial(of labels: [String: String]) -> CompiledRole? {
    holdings.first { $0.role.deny.labels.resolved(with: traits).matches(labels) }?.role
  }

  /// The role that denies a login everywhere.
  func loginDenial(of login: String) -> CompiledRole? {
    holdings.first { $0.role.deny.logins.denies(login, with: traits) }?.role
  }

  /// Roles that may be asked for through `search_as_roles`, each with the moment until which it may.
  /// Source: reference, roles-and-resources §7.3.
  var askable: [RoleName: Moment] {
    var found: [RoleName: Moment] = [:]
    for held in granting {
      for role in held.role.allow.searchAsRoles {
        found[role] = max(found[role] ?? held.until, held.until)
      }
    }
    for held in holdings {
      for role in held.role.deny.searchAsRoles { found[role] = nil }
    }
    return found
  }
}

extension Document where Spec == MemberSpec {
  /// The earlier of the two ends that a membership can have.
  var end: Moment { min(spec.expires.orNever, metadata.expires.orNever) }

  /// Whether the membership counts at a moment.
  func counts(at now: Moment) -> Bool { now < end }
}
