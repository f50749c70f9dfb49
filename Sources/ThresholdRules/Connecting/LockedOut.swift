import HashTreeCollections
import ThresholdModel

/// What locks take away from somebody who is at hand. Source: reference, roles-and-resources §8.
extension World {
  /// Whether a lock shuts the user out of everything: one of the user, of any role that they have, or of a request that
  /// the sign-in has assumed.
  func isShutOut(_ presence: Presence, at now: Moment) -> Bool {
    !locksByName.isEmpty && lockInForce(matching: LockSubject(presence), at: now) != nil
  }

  /// The accounts that no lock shuts out on a resource; nil when none is left, or the resource itself is locked.
  func unlocked(_ access: PrincipalSet, of presence: Presence, on key: ResourceKey, at now: Moment) -> PrincipalSet? {
    guard !locksByName.isEmpty else { return access }
    return unlocked(access, openLocks(on: presence, at: now), on: key)
  }

  /// What is missing for each lock in force to shut a user out: of a lock that names facts of the user, the other
  /// facts. A lock whose missing facts are of other people, or of what is never known here, misses for ever.
  func openLocks(on presence: Presence, at now: Moment) -> [Set<LockFact>] {
    guard !locksByName.isEmpty else { return [] }
    let facts = LockSubject(presence).facts
    return locksByName.values.compactMap { lock in
      let wanted = Set(LockFact.all(of: lock.spec.target))
      guard !wanted.isEmpty, lock.isInForce(at: now) else { return nil }
      let missing = wanted.subtracting(facts)
      return missing.allSatisfy(\.isOfResource) ? missing : nil
    }
  }

  /// The accounts that are left on a resource beside locks; nil when none is, or the resource itself is locked.
  /// - Parameter locks: as ``openLocks(on:at:)`` answers them.
  func unlocked(_ access: PrincipalSet, _ locks: [Set<LockFact>], on key: ResourceKey) -> PrincipalSet? {
    guard !locks.isEmpty else { return access }
    let resource = Set(LockFact(key).map { [$0] } ?? [])
    guard !locks.contains(where: { $0.isSubset(of: resource) }) else { return nil }
    var left = access
    for field in [PrincipalField.logins, .windowsLogins] where left.accounts[field] != nil {
      let logins = left[field].filter { login in
        let facts = resource.union([LockFact(.login, login)])
        return !locks.contains { $0.isSubset(of: facts) }
      }
      guard !logins.isEmpty else { return nil }
      left.accounts[field] = logins
    }
    return left
  }
}

extension LockFact {
  /// Whether the fact is known only where somebody connects to a resource.
  fileprivate var isOfResource: Bool {
    switch field {
    case .login, .serverID, .windowsDesktop: true
    default: false
    }
  }

  /// The fact that names a resource; nil for kinds that locks do not name.
  fileprivate init?(_ key: ResourceKey) {
    switch key.kind {
    case .node: self.init(.serverID, key.name)
    case .windowsDesktop: self.init(.windowsDesktop, key.name)
    default: return nil
    }
  }
}

extension LockSubject {
  /// The user with every role and every assumed request.
  init(_ presence: Presence) {
    self.init(user: presence.user.name)
    roles = presence.everywhere.map(\.role.name) + presence.requests.flatMap { $0.roles.map(\.name) }
    requests = presence.signIn.map { Array($0.assumed.keys) } ?? []
  }

  /// The user on a resource.
  init(_ presence: Presence, on key: ResourceKey) {
    self.init(presence)
    switch key.kind {
    case .node: serverID = ServerID(key.name)
    case .windowsDesktop: windowsDesktop = key.name
    default: break
    }
  }

  /// The same with an account.
  func `as`(_ login: String) -> LockSubject {
    var subject = self
    subject.login = login
    return subject
  }
}
