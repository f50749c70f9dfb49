import HashTreeCollections
import ThresholdModel

/// In which ways an access is allowed, and why each lasts no longer.
extension World {
  /// Every role that grants, the one that lasts longest first, then in the order in which roles count.
  func grounds(of asked: Asked, at now: Moment) -> [AccessGround] {
    let found = granting(asked).map { counted in
      let ends = ends(of: counted, in: asked, at: now)
      let conditions = counted.role.allowConditions(on: asked.check.target)
      return AccessGround(
        role: counted.role.name, source: counted.source, via: asked.presence.via(counted),
        // A leaf cluster without labels is open to roles that say nothing about clusters.
        conditions: conditions.isEmpty ? [LabelCondition(.nothing, wanted: [], found: nil, isMet: true)] : conditions,
        accounts: asked.question.principals.map {
          AccountEntry($0, entry: asked.check.entry(naming: $0, in: counted.role, for: asked.presence.person))
        }, ends: ends)
    }
    return found.enumerated().sorted { ($1.element.until.orNever, $0.offset) < ($0.element.until.orNever, $1.offset) }.map(\.element)
  }

  /// Everything that ends a way by itself, the first to end first.
  private func ends(of counted: CountedRole, in asked: Asked, at now: Moment) -> [AccessEnd] {
    var ends: [AccessEnd] = []
    func add(_ cause: AccessEnd.Cause, _ moment: Moment?) {
      if let moment, moment != .never { ends.append(AccessEnd(cause, at: moment)) }
    }
    let presence = asked.presence
    add(.signIn, presence.signIn?.expires)
    add(.user, presence.user.metadata.expires)
    add(.resource, asked.check.target.resource.metadata.expires)
    if presence.holder.traitsUntil != .never { add(.traits(from: listOfFirstTraits(presence, at: now)), presence.holder.traitsUntil) }
    ends += ownEnds(of: counted, in: presence, at: now)
    // In a Kubernetes cluster the account may come from another role than the labels.
    let own = ends.map(\.at).min() ?? .never
    if counted.until < own, let other = asked.check.matching.first(where: { $0.until == counted.until }) {
      ends += ownEnds(of: other, in: presence, at: now)
    }
    var seen: Set<AccessEnd> = []
    return ends.filter { seen.insert($0).inserted }.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
      .map(\.element)
  }

  /// What ends a role's counting by itself.
  private func ownEnds(of counted: CountedRole, in presence: Presence, at now: Moment) -> [AccessEnd] {
    var ends: [AccessEnd] = []
    func add(_ cause: AccessEnd.Cause, _ moment: Moment?) {
      if let moment, moment != .never { ends.append(AccessEnd(cause, at: moment)) }
    }
    func addRequirements(_ requirements: Requirements, by list: ListName) {
      for role in requirements.roles { add(.requiredRole(role, by: list), rolesByName[role]?.role.metadata.expires) }
    }
    switch counted.source {
    case .request(let id):
      guard let request = requestsByID[id] else { return [] }
      add(.request(id), request.spec.accessExpires)
      add(.assumption(id), presence.signIn?.assumed[id])
      for role in request.spec.roles {
        add(.asking(for: role), presence.holder.askable(role, isForResources: !request.spec.resources.isEmpty))
        add(.role(role), rolesByName[role]?.role.metadata.expires)
      }
    case .own:
      add(.role(counted.role.name), counted.role.compiled.role.metadata.expires)
    case .member(let list), .owner(let list):
      add(.role(counted.role.name), counted.role.compiled.role.metadata.expires)
      var isOwner = false
      if case .owner = counted.source { isOwner = true }
      let entered = presence.via(counted) + (isOwner ? [] : [list])
      for (index, name) in entered.enumerated() {
        let party: Party = index == 0 ? .user(presence.user.name) : .list(entered[index - 1])
        add(.membership(party, of: name), member(party, of: name)?.end)
        add(.list(name), listsByName[name]?.metadata.expires)
        addRequirements(listsByName[name]?.spec.membershipRequires ?? Requirements(), by: name)
      }
      if isOwner {
        add(.list(list), listsByName[list]?.metadata.expires)
        addRequirements(listsByName[list]?.spec.ownershipRequires ?? Requirements(), by: list)
      }
    }
    return ends
  }

  /// The list whose traits are the first to go.
  private func listOfFirstTraits(_ presence: Presence, at now: Moment) -> ListName? {
    let standing = listStanding(of: presence.user, at: now)
    let giving =
      standing.memberships.filter { listsByName[$0.key]?.spec.grants.traits.isEmpty == false }.map { ($0.key, $0.value.until) }
      + standing.ownerships.filter { listsByName[$0.key]?.spec.ownerGrants.traits.isEmpty == false }.map { ($0.key, $0.value.until) }
    return giving.filter { $0.1 == presence.holder.traitsUntil }.map(\.0).min()
  }
}

extension Presence {
  /// The lists on the way to the one through which a role counts; empty for roles that count otherwise.
  func via(_ counted: CountedRole) -> [ListName] {
    holder.holdings.first { $0.holding.role == counted.role.name && Grant.Source($0.holding.source) == counted.source }?.holding.via ?? []
  }
}
