import HashTreeCollections
public import ThresholdModel

/// How a user comes to be a member or an owner of a list. Source: reference, lists-and-requests §3.3.
public enum Assignment: String, Sendable, Hashable, Codable, CaseIterable {
  /// Not at all.
  case unspecified
  /// The list names the user, and that counts.
  case explicit
  /// Through other lists only.
  case inherited
}

/// A user who counts as a member or an owner of a list now.
public struct EffectivePerson: Sendable, Hashable {
  /// As the user's own document spells it.
  public let user: UserName
  /// Explicit or inherited.
  public let assignment: Assignment
  /// The lists on the way that lasts longest, from the one that names the user; empty when the list does.
  public let via: [ListName]
  /// When it ends by itself; nil means it does not.
  public let until: Moment?
}

/// What somebody is to one list.
public struct ListAssignments: Sendable, Hashable {
  public let membership: Assignment
  public let ownership: Assignment
}

extension World {
  /// Every user who counts as a member of a list now, of its own or through lists inside it; sorted by name.
  public func effectiveMembers(of list: ListName, at now: Moment) -> [EffectivePerson] {
    people(possibleMembers(of: list), at: now) { $0.memberships[list] }
  }

  /// Every user who counts as an owner of a list now, named or as a valid member of a list that owns it;
  /// sorted by name.
  public func effectiveOwners(of list: ListName, at now: Moment) -> [EffectivePerson] {
    people(possibleOwners(of: list), at: now) { $0.ownerships[list] }
  }

  /// What a user is to a list: `current_user_assignments` in answers.
  public func assignment(of user: UserName, in list: ListName, at now: Moment) -> ListAssignments {
    let standing = listStanding(of: user, at: now)
    return ListAssignments(
      membership: standing.memberships[list]?.assignment ?? .unspecified, ownership: standing.ownerships[list]?.assignment ?? .unspecified)
  }

  /// The lists that a user counts as a member or owner of now, sorted by name.
  public func listsConcerning(_ user: UserName, at now: Moment) -> [AccessList] {
    let standing = listStanding(of: user, at: now)
    return Set(standing.memberships.keys).union(standing.ownerships.keys).sorted().compactMap { listsByName[$0] }
  }

  /// Everybody whom a list or a list inside it names, whether or not it counts: more people than the
  /// effective members, never fewer.
  func possibleMembers(of list: ListName) -> Set<UserKey> {
    var found: Set<UserKey> = []
    for list in nestedLists(in: list) {
      for (_, member) in membersByList[list] ?? [:] { member.spec.user.map { _ = found.insert($0.key) } }
    }
    return found
  }

  /// Everybody who may count as an owner of a list, whether or not they do.
  func possibleOwners(of list: ListName) -> Set<UserKey> {
    var found: Set<UserKey> = []
    for owner in listsByName[list]?.spec.owners ?? [] {
      switch owner.party {
      case .user(let user): found.insert(user.key)
      case .list(let owner): found.formUnion(possibleMembers(of: owner))
      }
    }
    return found
  }

  /// A list and all lists inside it, each once.
  private func nestedLists(in list: ListName) -> Set<ListName> {
    var found: Set<ListName> = [list]
    var open = [list]
    while let next = open.popLast() {
      for child in childrenByList[next] ?? [] where found.insert(child).inserted { open.append(child) }
    }
    return found
  }

  /// Asks the same walk as every decision does, user by user.
  private func people(
    _ candidates: Set<UserKey>, at now: Moment, _ ground: (ListStanding) -> ListGround?
  ) -> [EffectivePerson] {
    candidates.sorted().compactMap { key in
      guard let user = usersByKey[key], let ground = ground(listStanding(of: user.name, at: now)) else { return nil }
      return EffectivePerson(user: user.name, assignment: ground.assignment, via: ground.via, until: ground.until.ifEver)
    }
  }
}

extension ListGround {
  var assignment: Assignment { isExplicit ? .explicit : .inherited }
}
