import HashTreeCollections
public import ThresholdModel

extension World {
  /// Whether a user may know that a resource exists: they can reach it as somebody, ask for it, look at it
  /// as a reviewer (`preview_as_roles`), or a written administrative rule lets them read or list the kind.
  /// - Parameter signIn: the sign-in whose assumed requests count too; nil for standing access only.
  public func isVisible(_ key: ResourceKey, to user: UserName, signIn: SignInID? = nil, at now: Moment) -> Bool {
    let live = signIn.flatMap { try? liveSignIn($0, of: user, at: now) }
    guard let presence = presence(of: user, signIn: live, at: now), !isShutOut(presence, at: now), let target = target(key, at: now) else {
      return false
    }
    return isVisible(target, to: presence, at: now)
  }

  /// Whether a user may know that a server exists.
  public func isVisible(_ server: ServerID, to user: UserName, signIn: SignInID? = nil, at now: Moment) -> Bool {
    isVisible(ResourceKey(.node, server.text), to: user, signIn: signIn, at: now)
  }

  /// The resources of a kind that a user may know of, in the order of listings.
  public func visible(_ kind: ResourceKind, to user: UserName, signIn: SignInID? = nil, at now: Moment) -> [Resource] {
    let live = signIn.flatMap { try? liveSignIn($0, of: user, at: now) }
    guard let presence = presence(of: user, signIn: live, at: now), !isShutOut(presence, at: now) else { return [] }
    if presence.standing.seesAll(kind) { return resources(of: kind).filter { $0.exists(at: now) } }
    var found = Set(requestable(by: user, kinds: [kind], at: now).map(\.resource.key))
    // What is locked is there all the same, and a request's deny hides nothing that is reachable without it.
    for presence in [presence, presence.standingAlone] { found.formUnion(reachedKeys(of: presence, kind: kind, at: now)) }
    var sides = RoleSides(kind)
    let denying = DenyingRoles(presence.standing.roles, in: self, &sides)
    for role in previewRoles(of: presence, at: now) {
      // Looking needs no account; deny labels of the role and of the standing ones count.
      let sets = AccessSets([role.asked], beside: denying, kind: kind, in: self, &sides)
      for slot in sets.candidates {
        if let target = target(inSlot: slot, at: now), sets.isOpen(target, in: slot, user: presence.user.name) {
          found.insert(target.key)
        }
      }
    }
    return found.compactMap { resource($0) }.filter { $0.exists(at: now) }.sorted(by: Resource.byName)
  }

  /// The servers that a user may know of; sorted by host name, then id.
  public func visibleServers(to user: UserName, signIn: SignInID? = nil, at now: Moment) -> [Server] {
    visible(.node, to: user, signIn: signIn, at: now).compactMap(\.server)
  }

  /// The one visible resource of a name: by what people call it, or by its own name.
  /// - Throws: ``Problem`` of kind `notFound` when there is none that the user may know of, `badParameter`
  ///   when there are several.
  public func resolve(
    _ name: String, kind: ResourceKind, for user: UserName, signIn: SignInID?, at now: Moment
  ) throws(Problem) -> Resource {
    let found = resources(named: name, kind: kind).filter { isVisible($0.key, to: user, signIn: signIn, at: now) }
    guard let resource = found.first else {
      throw Problem(
        .notFound, Problem.notFound(kind.subject, name).message, hint: kind == .node ? "list what you can reach with `tsh ls`" : nil)
    }
    guard found.count == 1 else {
      let names = found.prefix(5).map(\.name.escapedForDisplay).joined(separator: ", ")
      throw Problem(
        .badParameter, "\(found.count) \(kind.subject)s are called `\(name.escapedForDisplay)`", hint: "name one by its id: \(names)")
    }
    return resource
  }

  /// The one visible server of a name: by host name or id.
  /// - Throws: ``Problem`` of kind `notFound` or `badParameter`, as for every kind.
  public func resolve(_ name: String, for user: UserName, signIn: SignInID, at now: Moment) throws(Problem) -> Server {
    guard let server = try resolve(name, kind: .node, for: user, signIn: signIn, at: now).server else {
      throw .notFound(ResourceKind.node.subject, name)
    }
    return server
  }

  /// - Parameter check: of all roles that count there, where somebody has made it already.
  func isVisible(_ target: Target, to presence: Presence, knowing check: AccessCheck? = nil, at now: Moment) -> Bool {
    let user = presence.user.name
    if presence.standing.seesAll(target.kind) { return true }
    // A request's deny hides nothing that is reachable, or may be asked for, without it.
    let standing = presence.hasAssumed ? nil : check
    if (standing ?? AccessCheck(presence.standing.roles, on: target, user: user)).access != nil { return true }
    if presence.hasAssumed, AccessCheck(presence.roles(on: target, in: self), on: target, user: user).access != nil { return true }
    if requestOffer(of: target, for: presence.standingAlone, at: now) != nil { return true }
    let denying = presence.standing.roles.map(\.denyOnly)
    return previewRoles(of: presence, at: now).contains { role in
      let check = AccessCheck(denying + [role.asked], on: target, user: user)
      return check.obstacle == nil && !check.matching.isEmpty
    }
  }

  /// Roles as which a user may look at requested resources.
  private func previewRoles(of presence: Presence, at now: Moment) -> [ResolvedRole] {
    presence.standing.previewable.compactMap { rolesByName[$0] }.filter { $0.role.exists(at: now) }.map(presence.standing.resolved)
  }
}
