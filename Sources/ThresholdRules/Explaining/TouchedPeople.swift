import HashTreeCollections
import ThresholdModel

/// Everybody whose access a change may touch: more people than it does, never fewer.
struct TouchedPeople {
  /// People to whom anything may happen.
  private(set) var whole: Set<UserKey> = []
  /// People to whom something may happen on ``resources`` only.
  private var partly: Set<UserKey> = []
  /// Resources that are changed.
  private(set) var resources: Set<ResourceKey> = []

  var people: Set<UserKey> { whole.union(partly) }

  mutating func add(_ changes: [Change], before: World, after: World, at now: Moment) {
    for world in [before, after] {
      for change in changes { add(change.key, in: world) }
    }
    for key in resources {
      for world in [before, after] { partly.formUnion(world.people(concernedBy: key)) }
    }
  }

  private mutating func add(_ key: Record.Key, in world: World) {
    switch key.kind {
    case .user: whole.insert(UserName(key.name).key)
    case .role: whole.formUnion(world.peopleWithOrAskingFor(RoleName(key.name)))
    case .list: whole.formUnion(world.peopleOn(ListName(key.name)))
    case .member:
      // A list as member brings whoever is on it; a user of the same name costs one look.
      whole.insert(UserName(key.name).key)
      whole.formUnion(world.possibleMembers(of: ListName(key.name)))
    case .lock:
      guard let target = world.lock(LockName(key.name))?.spec.target else { return }
      if let user = target.user { whole.insert(user.key) }
      if let role = target.role { whole.formUnion(world.people(with: role)) }
      if let server = target.serverID { resources.insert(ResourceKey(.node, server.text)) }
      if let desktop = target.windowsDesktop { resources.insert(ResourceKey(.windowsDesktop, desktop)) }
    case .dynamicDesktop: resources.insert(ResourceKey(.windowsDesktop, key.name))
    case .serverInfo:
      if let server = world.serverInfosByName[key.name]?.server { resources.insert(ResourceKey(.node, server.text)) }
    default:
      if let kind = key.kind.resourceKind { resources.insert(ResourceKey(kind, key.name)) }
    }
  }
}

extension World {
  /// Whoever a list or a list inside it names, as a member or an owner.
  func peopleOn(_ list: ListName) -> Set<UserKey> { possibleMembers(of: list).union(possibleOwners(of: list)) }

  /// Whoever may hold a role, or need it to count on a list.
  func people(with role: RoleName) -> Set<UserKey> {
    let uses = uses(of: role)
    var found = Set(uses.users)
    for name in uses.lists {
      guard let list = listsByName[name] else { continue }
      let isGrantedToOwners = list.spec.ownerGrants.roles.contains(role)
      let isRequired = list.spec.membershipRequires.roles.contains(role) || list.spec.ownershipRequires.roles.contains(role)
      if list.spec.grants.roles.contains(role) || isRequired { found.formUnion(possibleMembers(of: name)) }
      if isGrantedToOwners || isRequired { found.formUnion(possibleOwners(of: name)) }
      // Members of this list own others, and may not when it asks for more.
      guard isRequired else { continue }
      for owned in ownedByList[name] ?? [] { found.formUnion(possibleOwners(of: owned)) }
    }
    return found
  }

  /// Whoever may hold a role, or one that names it: the roles through which it can be asked for.
  func peopleWithOrAskingFor(_ role: RoleName) -> Set<UserKey> {
    uses(of: role).roles.reduce(into: people(with: role)) { $0.formUnion(people(with: $1)) }
  }

  /// Whoever holds a role that is about a resource, or may ask for one.
  func people(concernedBy key: ResourceKey) -> Set<UserKey> {
    guard let target = slotsByResource[key].flatMap({ targetsBySlot[$0] }) else { return [] }
    var found: Set<UserKey> = []
    for (name, role) in rolesByName where role.mayBeAbout(target) { found.formUnion(peopleWithOrAskingFor(name)) }
    return found
  }
}

extension CompiledRole {
  /// Whether either side may be about a resource for somebody: true unless the labels say no whoever it is.
  fileprivate func mayBeAbout(_ target: Target) -> Bool {
    let kind = target.resource.kind
    guard let field = kind.labelField, kind != .samlProvider, kind != .remoteCluster else { return true }
    let spec = role.spec
    let isPersonal = [spec.allow, spec.deny].contains { side in
      side.labelExpressions[field] != nil
        || (side.labels[field]?.entries ?? [:]).contains { key, values in key.contains("{{") || values.contains { $0.contains("{{") } }
    }
    guard !isPersonal else { return true }
    let anybody = ResolvedRole(self, for: Person(name: "", traits: [:]))
    return anybody.allows(target) != .differs || anybody.denies(target) != .differs
  }
}
