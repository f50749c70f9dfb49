import HashTreeCollections
import ThresholdModel

/// Lists that a requester could be made a member of, and which of the requested resources each would give.
struct ListReach {
  /// Lists that give nothing of what is asked for are left out.
  let resources: [ListName: [ResourceID]]

  /// The lists that give everything, sorted. Source: reference, lists-and-requests §5.7.
  func complete(of asked: [ResourceID]) -> [ListName] {
    resources.filter { $0.value.count == asked.count }.keys.sorted()
  }

  /// How the resources fall to lists, and the one list that covers them all.
  func grouping(of asked: [ResourceID]) -> LongTermGrouping {
    let complete = complete(of: asked)
    let message =
      complete.isEmpty
      ? (resources.isEmpty
        ? "no access list that you could join gives any of these resources"
        : "no one access list that you could join gives all of these resources")
      : ""
    return LongTermGrouping(resources: resources, recommended: complete.first, message: message)
  }

  /// Only lists whose members hold one of these roles by themselves.
  func granting(_ roles: Set<RoleName>, in world: World) -> ListReach {
    ListReach(resources: resources.filter { name, _ in !roles.isDisjoint(with: world.list(name)?.spec.grants.roles ?? []) })
  }
}

extension World {
  /// Lists that the requester is no member of, could join, and whose grants give some of the resources.
  ///
  /// Found from the roles that open something, and not by a walk over all lists.
  func listsReaching(_ search: ResourceSearch, at now: Moment) -> ListReach {
    guard !search.reachesElsewhere, !search.resources.isEmpty else { return ListReach(resources: [:]) }
    var lists: Set<ListName> = []
    for (name, role) in rolesByName {
      guard let uses = usesByRole[name], !uses.lists.isEmpty, role.role.exists(at: now) else { continue }
      guard search.resources.contains(where: { $0.target.map { search.access(of: [role], on: $0) != nil } ?? false }) else { continue }
      lists.formUnion(uses.lists)
    }
    var found: [ListName: [ResourceID]] = [:]
    for name in lists.sorted() where canJoin(name, search.presence.user, at: now) {
      let given = resources(givenBy: name, of: search, at: now)
      if !given.isEmpty { found[name] = given }
    }
    return ListReach(resources: found)
  }

  /// Whether a user could be made a member of a list here and now, and the membership would count: somebody who is
  /// locked counts nowhere.
  func canJoin(_ name: ListName, _ user: User, at now: Moment) -> Bool {
    guard let list = listsByName[name], list.exists(at: now), list.spec.type == .standard, lockInForce(on: user.name, at: now) == nil else {
      return false
    }
    return !isMember(user.name, of: name, at: now) && end(of: list.spec.membershipRequires, for: user, at: now) != nil
  }

  /// Those of the resources that a list's own grants would give beside the user's standing denies.
  private func resources(givenBy name: ListName, of search: ResourceSearch, at now: Moment) -> [ResourceID] {
    guard let grants = listsByName[name]?.spec.grants else { return [] }
    let roles = grants.roles.compactMap { rolesByName[$0] }.filter { $0.role.exists(at: now) }
    // A block with a role that does not exist gives nothing.
    guard roles.count == grants.roles.count else { return [] }
    var traits = GrantedTraits(to: search.presence.user)
    traits.add(search.presence.holder.traits, until: .never)
    traits.add(grants.traits, until: .never)
    let person = Person(name: search.presence.user.name, traits: traits.all)
    let counted = search.presence.everywhere.map(\.denyOnly) + roles.map { ResolvedRole($0, for: person).asked }
    return search.resources.filter { resource in
      guard let target = resource.target else { return false }
      return AccessCheck(counted, on: target, user: person.name).access != nil
    }.map(\.id)
  }
}
