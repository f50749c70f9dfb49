import HashTreeCollections
public import ThresholdModel

/// A resource that a user can reach now, and as whom.
public struct Reachable: Sendable, Hashable {
  public let resource: Resource
  public let principals: PrincipalSet

  /// The server; nil for other kinds.
  public var server: Server? { resource.server }
  /// The logins on a server, sorted.
  public var logins: [String] { principals[.logins] }
}

extension World {
  /// As whom a user can be on a resource now; nil when they cannot reach it. Each account of it, and no
  /// other, would be allowed by ``decide(_:at:)``.
  public func principals(of user: UserName, on key: ResourceKey, signIn: SignInID? = nil, at now: Moment) -> PrincipalSet? {
    let question = AccessQuestion(user: user, resource: key, signIn: signIn, factors: .all)
    guard case .open(let asked) = ask(question, at: now), let access = asked.check.access else { return nil }
    return unlocked(access, of: asked.presence, on: key, at: now)
  }

  /// The logins that a user can be on a server now; sorted, empty when there are none.
  public func logins(for user: UserName, on server: ServerID, signIn: SignInID, at now: Moment) -> [String] {
    principals(of: user, on: ResourceKey(.node, server.text), signIn: signIn, at: now)?[.logins] ?? []
  }

  /// Every resource of some kinds that a user can reach with a sign-in, by set algebra on the label index;
  /// kind by kind, in each in the order of listings. Empty when the sign-in is over or a lock shuts the user out; locked
  /// servers, desktops and logins are not in it.
  /// Second factors and devices are taken as given. Source: reference, roles-and-resources §9.3.
  public func reachable(
    by user: UserName, kinds: [ResourceKind] = [.node], signIn: SignInID? = nil, at now: Moment
  ) -> [Reachable] {
    accessPage(of: user, showing: [.reachable], kinds: kinds, signIn: signIn, at: now).items.compactMap { item in
      item.reachable.map { Reachable(resource: item.resource, principals: $0) }
    }
  }

  /// A user whom no lock shuts out, with a sign-in that lasts; nil otherwise.
  func livePresence(of user: UserName, signIn: SignInID?, at now: Moment) -> Presence? {
    var live: SignIn?
    if let signIn {
      guard let found = try? liveSignIn(signIn, of: user, at: now) else { return nil }
      live = found
    }
    guard let presence = presence(of: user, signIn: live, at: now), !isShutOut(presence, at: now) else { return nil }
    return presence
  }

  /// The resources that a user reaches as far as roles decide, whatever is locked; in no particular order.
  func reachedKeys(of presence: Presence, kind: ResourceKind, at now: Moment) -> [ResourceKey] {
    var sides = RoleSides(kind)
    var reached = ReachedSets(presence, kind: kind, in: self, &sides)
    return reached.candidates.compactMap { slot in
      guard let target = target(inSlot: slot, at: now), reached.access(to: target, in: slot, world: self) != nil else { return nil }
      return target.key
    }
  }
}

/// What one user reaches among the resources of one kind, whatever is locked.
struct ReachedSets {
  private let presence: Presence
  private var sets: AccessSets
  /// What an assumed request names is decided by itself: the request's denies count there, too.
  private let named: ResourceSet
  /// Every resource that the user may reach, and others.
  let candidates: ResourceSet

  init(_ presence: Presence, kind: ResourceKind, in world: World, _ sides: inout RoleSides) {
    self.presence = presence
    sets = AccessSets(presence.everywhere, kind: kind, in: world, &sides)
    var named = ResourceSet()
    for counted in presence.requests {
      for id in counted.request.spec.resources {
        if let key = world.key(of: id), key.kind == kind, let slot = world.slotsByResource[key] { named.insert(slot) }
      }
    }
    self.named = named
    candidates = sets.candidates.union(named)
  }

  /// As whom the user can be on one of the candidates; nil when not at all.
  mutating func access(to target: Target, in slot: Int, world: World) -> PrincipalSet? {
    if !named.isEmpty, named.contains(slot) {
      return AccessCheck(presence.roles(on: target, in: world), on: target, user: presence.user.name).access
    }
    guard sets.candidates.contains(slot) else { return nil }
    return sets.access(to: target, in: slot, user: presence.user.name)
  }
}
