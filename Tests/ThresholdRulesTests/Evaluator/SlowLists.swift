import ThresholdModel

/// Membership and ownership of lists once more, slow and obvious: every way from a user into a list is
/// walked, from the list downwards, and the one that lasts longest is kept.
struct SlowLists {
  let facts: Facts
  let now: Moment

  struct Way {
    let until: Int64
    let isExplicit: Bool
  }

  func membership(of user: User, in name: ListName) -> Way? {
    let ends = waysIn(user, name, passed: [])
    guard let best = ends.map(\.until).max() else { return nil }
    return Way(until: best, isExplicit: ends.contains(where: \.isExplicit))
  }

  func ownership(of user: User, of name: ListName) -> Way? {
    guard let list = list(name), let met = met(list.spec.ownershipRequires, user) else { return nil }
    let limit = min(met, list.metadata.expires?.milliseconds ?? .max)
    var ends: [Way] = []
    for owner in list.spec.owners {
      switch owner.party {
      case .user(let named):
        if same(named, user.name) { ends.append(Way(until: min(limit, user.metadata.expires?.milliseconds ?? .max), isExplicit: true)) }
      case .list(let owning):
        if let membership = membership(of: user, in: owning) { ends.append(Way(until: min(limit, membership.until), isExplicit: false)) }
      }
    }
    return ends.map(\.until).max().map { Way(until: $0, isExplicit: ends.contains(where: \.isExplicit)) }
  }

  /// The user's traits and those of every block that counts, and when the first added value goes.
  func traits(of user: User) -> (all: Traits, until: Int64) {
    var blocks: [(Grants, Int64)] = []
    let lists = facts.lists.sorted { $0.name < $1.name }
    for list in lists { membership(of: user, in: list.name).map { blocks.append((list.spec.grants, $0.until)) } }
    for list in lists { ownership(of: user, of: list.name).map { blocks.append((list.spec.ownerGrants, $0.until)) } }
    var all = user.spec.traits
    var ends: [[String]: Int64] = [:]
    for (grants, until) in blocks where grants.roles.allSatisfy({ role in facts.roles.contains { $0.name == role } }) {
      for (key, values) in grants.traits {
        all[key, default: []] += []
        for value in values where user.spec.traits[key]?.contains(value) != true {
          if ends[[key, value]] == nil { all[key]?.append(value) }
          ends[[key, value]] = max(ends[[key, value]] ?? 0, until)
        }
      }
    }
    return (all, ends.values.min() ?? .max)
  }

  private func waysIn(_ user: User, _ name: ListName, passed: [ListName]) -> [Way] {
    guard !passed.contains(name), let list = list(name), let met = met(list.spec.membershipRequires, user) else { return [] }
    let limit = min(met, list.metadata.expires?.milliseconds ?? .max, user.metadata.expires?.milliseconds ?? .max)
    var found: [Way] = []
    for member in facts.members where member.spec.list == name {
      let until = min(member.spec.expires?.milliseconds ?? .max, member.metadata.expires?.milliseconds ?? .max)
      guard now.milliseconds < until else { continue }
      switch member.spec.party {
      case .user(let named):
        if same(named, user.name) { found.append(Way(until: min(until, limit), isExplicit: true)) }
      case .list(let child):
        for way in waysIn(user, child, passed: passed + [name]) {
          found.append(Way(until: min(way.until, until, limit), isExplicit: false))
        }
      }
    }
    return found
  }

  private func list(_ name: ListName) -> AccessList? {
    facts.lists.first { $0.name == name && ($0.metadata.expires.map { now < $0 } ?? true) }
  }

  private func same(_ left: UserName, _ right: UserName) -> Bool { left.text.lowercased() == right.text.lowercased() }

  /// Until when the user's own document has everything; nil when it has not.
  private func met(_ requirements: Requirements, _ user: User) -> Int64? {
    var until = Int64.max
    for name in requirements.roles {
      guard user.spec.roles.contains(name), let role = facts.roles.first(where: { $0.name == name }) else { return nil }
      if let end = role.metadata.expires {
        if end <= now { return nil }
        until = min(until, end.milliseconds)
      }
    }
    for (key, values) in requirements.traits {
      guard let held = user.spec.traits[key], values.allSatisfy(held.contains) else { return nil }
    }
    return until
  }
}
