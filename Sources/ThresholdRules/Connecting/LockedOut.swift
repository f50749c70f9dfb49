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
    let subject = LockSubject(presence, on: key)
    guard lockInForce(matching: subject, at: now) == nil else { return nil }
    var left = access
    for field in [PrincipalField.logins, .windowsLogins] where left.accounts[field] != nil {
      let logins = left[field].filter { lockInForce(matching: subject.as($0), at: now) == nil }
      guard !logins.isEmpty else { return nil }
      left.accounts[field] = logins
    }
    return left
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
