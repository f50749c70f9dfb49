import HashTreeCollections
public import ThresholdModel

extension World {
  /// What changes would do to everybody's access, with full visibility: whether the asker may know that is the
  /// caller's to check.
  ///
  /// Only people whom the changes can touch are looked at: those named, those on the lists, those who hold or may ask
  /// for the roles, and for a changed resource those who hold a role that is about it. The work is bounded by
  /// ``DifferenceLimit``; people beyond it are counted, and count as wider.
  /// - Throws: what ``applying(_:at:)`` refuses.
  public func effects(of changes: [Change], at now: Moment) throws(Problem) -> AccessDifference {
    let after = try applying(changes, at: now)
    var touched = TouchedPeople()
    touched.add(changes, before: self, after: after, at: now)
    var difference = AccessDifference()
    difference.notes = notes(on: changes, after: after, touched, at: now)
    var looked = 0
    let people = touched.people.sorted()
    for key in people {
      guard difference.examined < DifferenceLimit.people, looked < DifferenceLimit.resources else { break }
      guard let user = after.usersByKey[key]?.name ?? usersByKey[key]?.name else { continue }
      let scope: AccessScope = touched.whole.contains(key) ? .everything : .only(touched.resources)
      looked += compare(user, scope, with: after, into: &difference, at: now)
      difference.examined += 1
    }
    let known = people.filter { usersByKey[$0] != nil || after.usersByKey[$0] != nil }.count
    difference.unexamined = known - difference.examined
    return difference
  }

  /// On which resources two Worlds are compared.
  private enum AccessScope {
    case everything
    case only(Set<ResourceKey>)
  }

  /// Adds one person's difference.
  /// - Returns: how many resources were looked at.
  private func compare(
    _ user: UserName, _ scope: AccessScope, with after: World, into difference: inout AccessDifference, at now: Moment
  ) -> Int {
    compareRoles(of: user, with: after, into: &difference.roles, at: now)
    let (old, new) = (access(of: user, scope, at: now), after.access(of: user, scope, at: now))
    for (key, resource) in old.resources.merging(new.resources, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
      let (standingBefore, standingAfter) = (old.standing[key], new.standing[key])
      if let row = AccessRow(user, resource, before: standingBefore, after: standingAfter) { difference.standing.add(row) }
      // What was there to ask for and now is there without asking is no loss.
      let (askedBefore, askedAfter) = (old.requestable[key], new.requestable[key])
      if let row = AccessRow(user, resource, before: askedBefore, after: askedAfter) { difference.requestable.add(row) }
    }
    return old.resources.count + new.resources.count + 1
  }

  private struct Reach {
    var resources: [ResourceKey: Resource] = [:]
    var standing: [ResourceKey: PrincipalSet] = [:]
    var requestable: [ResourceKey: PrincipalSet] = [:]
  }

  private func access(of user: UserName, _ scope: AccessScope, at now: Moment) -> Reach {
    var found = Reach()
    switch scope {
    case .everything:
      for reachable in reachable(by: user, kinds: ResourceKind.allCases, at: now) {
        found.resources[reachable.resource.key] = reachable.resource
        found.standing[reachable.resource.key] = reachable.principals
      }
      for requestable in requestable(by: user, kinds: ResourceKind.allCases, at: now) {
        found.resources[requestable.resource.key] = requestable.resource
        found.requestable[requestable.resource.key] = requestable.principals
      }
    case .only(let keys):
      guard let presence = livePresence(of: user, signIn: nil, at: now) else { return found }
      for key in keys {
        guard let target = target(key, at: now) else { continue }
        found.resources[key] = target.resource
        let standing = AccessCheck(presence.everywhere, on: target, user: presence.user.name).access
        found.standing[key] = standing.flatMap { unlocked($0, of: presence, on: key, at: now) }
        if let offer = requestOffer(of: target, for: presence, at: now),
          offer.principals.adds(to: standing, on: target.facts)
        {
          found.requestable[key] = offer.principals
        }
      }
    }
    return found
  }

  private struct Held: Hashable, Comparable {
    let role: RoleName
    let source: RoleHolding.Source

    private var order: (String, Int, String) {
      switch source {
      case .own: (role.text, 0, "")
      case .member(let list): (role.text, 1, list.text)
      case .owner(let list): (role.text, 2, list.text)
      }
    }
    static func < (left: Self, right: Self) -> Bool { left.order < right.order }
  }

  private func compareRoles(of user: UserName, with after: World, into rows: inout HoldingRows, at now: Moment) {
    let (old, new) = (holdings(of: user, at: now), after.holdings(of: user, at: now))
    for held in Set(old.keys).union(new.keys).sorted() {
      let (before, after) = (old[held], new[held])
      let times = (before?.allowing, after?.allowing)
      let endsDenying = before != nil && after == nil && times.0 == nil
      guard times.0 != times.1 || endsDenying || (before == nil) != (after == nil) else { continue }
      rows.add(
        HoldingRow(user: user, role: held.role, source: held.source, before: times.0, after: times.1, endsDenying: endsDenying))
    }
  }

  private struct HeldTime {
    /// Nil when only the deny side counts.
    let allowing: HoldingRow.Time?
  }

  /// A locked user has nothing.
  private func holdings(of user: UserName, at now: Moment) -> [Held: HeldTime] {
    guard let holder = holder(user, at: now), !holder.isLocked else { return [:] }
    return Dictionary(
      holder.holdings.map { held in
        (
          Held(role: held.holding.role, source: held.holding.source),
          HeldTime(allowing: held.holding.isDenyOnly ? nil : HoldingRow.Time(held.holding.until))
        )
      }, uniquingKeysWith: { first, _ in first })
  }
}
