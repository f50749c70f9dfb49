public import ThresholdModel
import ThresholdRules

extension Stories {
  /// Makes approved requests count for this sign-in, in every copy of its certificate, at once.
  public func assume(_ ids: [RequestID], by person: Person) async throws(Problem) -> SignInStatus {
    guard !ids.isEmpty, ids.count <= 100 else {
      throw Problem(.badParameter, "name between 1 and 100 requests to assume", hint: "tsh login --request-id=ID")
    }
    _ = try await committer.commit { (situation) throws(Problem) in
      var signIn: SignIn?
      var events: [AuditEvent] = []
      var world = situation.world
      for id in ids.uniqued() {
        let next = try world.assumed(id, by: person.user, signIn: person.signIn, at: situation.now)
        world = try world.applying([.put(.signIn(next))], at: situation.now)
        events.append(
          AuditEvent(
            .requestAssumed, time: situation.now, uid: freshID(), user: person.user.text,
            details: ["id": .text(id.text), "sign_in": .text(person.signIn.text), "expires": .text(next.assumed[id]?.rfc3339 ?? "")]))
        signIn = next
      }
      guard let signIn else { throw Problem.notFound("sign-in", person.signIn.text) }
      return Draft([.put(.signIn(signIn))], events: events, answer: true)
    }
    return try await status(of: person)
  }

  /// Makes requests no longer count for this sign-in, and cuts what stood on them.
  /// - Parameter ids: `*` or nothing drops all; an unknown one is no error.
  public func drop(_ ids: [RequestID], by person: Person) async throws(Problem) -> SignInStatus {
    _ = try await committer.commit { (situation) throws(Problem) in
      let before = situation.world.signIn(person.signIn)?.assumed ?? [:]
      let named: [RequestID]? = ids.isEmpty || ids.contains("*") ? nil : ids
      let signIn = try situation.world.dropped(named, by: person.user, signIn: person.signIn, at: situation.now)
      let dropped = before.keys.filter { signIn.assumed[$0] == nil }
      let events = dropped.sorted().map { id in
        AuditEvent(
          .requestDropped, time: situation.now, uid: freshID(), user: person.user.text,
          details: ["id": .text(id.text), "sign_in": .text(person.signIn.text)])
      }
      return Draft(dropped.isEmpty ? [] : [.put(.signIn(signIn))], events: events, answer: true)
    }
    return try await status(of: person)
  }
}
