import HashTreeCollections
public import ThresholdModel

/// One line of a listing: a resource, and what a user has or may ask for there.
public struct ListedAccess: Sendable, Hashable {
  /// What a listing shows.
  public enum Ground: Sendable, Hashable, CaseIterable {
    /// What can be reached now.
    case reachable
    /// What may be asked for and gives something that the user does not have by standing.
    case requestable
  }

  public let resource: Resource
  /// As whom the user can be on it now; nil when they cannot reach it, or that was not asked.
  public let reachable: PrincipalSet?
  /// What a request for it alone would give; nil when nothing new, or that was not asked.
  public let requestable: Requestable?
}

/// Some lines of a listing, in its order.
public struct AccessPage: Sendable {
  /// Where a page ends. It stays good when the resource there goes.
  public struct End: Sendable, Hashable {
    public let kind: ResourceKind
    /// What people call the last resource, and its name: the order of listings.
    public let displayName: String
    public let name: String

    public init(kind: ResourceKind, displayName: String, name: String) {
      self.kind = kind
      self.displayName = displayName
      self.name = name
    }
  }

  public let items: [ListedAccess]
  /// After which the next page begins; nil when there is none.
  public let end: End?
}

extension World {
  /// A page of what a user may reach or ask for: kind by kind, in each in the order of listings.
  ///
  /// Which resources come into question is found by set algebra on the label index; these are gone through in order
  /// and decided one by one until the page is full, so that a page costs what is on it, not what there is. Each line
  /// says what a single decision would. Empty when the sign-in is over or a lock shuts the user out; locked servers,
  /// desktops and logins are not reachable. Second factors and devices are taken as given.
  /// Source: reference, roles-and-resources §9.3.
  /// - Parameters:
  ///   - grounds: what is shown.
  ///   - kinds: in the order of the listing, each once.
  ///   - signIn: whose assumed requests count for what is reachable; nil for standing access only. What may be asked
  ///     for does not depend on it.
  ///   - filter: which resources are shown, given one with every label that counts.
  ///   - end: where the page before ended; nil for the first.
  ///   - limit: how many lines at most; at least 1.
  public func accessPage(
    of user: UserName, showing grounds: Set<ListedAccess.Ground> = Set(ListedAccess.Ground.allCases), kinds: [ResourceKind] = [.node],
    signIn: SignInID? = nil, where filter: (Resource, [String: String]) -> Bool = { _, _ in true }, after end: AccessPage.End? = nil,
    limit: Int = .max, at now: Moment
  ) -> AccessPage {
    let presence = grounds.contains(.reachable) ? livePresence(of: user, signIn: signIn, at: now) : nil
    let asking = grounds.contains(.requestable) ? livePresence(of: user, signIn: nil, at: now) : nil
    let roles = asking.map { asking in askableRoles(of: asking, at: now).map(asking.standing.resolved) } ?? []
    var items: [ListedAccess] = []
    var isFull = false
    // After a place among other kinds there is nothing: to begin again could go on for ever.
    let rest = end.map { end in kinds.drop { $0 != end.kind } } ?? kinds[...]
    for kind in rest where !isFull {
      var sides = RoleSides(kind)
      var reached = presence.map { ReachedSets($0, kind: kind, in: self, &sides) }
      var offered = roles.isEmpty ? nil : asking.map { RequestableSets($0, through: roles, kind: kind, in: self, &sides) }
      let locks = presence.map { openLocks(on: $0, at: now) } ?? []
      let (canReach, canAsk) = (reached?.candidates ?? ResourceSet(), offered?.candidates ?? ResourceSet())
      let place = end.flatMap { $0.kind == kind ? ListingOrder.Place(displayName: $0.displayName, name: $0.name) : nil }
      visit(canReach.union(canAsk), of: kind, after: place, at: now) { target, slot in
        guard filter(target.resource, target.labels) else { return true }
        let access = canReach.contains(slot) ? reached?.access(to: target, in: slot, world: self) ?? nil : nil
        let left = access.flatMap { locks.isEmpty ? $0 : unlocked($0, locks, on: target.key) }
        let offer = canAsk.contains(slot) ? offered?.offer(of: target, in: slot, world: self) ?? nil : nil
        guard left != nil || offer != nil else { return true }
        guard items.count < max(limit, 1) else {
          isFull = true
          return false
        }
        items.append(ListedAccess(resource: target.resource, reachable: left, requestable: offer))
        return true
      }
    }
    return AccessPage(items: items, end: isFull ? items.last.map { AccessPage.End($0.resource) } : nil)
  }

  /// Goes through the resources of a set in the order of listings, from a place on, until told to stop.
  private func visit(
    _ candidates: ResourceSet, of kind: ResourceKind, after place: ListingOrder.Place?, at now: Moment, _ body: (Target, Int) -> Bool
  ) {
    let order = listingOrder(of: kind)
    // Few among many are sorted by themselves: to look each of the many up takes longer.
    guard candidates.count * 16 > labelIndex(of: kind).all.count else {
      let entries = candidates.compactMap { slot in targetsBySlot[slot].map { ListingOrder.Entry($0, in: slot) } }
      for entry in entries.sorted(by: { $0.place < $1.place }) where place.map({ $0 < entry.place }) ?? true {
        guard let target = target(inSlot: entry.slot, at: now) else { continue }
        guard body(target, entry.slot) else { return }
      }
      return
    }
    order.visit(after: place) { entry in
      guard candidates.contains(entry.slot), let target = target(inSlot: entry.slot, at: now) else { return true }
      return body(target, entry.slot)
    }
  }
}

extension AccessPage.End {
  fileprivate init(_ last: Resource) { self.init(kind: last.kind, displayName: last.displayName, name: last.name) }
}
