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
    guard let presence = livePresence(of: user, signIn: signIn, at: now) else { return [] }
    return kinds.flatMap { kind -> [Reachable] in
      reach(of: presence, kind: kind, at: now).compactMap { found in
        unlocked(found.principals, of: presence, on: found.resource.key, at: now).map {
          Reachable(resource: found.resource, principals: $0)
        }
      }.sorted { Resource.byName($0.resource, $1.resource) }
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

  /// What a user reaches as far as roles decide, whatever is locked.
  func reach(of presence: Presence, kind: ResourceKind, at now: Moment) -> [Reachable] {
    var sets = AccessSets(presence.everywhere, kind: kind, in: self)
    var found: [Reachable] = []
    // A resource that an assumed request names is decided by itself: the request's denies count there too.
    var named = ResourceSet()
    for counted in presence.requests {
      for id in counted.request.spec.resources {
        if let key = key(of: id), key.kind == kind, let slot = slotsByResource[key] { named.insert(slot) }
      }
    }
    for slot in sets.candidates.subtracting(named) {
      guard let target = target(inSlot: slot, at: now), let access = sets.access(to: target, in: slot, user: presence.user.name) else {
        continue
      }
      found.append(Reachable(resource: target.resource, principals: access))
    }
    for slot in named {
      guard let target = target(inSlot: slot, at: now),
        let access = AccessCheck(presence.roles(on: target, in: self), on: target, user: presence.user.name).access
      else { continue }
      found.append(Reachable(resource: target.resource, principals: access))
    }
    return found
  }

  func target(inSlot slot: Int, at now: Moment) -> Target? {
    guard let resource = resourcesBySlot[slot], resource.exists(at: now) else { return nil }
    return Target(resource: resource, labels: labels(of: resource))
  }
}
