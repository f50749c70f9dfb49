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
    accessPage(of: user, showing: [.requestable], kinds: kinds, at: now).items.compactMap(\.requestable)
  }

  /// The roles through which a user may ask for resources and that exist, sorted by name.
  func askableRoles(of presence: Presence, at now: Moment) -> [CompiledRole] {
    presence.standing.askableForResources.compactMap { rolesByName[$0] }.filter { $0.role.exists(at: now) }
  }

  /// What asking for one resource alone would give; nil when no askable role opens it.
  func requestOffer(of target: Target, for presence: Presence, at now: Moment) -> RequestOffer? {
    let denying = presence.everywhere.map(\.denyOnly)
    let roles = askableRoles(of: presence, at: now).map(presence.standing.resolved).filter { role in
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

/// What one user may ask for among the resources of one kind, beside what they have by standing.
struct RequestableSets {
  private let user: UserName
  private let roles: [ResolvedRole]
  private let denying: DenyingRoles
  private var sides: RoleSides
  private var standing: AccessSets
  /// For each role what it alone would open.
  private var alone: [AccessSets]
  /// Many resources are opened by the same roles, so what these give together is worked out once.
  private var together: [[Int]: AccessSets] = [:]
  /// Every resource that the user may ask for, and others.
  let candidates: ResourceSet

  /// - Parameters:
  ///   - presence: the user without anything assumed.
  ///   - roles: all through which they may ask for resources.
  init(_ presence: Presence, through roles: [ResolvedRole], kind: ResourceKind, in world: World, _ sides: inout RoleSides) {
    user = presence.user.name
    self.roles = roles
    denying = DenyingRoles(presence.everywhere, in: world, &sides)
    standing = AccessSets(presence.everywhere, kind: kind, in: world, &sides)
    var alone: [AccessSets] = []
    for role in roles { alone.append(AccessSets([role.asked], beside: denying, kind: kind, in: world, &sides)) }
    self.alone = alone
    self.sides = sides
    candidates = alone.reduce(ResourceSet()) { $0.union($1.candidates) }
  }

  /// What asking for one of the candidates would give; nil when that is nothing new.
  mutating func offer(of target: Target, in slot: Int, world: World) -> Requestable? {
    var opening: [Int] = []
    for index in alone.indices where alone[index].candidates.contains(slot) && alone[index].access(to: target, in: slot, user: user) != nil
    {
      opening.append(index)
    }
    guard !opening.isEmpty else { return nil }
    let asked = opening.map { roles[$0] }
    if together[opening] == nil {
      together[opening] = AccessSets(asked.map(\.asked), beside: denying, kind: target.kind, in: world, &sides)
    }
    guard together[opening]?.candidates.contains(slot) == true,
      let access = together[opening]?.access(to: target, in: slot, user: user) ?? nil
    else { return nil }
    let own = standing.candidates.contains(slot) ? standing.access(to: target, in: slot, user: user) : nil
    guard access.adds(to: own, on: target.facts) else { return nil }
    return Requestable(resource: target.resource, roles: asked.map(\.name), principals: access)
  }
}
