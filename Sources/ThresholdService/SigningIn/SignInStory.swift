import ThresholdCertificates
public import ThresholdModel
import ThresholdRules
import ThresholdStore

/// A sign-in, begun.
public struct StartedSignIn: Sendable {
  public let signIn: SignIn
  /// The client certificate in PEM.
  public let certificate: String
  /// Lines to show after signing in.
  public let notices: [String]
}

extension Stories {
  /// How long a sign-in lasts when nothing shortens it.
  public static let defaultSignIn = Span.hours(12)
  /// Certificates begin this much early, for clocks that run behind.
  static let certificateHeadStart = IssuedCertificate.clockGrace

  /// Signs a person in by password. Unknown users, wrong passwords and users without a password get the
  /// same answer after the same time.
  /// - Parameter ttl: the wished length; cut to what the roles allow.
  /// - Throws: ``Problem`` of kind `unauthenticated`; `tooManyRequests` while the account or address has
  ///   to wait; `accessDenied` for a locked user who gave the right password; `badParameter` for a bad key.
  public func signIn(
    user name: UserName, password: String, publicKeyPEM: String, ttl: Span?, address: String
  ) async throws(Problem) -> StartedSignIn {
    try await gate.admit(name, from: address, at: now)
    let record = await passwordRecord(of: name)
    guard try await passwords.matches(password, record), let user = world.user(name) else {
      await gate.failed(name, from: address, at: now)
      try await recordFailure(of: name, from: address, why: "wrong user or password")
      throw Problem(.unauthenticated, "wrong user or password", hint: "check both and try again")
    }
    if let lock = world.lockInForce(on: user.name, at: now) {
      try await recordFailure(of: name, from: address, why: lock.refusal)
      throw Problem(.accessDenied, lock.refusal, hint: "ask an admin")
    }
    await gate.succeeded(name)
    let started = try await beginSignIn(of: user.name, ttl: ttl ?? Self.defaultSignIn, address: address)
    // A password that was changed while this one was checked: a change before our commit shows here, one
    // after it has ended our sign-in itself.
    guard await passwordRecord(of: user.name) == record else {
      try? await endSignIn(started.id, by: .person(Person(user: started.user, signIn: started.id, address: address)))
      throw Problem(.unauthenticated, "wrong user or password", hint: "check both and try again")
    }
    let certificate = try authorities.user.issueClient(
      Identity(user: started.user, signIn: started.id), publicKeyPEM: publicKeyPEM, notBefore: started.created - Self.certificateHeadStart,
      notAfter: started.expires)
    return StartedSignIn(signIn: started, certificate: certificate, notices: await notices(for: user.name))
  }

  private func passwordRecord(of user: UserName) async -> PasswordRecord? {
    guard case .password(let record) = try? await store.record(Record.Key(.password, user.key.folded)) else { return nil }
    return record
  }

  private func recordFailure(of user: UserName, from address: String, why: String) async throws(Problem) {
    // What was typed as a user name may be a password by mistake: only names that exist go on the log.
    let shown = world.user(user)?.name.text
    _ = try await committer.commit { situation in
      Draft(
        events: [
          AuditEvent(
            .signInFailed, time: situation.now, uid: freshID(), user: shown,
            details: ["method": "local", "success": false, "error": .text(why), "addr.remote": .text(address)])
        ], answer: true)
    }
  }

  private func beginSignIn(of name: UserName, ttl: Span, address: String) async throws(Problem) -> SignIn {
    try await committer.commit { (situation) throws(Problem) in
      let (world, now) = (situation.world, situation.now)
      guard let user = world.user(name) else { throw Problem(.unauthenticated, "wrong user or password", hint: "check both and try again") }
      let lifetime = world.signInLifetime(of: name, asked: ttl, at: now)
      let signIn = SignIn(id: SignInID(freshID()), user: user.name, created: now, expires: now + lifetime, address: address)
      let stale = world.signIns(of: user.name).filter { $0.expires <= now }.map { Change.delete(.signIn($0.id, of: user.name)) }
      let event = AuditEvent(
        .signedIn, time: now, uid: freshID(), user: user.name.text,
        details: [
          "method": "local", "success": true, "addr.remote": .text(address), "sign_in": .text(signIn.id.text),
          "expires": .text(signIn.expires.rfc3339),
        ])
      return Draft(stale + [.put(.signIn(signIn))], events: [event], answer: signIn)
    }.answer
  }
}
