public import ThresholdModel
import ThresholdRules

extension Stories {
  /// Lists sign-ins that last still: one's own, or with the right to read users anybody's.
  public func signIns(of user: UserName?, by caller: Caller) throws(Problem) -> [SignIn] {
    let (world, now) = (world, now)
    let isOwn = user.map { $0.key == caller.user?.key } ?? false
    if !isOwn, Self.may(.read, "user", caller, in: Situation(world: world, now: now)) {
      let users = user.map { [$0] } ?? world.users.map(\.name)
      return users.flatMap { world.signIns(of: $0) }.filter { now < $0.expires }.sorted { $0.created > $1.created }
    }
    guard let own = caller.user, user == nil || isOwn else { throw Problem.notFound("user", user?.text ?? "") }
    return world.signIns(of: own).filter { now < $0.expires }.sorted { $0.created > $1.created }
  }

  /// Ends a sign-in: its certificates count for nothing from here on, and what it holds open is cut.
  /// - Parameter id: nil for the caller's own; another's needs the right to update users.
  public func endSignIn(_ id: SignInID?, by caller: Caller) async throws(Problem) {
    _ = try await committer.commit { (situation) throws(Problem) in
      let own: SignInID? = if case .person(let person) = caller { person.signIn } else { nil }
      guard let wanted = id ?? own, let signIn = situation.world.signIn(wanted) else {
        throw Problem.notFound("sign-in", id?.text ?? "current")
      }
      if signIn.user.key != caller.user?.key {
        guard Self.may(.update, "user", caller, in: situation) else { throw Problem.notFound("sign-in", wanted.text) }
      }
      let event = AuditEvent(
        .signedOut, time: situation.now, uid: freshID(), user: caller.name,
        details: ["sign_in": .text(signIn.id.text), "name": .text(signIn.user.text)])
      return Draft([.delete(.signIn(signIn.id, of: signIn.user))], events: [event], answer: true)
    }
  }
}
