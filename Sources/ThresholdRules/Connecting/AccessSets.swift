import HashTreeCollections
import ThresholdModel

/// What a set of roles opens among the resources of one kind, by set algebra on the label index.
///
/// Resources that the same roles open, and whose accounts compare alike, share one answer.
struct AccessSets {
  private let roles: [CountedRole]
  /// For each role the resources that its allow side is about; empty for roles that only deny.
  private let allowed: [ResourceSet]
  /// What no role may open: deny labels, and expressions that cannot be evaluated.
  private let closed: ResourceSet
  private var known: [Likeness: PrincipalSet?] = [:]

  private struct Likeness: Hashable {
    let roles: [Int]
    let facts: AccountFacts
  }

  /// Resources that some role opens by its labels.
  let candidates: ResourceSet

  init(_ roles: [CountedRole], kind: ResourceKind, in world: World) {
    self.roles = roles
    var closed = ResourceSet()
    var allowed: [ResourceSet] = []
    for counted in roles {
      let denied = world.resources(of: kind, matching: { counted.role.denies($0) }, indexed: { counted.role.deny.indexed(kind) })
      closed = closed.union(denied.matching).union(denied.unreadable)
      guard !counted.isDenyOnly else {
        allowed.append(ResourceSet())
        continue
      }
      let open = world.resources(of: kind, matching: { counted.role.allows($0) }, indexed: { counted.role.allow.indexed(kind) })
      closed = closed.union(open.unreadable)
      allowed.append(open.matching)
    }
    // Leaf clusters without labels are open to everybody whose roles say nothing about clusters; each is looked at below.
    let open = kind == .remoteCluster && roles.saysNothingOfClusters ? world.labelIndex(of: kind).all : ResourceSet()
    self.closed = closed
    self.allowed = allowed
    candidates = allowed.reduce(open) { $0.union($1) }.subtracting(closed)
  }

  /// Whether the roles are about one of the candidates, whatever its accounts.
  func isOpen(_ target: Target, in slot: Int, user: UserName) -> Bool {
    switch target.resource {
    case .remoteCluster, .samlProvider: !AccessCheck(roles, on: target, user: user).matching.isEmpty
    default: candidates.contains(slot)
    }
  }

  /// As whom the roles let a user be on one of the candidates.
  mutating func access(to target: Target, in slot: Int, user: UserName) -> PrincipalSet? {
    let facts = AccountFacts(target.resource)
    let isAutomatic = if case .database(let database) = target.resource { database.supportsAutoUsers } else { false }
    let opening = allowed.indices.filter { allowed[$0].contains(slot) }
    // Accounts that are made on demand and clusters without labels need a look at the resource itself.
    guard !isAutomatic, target.resource.kind != .remoteCluster else { return AccessCheck(roles, on: target, user: user).access }
    let likeness = Likeness(roles: opening, facts: facts)
    if let found = known[likeness] { return found }
    let access = AccessCheck(roles, on: target, user: user).access
    known[likeness] = .some(access)
    return access
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
      guard let resource = resourcesBySlot[slot] else { continue }
      switch match(Target(resource: resource, labels: labels(of: resource))) {
      case .matches: matching.insert(slot)
      case .unreadable: unreadable.insert(slot)
      case .differs: break
      }
    }
    return (matching, unreadable)
  }
}
