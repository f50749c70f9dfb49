import HashTreeCollections
import ThresholdModel

/// A list that names a user, or a list that does, although they do not count there.
struct MissedList {
  let list: ListName
  let isOwner: Bool
  /// The lists on the way, from the one that names the user; empty when this one does.
  let via: [ListName]
  /// What keeps the user out; empty when only the roles of the list are at fault.
  let missing: [NearRole.Shortfall]
}

extension World {
  /// The lists that a user would count in if memberships lasted and requirements were met, on the way that needs
  /// the least: the walk of ``listStanding(of:at:)`` that goes on where it would stop.
  ///
  /// Lists in which the user counts come with nothing missing. Sorted by name, memberships first.
  func missedLists(of user: User, at now: Moment) -> [MissedList] {
    var settled: [ListName: MissedList] = [:]
    var open: [MissedList] = (listsByMember[user.name.key] ?? []).sorted().map { list in
      MissedList(list: list, isOwner: false, via: [], missing: whatKeepsOut(.user(user.name), of: list, user, at: now))
    }
    while let next = open.indices.min(by: { Self.needsLess(open[$0], open[$1]) }) {
      let step = open.remove(at: next)
      guard settled[step.list] == nil else { continue }
      settled[step.list] = step
      for parent in (parentsByList[step.list] ?? []).sorted() where settled[parent] == nil {
        let missing = whatKeepsOut(.list(step.list), of: parent, user, at: now)
        open.append(MissedList(list: parent, isOwner: false, via: step.via + [step.list], missing: step.missing + missing))
      }
    }
    var owned: [ListName: MissedList] = [:]
    for list in listsByOwner[user.name.key] ?? [] {
      owned[list] = MissedList(list: list, isOwner: true, via: [], missing: whatKeepsFromOwning(list, user, at: now))
    }
    for step in settled.values.sorted(by: Self.needsLess) {
      for list in ownedByList[step.list] ?? [] {
        let missing = step.missing + whatKeepsFromOwning(list, user, at: now)
        let way = MissedList(list: list, isOwner: true, via: step.via + [step.list], missing: missing)
        if owned[list].map({ Self.needsLess(way, $0) }) ?? true { owned[list] = way }
      }
    }
    return settled.values.sorted { $0.list < $1.list } + owned.values.sorted { $0.list < $1.list }
  }

  private static func needsLess(_ left: MissedList, _ right: MissedList) -> Bool {
    if left.missing.count != right.missing.count { return left.missing.count < right.missing.count }
    if left.via.count != right.via.count { return left.via.count < right.via.count }
    return left.list < right.list
  }

  private func whatKeepsOut(_ party: Party, of list: ListName, _ user: User, at now: Moment) -> [NearRole.Shortfall] {
    var missing: [NearRole.Shortfall] = []
    if let member = member(party, of: list), !member.counts(at: now) {
      missing.append(.membershipEnded(party, of: list, at: member.end))
    }
    guard let found = listsByName[list] else { return missing }
    return missing + whatIsMissing(of: found, found.spec.membershipRequires, user, at: now)
  }

  private func whatKeepsFromOwning(_ list: ListName, _ user: User, at now: Moment) -> [NearRole.Shortfall] {
    guard let found = listsByName[list] else { return [] }
    return whatIsMissing(of: found, found.spec.ownershipRequires, user, at: now)
  }

  /// What keeps a user from meeting requirements, one by one; see ``end(of:for:at:)``.
  private func whatIsMissing(of list: AccessList, _ requirements: Requirements, _ user: User, at now: Moment) -> [NearRole.Shortfall] {
    var missing: [NearRole.Shortfall] = []
    if let end = list.metadata.expires, !list.exists(at: now) { missing.append(.listEnded(list.name, at: end)) }
    for role in requirements.roles {
      let exists = rolesByName[role]?.role.exists(at: now) ?? false
      if !exists || !user.spec.roles.contains(role) { missing.append(.requiredRole(role, by: list.name)) }
    }
    for (key, wanted) in requirements.traits.sorted(by: { $0.key < $1.key }) {
      let held = user.spec.traits.exactValues(key)
      let lacking = wanted.filter { value in !(held ?? []).contains { $0.isExactly(value) } }
      if held == nil || !lacking.isEmpty { missing.append(.requiredTrait(key, values: lacking, by: list.name)) }
    }
    return missing
  }
}
