import HashTreeCollections
public import ThresholdModel

/// A resource that a user does not fully reach and may ask for.
public struct Requestable: Sendable, Hashable {
  public let resource: Resource
  /// The roles that a request for this resource alone would add; sorted, never empty.
  public let roles: [RoleName]
  /// As whom these roles would let the user be on it.
  public let principals: PrincipalSet

  /// The server; nil for other kinds.
  public var server: Server? { resource.server }
  /// The logins on a server, sorted.
  public var logins: [String] { principals[.logins] }
}

/// What asking for one resource would give.
struct RequestOffer {
  let roles: [CompiledRole]
  let principals: PrincipalSet
}

extension World {
  /// Resources of some kinds that a user may ask for through `search_as_roles` and on which that gives
  /// something that they do not have by standing; kind by kind, in each in the order of listings.
  public func requestable(by user: UserName, kinds: [ResourceKind] = [.node], at now: Moment) -> [Requestable] {
    guard let presence = livePresence(of: user, signIn: nil, at: now) else { return [] }
    let roles = askableRoles(of: presence.holder, at: now).map(presence.standing.resolved)
    guard !roles.isEmpty else { return [] }
    return kinds.flatMap { kind -> [Requestable] in
      requestable(by: presence, through: roles, kind: kind, at: now).sorted { Resource.byName($0.resource, $1.resource) }
    }
  }

  private func requestable(
    by presence: Presence, through roles: [ResolvedRole], kind: ResourceKind, at now: Moment
  ) -> [Requestable] {
    let user = presence.user.name
    let denying = presence.everywhere.map(\.denyOnly)
    var standing = AccessSets(presence.everywhere, kind: kind, in: self)
    var alone = roles.map { AccessSets(denying + [$0.asked], kind: kind, in: self) }
    let candidates = alone.reduce(ResourceSet()) { $0.union($1.candidates) }
    // Many resources are opened by the same roles, so what these give together is worked out once.
    var together: [[Int]: AccessSets] = [:]
    return candidates.compactMap { slot -> Requestable? in
      guard let target = target(inSlot: slot, at: now) else { return nil }
      let opening = alone.indices.filter {
        alone[$0].candidates.contains(slot) && alone[$0].access(to: target, in: slot, user: user) != nil
      }
      guard !opening.isEmpty else { return nil }
      let asked = opening.map { roles[$0] }
      var sets = together[opening] ?? AccessSets(denying + asked.map(\.asked), kind: kind, in: self)
      let access = sets.candidates.contains(slot) ? sets.access(to: target, in: slot, user: user) : nil
      together[opening] = sets
      let own = standing.candidates.contains(slot) ? standing.access(to: target, in: slot, user: user) : nil
      guard let access, access.adds(to: own) else { return nil }
      return Requestable(resource: target.resource, roles: asked.map(\.name), principals: access)
    }
  }

  /// The roles through which a user may ask for resources and that exist, sorted by name.
  func askableRoles(of holder: Holder, at now: Moment) -> [CompiledRole] {
    holder.askableForResources.keys.sorted().compactMap { rolesByName[$0] }.filter { $0.role.exists(at: now) }
  }

  /// What asking for one resource alone would give; nil when no askable role opens it.
  func requestOffer(of target: Target, for presence: Presence, at now: Moment) -> RequestOffer? {
    let denying = presence.everywhere.map(\.denyOnly)
    let roles = askableRoles(of: presence.holder, at: now).map(presence.standing.resolved).filter { role in
      AccessCheck(denying + [role.asked], on: target, user: presence.user.name).access != nil
    }
    guard !roles.isEmpty, let access = AccessCheck(denying + roles.map(\.asked), on: target, user: presence.user.name).access else {
      return nil
    }
    return RequestOffer(roles: roles.map(\.compiled), principals: access)
  }
}

extension ResolvedRole {
  /// The role as it would count for whoever asks for it, as long as that may last.
  var asked: CountedRole { CountedRole(role: self, until: .never, source: .own) }
}
