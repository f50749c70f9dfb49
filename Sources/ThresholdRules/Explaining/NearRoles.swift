import HashTreeCollections
import ThresholdModel

/// Roles that would allow an access, but for something.
extension World {
  /// The nearest first: by how much is missing, then by name.
  func nearRoles(to asked: Asked, at now: Moment) -> [NearRole] {
    let found =
      heldButShort(of: asked) + given(byBrokenBlocks: asked) + ended(ofOwn: asked, at: now) + missedThroughLists(of: asked, at: now)
    var seen: Set<NearRole> = []
    return found.filter { seen.insert($0).inserted }.enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      if one.missing.count != other.missing.count { return one.missing.count < other.missing.count }
      return (one.role, left.offset) < (other.role, right.offset)
    }.map(\.element)
  }

  /// Roles that count and do not grant: a label, an account or an object is missing.
  private func heldButShort(of asked: Asked) -> [NearRole] {
    let granting = granting(asked)
    let (check, principals) = (asked.check, asked.question.principals)
    return check.roles.filter { counted in
      !counted.isDenyOnly && !granting.contains { $0.role === counted.role && $0.source == counted.source }
    }.compactMap { counted in
      let conditions = counted.role.allowConditions(on: check.target)
      let isUnreadable = counted.role.allows(check.target) == .unreadable
      // A role that says nothing about the kind is not near.
      guard !conditions.isEmpty || check.matching.contains(where: { $0.role === counted.role }) else { return nil }
      var missing = conditions.filter { !$0.isMet && (!isUnreadable || $0.subject != .expression) }.map(NearRole.Shortfall.labels)
      if isUnreadable { missing.append(.unreadableLabels) }
      let accounts = principals.filter { !check.ignores($0.field) && !check.allows($0, counted.role) }
      let isMissingAll = !missing.isEmpty && missing.count == conditions.count && accounts.count == principals.count
      guard !isMissingAll || missing.count + accounts.count == 1 else { return nil }
      missing += accounts.map { .account($0, allowed: check.allowed($0.field, by: counted.role)) }
      if missing.isEmpty {
        // The labels and every account are allowed, so it is the object, or an account that the resource does not have.
        missing =
          asked.question.act != nil
          ? [.object] : principals.filter { !check.facts.fields.contains($0.field) }.map { .account($0, allowed: []) }
      }
      guard !missing.isEmpty else { return nil }
      return NearRole(role: counted.role.name, source: counted.source, via: asked.presence.via(counted), missing: missing)
    }
  }

  /// Roles of which only the deny side counts, because another role of the same block does not exist.
  private func given(byBrokenBlocks asked: Asked) -> [NearRole] {
    asked.check.roles.filter(\.isDenyOnly).compactMap { counted in
      guard grants(counted.role, in: asked),
        let missing = block(of: counted.source, asked.presence.user).first(where: { rolesByName[$0] == nil })
      else { return nil }
      return NearRole(
        role: counted.role.name, source: counted.source, via: asked.presence.via(counted), missing: [.missingRole(missing)])
    }
  }

  /// The user's own roles that have run out.
  private func ended(ofOwn asked: Asked, at now: Moment) -> [NearRole] {
    asked.presence.user.spec.roles.compactMap { name in
      guard let role = rolesByName[name], let end = role.role.metadata.expires, !role.role.exists(at: now),
        grants(ResolvedRole(role, for: asked.presence.person), in: asked)
      else { return nil }
      return NearRole(role: name, source: .own, missing: [.roleEnded(name, at: end)])
    }
  }

  /// Roles of lists that name the user, or a list that does, without counting.
  private func missedThroughLists(of asked: Asked, at now: Moment) -> [NearRole] {
    var found: [NearRole] = []
    for missed in missedLists(of: asked.presence.user, at: now) {
      guard let list = listsByName[missed.list] else { continue }
      let grants = missed.isOwner ? list.spec.ownerGrants : list.spec.grants
      // Whoever gets in gets the list's traits, too.
      let traits = asked.presence.person.traits.merging(grants.traits) { $0 + $1 }
      let person = Person(name: asked.presence.person.name, traits: traits)
      let broken = grants.roles.first { rolesByName[$0] == nil }.map { [NearRole.Shortfall.missingRole($0)] } ?? []
      for name in grants.roles {
        guard let role = rolesByName[name], self.grants(ResolvedRole(role, for: person), in: asked) else { continue }
        var missing = missed.missing + broken
        if let end = role.role.metadata.expires, !role.role.exists(at: now) { missing.append(.roleEnded(name, at: end)) }
        guard !missing.isEmpty else { continue }
        found.append(
          NearRole(role: name, source: missed.isOwner ? .owner(missed.list) : .member(missed.list), via: missed.via, missing: missing))
      }
    }
    return found
  }

  /// Whether a role would allow all that is asked, its own denies and those that count aside.
  private func grants(_ role: ResolvedRole, in asked: Asked) -> Bool {
    let check = AccessCheck([role.asked], on: asked.check.target, user: asked.presence.user.name)
    return !granting(Asked(question: asked.question, presence: asked.presence, check: check)).isEmpty
  }

  /// The roles that are given together.
  private func block(of source: Grant.Source, _ user: User) -> [RoleName] {
    switch source {
    case .own: user.spec.roles
    case .member(let list): listsByName[list]?.spec.grants.roles ?? []
    case .owner(let list): listsByName[list]?.spec.ownerGrants.roles ?? []
    case .request(let id): requestsByID[id]?.spec.roles ?? []
    }
  }
}
