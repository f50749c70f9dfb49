import HashTreeCollections
import ThresholdModel

/// What a set of roles opens among the resources of one kind, by set algebra on the label index.
///
/// Resources that the same roles open, and whose accounts compare alike, share one answer.
struct AccessSets {
  private let roles: [CountedRole]
  /// The resources that the allow side of a role is about, for the roles that are about any; in the order of roles.
  private let allowed: [(role: Int, resources: ResourceSet)]
  private var known: [[Int]: [Answer]] = [:]

  private struct Answer {
    let facts: AccountFacts
    let access: PrincipalSet?
  }

  /// Resources that some role opens by its labels.
  let candidates: ResourceSet

  /// - Parameters:
  ///   - roles: what counts, beside what only denies.
  ///   - denying: the deny sides that count, too.
  init(_ roles: [CountedRole], beside denying: DenyingRoles = DenyingRoles(), kind: ResourceKind, in world: World, _ sides: inout RoleSides)
  {
    // What only denies comes first, as for a single decision.
    self.roles = denying.roles + roles
    var closed = denying.closed
    var allowed: [(role: Int, resources: ResourceSet)] = []
    for (index, counted) in roles.enumerated() {
      closed = closed.union(sides.closed(by: counted.role, in: world))
      guard !counted.isDenyOnly else { continue }
      let open = sides.open(by: counted.role, in: world)
      closed = closed.union(open.unreadable)
      if !open.matching.isEmpty { allowed.append((denying.roles.count + index, open.matching)) }
    }
    // Leaf clusters without labels are open to everybody whose roles say nothing about clusters; each is looked at below.
    let open = kind == .remoteCluster && self.roles.saysNothingOfClusters ? world.labelIndex(of: kind).all : ResourceSet()
    self.allowed = allowed
    candidates = allowed.reduce(open) { $0.union($1.resources) }.subtracting(closed)
  }

  /// Whether the roles are about one of the candidates, whatever its accounts.
  func isOpen(_ target: Target, in slot: Int, user: UserName) -> Bool {
    switch target.kind {
    case .remoteCluster, .samlProvider: !AccessCheck(roles, on: target, user: user).matching.isEmpty
    default: candidates.contains(slot)
    }
  }

  /// As whom the roles let a user be on one of the candidates.
  mutating func access(to target: Target, in slot: Int, user: UserName) -> PrincipalSet? {
    // Accounts that are made on demand and clusters without labels need a look at the resource itself.
    guard !target.supportsAutoUsers, target.kind != .remoteCluster else { return AccessCheck(roles, on: target, user: user).access }
    var opening: [Int] = []
    for (role, resources) in allowed where resources.contains(slot) { opening.append(role) }
    if let answer = known[opening]?.first(where: { $0.facts == target.facts }) { return answer.access }
    let access = AccessCheck(roles, on: target, user: user).access
    known[opening, default: []].append(Answer(facts: target.facts, access: access))
    return access
  }
}

/// Roles of which only the deny sides count, with what they close among the resources of one kind.
struct DenyingRoles {
  let roles: [CountedRole]
  let closed: ResourceSet

  init() { (roles, closed) = ([], ResourceSet()) }

  /// The deny sides of some roles.
  init(_ roles: [CountedRole], in world: World, _ sides: inout RoleSides) {
    self.roles = roles.map(\.denyOnly)
    var closed = ResourceSet()
    for counted in roles { closed = closed.union(sides.closed(by: counted.role, in: world)) }
    self.closed = closed
  }
}

/// What each side of a role is about among the resources of one kind, worked out once for one listing.
struct RoleSides {
  private let kind: ResourceKind
  private var closed: [ObjectIdentifier: ResourceSet] = [:]
  private var open: [ObjectIdentifier: (matching: ResourceSet, unreadable: ResourceSet)] = [:]
  /// The roles that were asked about, so that none of them goes while it is known by its identity.
  private var roles: [ResolvedRole] = []

  init(_ kind: ResourceKind) { self.kind = kind }

  /// What a role may not open: deny labels, and expressions that cannot be evaluated.
  mutating func closed(by role: ResolvedRole, in world: World) -> ResourceSet {
    if let known = closed[ObjectIdentifier(role)] { return known }
    let denied = world.resources(of: kind, matching: { role.denies($0) }, indexed: { role.deny.indexed(kind) })
    let fresh = denied.matching.union(denied.unreadable)
    closed[ObjectIdentifier(role)] = fresh
    roles.append(role)
    return fresh
  }

  /// What the allow side of a role is about, and where that cannot be told.
  mutating func open(by role: ResolvedRole, in world: World) -> (matching: ResourceSet, unreadable: ResourceSet) {
    if let known = open[ObjectIdentifier(role)] { return known }
    let fresh = world.resources(of: kind, matching: { role.allows($0) }, indexed: { role.allow.indexed(kind) })
    open[ObjectIdentifier(role)] = fresh
    roles.append(role)
    return fresh
  }
}

extension ResolvedConditions {
  /// The label rule of a kind when the index alone answers for it; nil when each resource must be asked.
  func indexed(_ kind: ResourceKind) -> ResolvedLabelSet? {
    if kind == .samlProvider { return nil }
    guard let field = kind.labelField else { return nil }
    guard let rule = labels(field) else { return .nothing }
    return rule.isIndexed ? rule.map.map(ResolvedLabelSet.selector) ?? .nothing : nil
  }
}

/// A label rule that the index can answer.
enum ResolvedLabelSet {
  case nothing
  case selector(ResolvedSelector)
}

extension World {
  /// The resources of a kind that one side of a role is about, and those for which it cannot be told.
  func resources(
    of kind: ResourceKind, matching match: (Target) -> LabelMatch, indexed: () -> ResolvedLabelSet?
  ) -> (matching: ResourceSet, unreadable: ResourceSet) {
    let index = labelIndex(of: kind)
    switch indexed() {
    case .nothing: return (ResourceSet(), ResourceSet())
    case .selector(let selector): return (selector.resources(in: index), ResourceSet())
    case nil: break
    }
    var (matching, unreadable) = (ResourceSet(), ResourceSet())
    for slot in index.all {
      guard let target = targetsBySlot[slot] else { continue }
      switch match(target) {
      case .matches: matching.insert(slot)
      case .unreadable: unreadable.insert(slot)
      case .differs: break
      }
    }
    return (matching, unreadable)
  }
}
