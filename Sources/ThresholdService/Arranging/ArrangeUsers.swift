public import ThresholdModel
import ThresholdRules

extension Stories {
  /// Makes a user with a password.
  /// - Throws: ``Problem`` of kind `alreadyExists` (also for another spelling), `badParameter` for a role that does not exist.
  public func addUser(
    name: UserName, roles: [RoleName], traits: Traits, password: String, by caller: Caller
  ) async throws(Problem) -> User {
    try demand(.create, "user", of: caller)
    try NameRule.user.check(name.text)
    let value: Value
    do { value = try User(name: name, roles: roles, traits: traits).value() } catch {
      throw Problem(.badParameter, "the user cannot be written", cause: "\(error)")
    }
    let user = try User(reading: value)
    let record = try await passwords.record(password, of: name, at: now)
    _ = try await committer.commit { (situation) throws(Problem) in
      try Self.demand(.create, "user", of: caller, in: situation)
      if let existing = situation.world.user(name) {
        throw Problem(.alreadyExists, "user `\(existing.name)` exists already", hint: "tctl users update \(existing.name) --set-roles …")
      }
      let event = AuditEvent(
        .userCreated, time: situation.now, uid: freshID(), user: caller.name,
        details: ["name": .text(name.text), "roles": .list(roles.map { .text($0.text) })])
      return Draft([.put(.user(user)), .put(.password(record))], events: [event], answer: true)
    }
    return world.user(name) ?? user
  }

  /// Sets a user's password and ends the user's sign-ins: whoever knew the old one is out. It needs the
  /// right to update users, also for one's own: a sign-in that was stolen must not become a password.
  public func setPassword(of name: UserName, to password: String, by caller: Caller) async throws(Problem) {
    try demand(.update, "user", of: caller)
    let record = try await passwords.record(password, of: name, at: now)
    _ = try await committer.commit { (situation) throws(Problem) in
      try Self.demand(.update, "user", of: caller, in: situation)
      guard let user = situation.world.user(name) else { throw Problem.notFound("user", name.text) }
      let ended = situation.world.signIns(of: user.name)
      let events =
        [
          AuditEvent(.passwordChanged, time: situation.now, uid: freshID(), user: caller.name, details: ["name": .text(user.name.text)])
        ]
        + ended.map { signIn in
          AuditEvent(
            .signedOut, time: situation.now, uid: freshID(), user: caller.name,
            details: ["sign_in": .text(signIn.id.text), "name": .text(signIn.user.text), "reason": "password changed"])
        }
      return Draft(
        [.put(.password(record))] + ended.map { .delete(.signIn($0.id, of: $0.user)) }, events: events, answer: true)
    }
  }
}
