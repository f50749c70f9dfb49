public import ThresholdModel

extension World {
  /// Whether an administrative rule lets a user do something to documents of a kind.
  ///
  /// A deny rule of any role wins; `read` also satisfies `readnosecrets`, no other verb implies another.
  /// False for users who are locked or do not exist. Source: reference, roles-and-resources §3.5.
  /// - Parameter kind: as in documents, for example `access_list`.
  public func may(_ user: UserName, _ verb: Verb, _ kind: String, at now: Moment) -> Bool {
    holder(user, at: now).map { $0.may(verb, kind) } ?? false
  }

  /// Whether a deny rule takes something from a user that needs no allow rule, such as seeing one's own requests.
  public func isDenied(_ user: UserName, _ verb: Verb, _ kind: String, at now: Moment) -> Bool {
    holder(user, at: now).map { $0.isDenied(verb, kind) } ?? true
  }
}

extension Holder {
  func may(_ verb: Verb, _ kind: String) -> Bool {
    !isLocked && !isDenied(verb, kind) && granting.contains { held in held.role.allow.rules.contains { $0.covers(verb, kind) } }
  }

  func isDenied(_ verb: Verb, _ kind: String) -> Bool {
    isLocked || holdings.contains { held in held.role.deny.rules.contains { $0.covers(verb, kind) } }
  }
}
