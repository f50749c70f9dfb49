import HashTreeCollections
import ThresholdModel

extension World {
  /// Until when a user meets requirements; nil when they do not.
  ///
  /// Everything must be held, and held by the user's own document: what lists give does not count. A
  /// required trait without values asks for the trait alone; a required role that does not exist is held
  /// by nobody. Texts compare byte for byte. Source: reference, lists-and-requests §3.2.
  func end(of requirements: Requirements, for user: User, at now: Moment) -> Moment? {
    var end = Moment.never
    for name in requirements.roles {
      guard user.spec.roles.contains(name), let role = rolesByName[name]?.role, role.exists(at: now) else { return nil }
      end = min(end, role.metadata.expires.orNever)
    }
    for (key, wanted) in requirements.traits {
      guard let held = user.spec.traits.exactValues(key) else { return nil }
      guard wanted.allSatisfy({ value in held.contains { $0.isExactly(value) } }) else { return nil }
    }
    return end
  }
}

extension Traits {
  /// The values under a key that is the same bytes; nil when there is no such key.
  func exactValues(_ key: String) -> [String]? {
    guard let place = index(forKey: key), self[place].key.isExactly(key) else { return nil }
    return self[place].value
  }
}
