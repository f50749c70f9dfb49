import Synchronization
import ThresholdModel

/// A user's standing, worked out once and good until something in it ends or the World changes.
///
/// Never changed but for what it remembers; a class, so that decisions share it.
final class StandingRoles: Sendable {
  let holder: Holder
  let person: Person
  /// The user's roles, their templates filled in, in the order of ``Holder/holdings``.
  let roles: [CountedRole]
  /// It holds from the moment for which it was worked out, up to the first end of anything in it. Nothing in
  /// a World begins by itself, so nothing can be added before that.
  private let from: Moment
  private let until: Moment
  private let memory = Mutex(Memory())

  private struct Memory {
    var resolved: [ObjectIdentifier: ResolvedRole] = [:]
    var askable: [AskableKey: Moment?] = [:]
    var askableForResources: [RoleName]?
    var previewable: [RoleName]?
    var seesAll: [ResourceKind: Bool] = [:]
  }

  private struct AskableKey: Hashable {
    let role: RoleName
    let isForResources: Bool
  }

  init(_ holder: Holder, lockEnd: Moment, at now: Moment) {
    self.holder = holder
    let person = Person(name: holder.user.name, traits: holder.traits)
    self.person = person
    roles = holder.holdings.map { held in
      CountedRole(
        role: ResolvedRole(held.role, for: person), until: held.until, source: Grant.Source(held.holding.source),
        isDenyOnly: held.holding.isDenyOnly)
    }
    from = now
    let ends = holder.holdings.map(\.until) + [holder.traitsUntil, holder.user.metadata.expires.orNever, lockEnd]
    until = ends.min() ?? .never
  }

  func holds(at now: Moment) -> Bool { from <= now && now < until }

  /// A role that the user does not hold, with its templates filled in.
  func resolved(_ role: CompiledRole) -> ResolvedRole {
    memory.withLock { memory in
      let key = ObjectIdentifier(role)
      if let known = memory.resolved[key] { return known }
      let fresh = ResolvedRole(role, for: person)
      memory.resolved[key] = fresh
      return fresh
    }
  }

  /// Until when a role may be asked for; nil when it may not. See ``Holder/askable(_:isForResources:)``.
  func askable(_ role: RoleName, isForResources: Bool) -> Moment? {
    let key = AskableKey(role: role, isForResources: isForResources)
    if let known = memory.withLock({ $0.askable[key] }) { return known }
    let fresh = holder.askable(role, isForResources: isForResources)
    memory.withLock { $0.askable[key] = .some(fresh) }
    return fresh
  }

  /// Roles through which the user may ask for resources, sorted by name; some may not exist.
  var askableForResources: [RoleName] {
    if let known = memory.withLock({ $0.askableForResources }) { return known }
    let fresh = holder.askableForResources.keys.sorted()
    memory.withLock { $0.askableForResources = fresh }
    return fresh
  }

  /// Whether a rule that somebody wrote shows all of a kind; the implicit role's rules do not, since with
  /// them labels do the filtering.
  func seesAll(_ kind: ResourceKind) -> Bool {
    if let known = memory.withLock({ $0.seesAll[kind] }) { return known }
    let rights = holder.rights
    let fresh = [Verb.read, .list].contains { rights.allow($0, kind.rawValue) }
    memory.withLock { $0.seesAll[kind] = fresh }
    return fresh
  }

  /// Roles as which the user may look at requested resources, sorted by name; some may not exist.
  var previewable: [RoleName] {
    if let known = memory.withLock({ $0.previewable }) { return known }
    let denied = Set(holder.holdings.flatMap { $0.role.deny.review.previewAsRoles })
    let fresh = Set(holder.granting.flatMap { $0.role.allow.review.previewAsRoles }).subtracting(denied).sorted()
    memory.withLock { $0.previewable = fresh }
    return fresh
  }
}

/// The standings that were worked out for one state of users, roles, lists, members and locks.
///
/// Worlds that agree in all of these share one; a World in which one of them changes takes a new one, so
/// nothing in it is ever out of date but by time, which every standing checks itself.
final class StandingCache: Sendable {
  private let standings = Mutex<[UserKey: StandingRoles]>([:])
  /// Beyond this many users it starts again: a bound on memory, not on correctness.
  private static let limit = 4096

  func find(_ user: UserKey, at now: Moment) -> StandingRoles? {
    standings.withLock { standings in standings[user].flatMap { $0.holds(at: now) ? $0 : nil } }
  }

  func keep(_ standing: StandingRoles, of user: UserKey) {
    standings.withLock { standings in
      if standings.count >= Self.limit { standings.removeAll(keepingCapacity: true) }
      standings[user] = standing
    }
  }
}

extension World {
  /// A user's standing roles; nil when they do not exist.
  func standingRoles(of user: UserName, at now: Moment) -> StandingRoles? {
    if let known = standings.find(user.key, at: now) { return known }
    guard let holder = holder(user, at: now) else { return nil }
    let lockEnd = holder.isLocked ? (lockInForce(on: user, at: now)?.spec.expires.orNever ?? now) : .never
    let fresh = StandingRoles(holder, lockEnd: lockEnd, at: now)
    standings.keep(fresh, of: user.key)
    return fresh
  }
}

extension Record.Kind {
  /// Whether what a user holds by standing may depend on records of the kind.
  var concernsStanding: Bool {
    switch self {
    case .user, .role, .list, .member, .lock: true
    default: false
    }
  }
}
