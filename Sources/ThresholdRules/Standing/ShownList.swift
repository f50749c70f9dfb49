import HashTreeCollections
public import ThresholdModel

/// What is shown of a list beside what it says itself.
extension World {
  /// The list with titles of lists as owners and whether each owner counts: what is shown and never stored.
  public func shown(_ list: AccessList, at now: Moment) -> AccessList {
    var list = list
    list.spec.owners = list.spec.owners.map { owner in
      var owner = owner
      owner.title = title(of: owner.party)
      owner.eligibility = eligibility(of: owner.party, meeting: list.spec.ownershipRequires, at: now)
      return owner
    }
    return list
  }

  /// The member with the title of a list as member and whether it counts: what is shown and never stored.
  public func shown(_ member: Member, at now: Moment) -> Member {
    var member = member
    member.spec.title = title(of: member.spec.party)
    member.spec.eligibility = eligibility(of: member, at: now)
    return member
  }

  /// Whether one membership record counts by itself. Not whether the user is a member: another way may lead
  /// into the list. Source: reference, lists-and-requests §2.1.
  public func eligibility(of member: Member, at now: Moment) -> Eligibility {
    let requirements = listsByName[member.spec.list]?.spec.membershipRequires ?? Requirements()
    let known = eligibility(of: member.spec.party, meeting: requirements, at: now)
    return known != .doesNotExist && !member.counts(at: now) ? .expired : known
  }

  /// Whether a user or list can count where requirements must be met. Lists have no roles or traits: their
  /// members are asked one by one. A locked user meets nothing.
  private func eligibility(of party: Party, meeting requirements: Requirements, at now: Moment) -> Eligibility {
    switch party {
    case .user(let name):
      guard let user = usersByKey[name.key], user.exists(at: now) else { return .doesNotExist }
      guard lockInForce(on: name, at: now) == nil, end(of: requirements, for: user, at: now) != nil else { return .missingRequirements }
      return .eligible
    case .list(let name):
      guard let list = listsByName[name] else { return .doesNotExist }
      return list.exists(at: now) ? .eligible : .expired
    }
  }

  /// The title of a list; users have none.
  private func title(of party: Party) -> String { party.list.flatMap { listsByName[$0] }?.spec.title ?? "" }

  /// What somebody must hold to count as a member of a list and of every list around it: merged, sorted,
  /// each once. Source: reference, lists-and-requests §3.3.
  public func inheritedRequirements(of list: ListName, at now: Moment) -> Requirements {
    var (roles, traits): (Set<RoleName>, Traits) = ([], [:])
    for name in [list] + ancestors(of: list, at: now) {
      guard let requirements = listsByName[name]?.spec.membershipRequires else { continue }
      roles.formUnion(requirements.roles)
      traits.merge(requirements.traits) { $0 + $1 }
    }
    return Requirements(roles: roles.sorted(), traits: traits.mapValues(\.sortedOnce))
  }

  /// What members of a list get from the lists around it, and from owning what the list or one around it
  /// owns; the list's own `grants` are not in it. Merged, sorted, each once.
  /// Source: reference, lists-and-requests §3.3.
  public func inheritedGrants(of list: ListName, at now: Moment) -> Grants {
    let ancestors = ancestors(of: list, at: now)
    let owned = Set(([list] + ancestors).flatMap { ownedByList[$0] ?? [] })
    let blocks =
      ancestors.compactMap { listsByName[$0]?.spec.grants }
      + owned.sorted().compactMap { listsByName[$0] }.filter { $0.exists(at: now) }.map(\.spec.ownerGrants)
    let traits = blocks.reduce(into: Traits()) { $0.merge($1.traits) { $0 + $1 } }
    return Grants(roles: Set(blocks.flatMap(\.roles)).sorted(), traits: traits.mapValues(\.sortedOnce))
  }

  /// Every list around a list by memberships that count, sorted, without the list itself.
  private func ancestors(of list: ListName, at now: Moment) -> [ListName] {
    var found: Set<ListName> = []
    var open = [list]
    while let next = open.popLast() {
      for parent in parentsByList[next] ?? [] where parent != list && !found.contains(parent) {
        guard listsByName[parent]?.exists(at: now) == true, member(.list(next), of: parent)?.counts(at: now) == true else { continue }
        found.insert(parent)
        open.append(parent)
      }
    }
    return found.sorted()
  }
}

extension [String] {
  /// Sorted, each once, byte for byte.
  fileprivate var sortedOnce: [String] { Set(map(ExactText.init)).map(\.text).sorted() }
}
