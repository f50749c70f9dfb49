public import ThresholdModel
import ThresholdRules

extension Stories {
  /// One person's word on somebody else's request; with enough of them the request is decided.
  public func review(
    _ id: RequestID, proposing state: RequestState, reason: String, assumeStart: Moment?, by person: Person
  ) async throws(Problem) -> AccessRequest {
    try await ensureVisible(id, to: .person(person))
    let decided = try await committer.commit { (situation) throws(Problem) in
      guard let request = situation.world.request(id) else { throw Self.ended(id) }
      let review = Review(author: person.user, proposed: state, reason: reason, created: situation.now, assumeStart: assumeStart)
      let reviewed = try situation.world.reviewed(request, by: review, at: situation.now)
      var details = Self.details(of: reviewed)
      details["reviewer"] = .text(person.user.text)
      details["proposed_state"] = .text(state.text)
      if !reason.isEmpty { details["review_reason"] = .text(reason) }
      let event = AuditEvent(.requestReviewed, time: situation.now, uid: freshID(), user: person.user.text, details: details)
      return Draft([.put(.request(reviewed))], events: [event], answer: reviewed)
    }.answer
    return world.request(id) ?? decided
  }

  /// Decides a request without its reviews: on the record as an override, with a reason, never one's own.
  /// - Parameter state: `approved` or `denied`.
  public func override(_ id: RequestID, to state: RequestState, reason: String, by caller: Caller) async throws(Problem) -> AccessRequest {
    guard state == .approved || state == .denied else {
      throw Problem(.badParameter, "an override must approve or deny", hint: "tctl requests approve ID --reason …", path: "proposed_state")
    }
    if case .local = caller, state == .approved {
      throw Problem(
        .accessDenied, "an approval needs a person's name, and this is the server's own socket",
        hint: "sign in with `tsh login`, then run the command without --data-dir")
    }
    try await ensureVisible(id, to: caller)
    let decided = try await committer.commit { (situation) throws(Problem) in
      try Self.demand(.update, "access_request", of: caller, in: situation)
      guard let request = situation.world.request(id) else { throw Self.ended(id) }
      let overridden = try situation.world.overridden(
        request, approve: state == .approved, by: caller.name, reason: reason, at: situation.now)
      var details = Self.details(of: overridden)
      details["override_reason"] = .text(reason)
      let event = AuditEvent(.requestOverridden, time: situation.now, uid: freshID(), user: caller.name, details: details)
      return Draft([.put(.request(overridden))], events: [event], answer: overridden)
    }.answer
    return world.request(id) ?? decided
  }

  /// What does not exist and what may not be seen get the same answer, before anything else is said.
  func ensureVisible(_ id: RequestID, to caller: Caller) async throws(Problem) {
    if let request = world.request(id), canSee(request, caller, in: world, at: now) { return }
    _ = try await request(id, by: caller)
  }

  /// The answer for a request that exists and is over.
  static func ended(_ id: RequestID) -> Problem {
    Problem(
      .accessDenied, "access request `\(id.text.escapedForDisplay)` is over, so nothing can be changed about it",
      hint: "tsh request show \(id.text.escapedForDisplay)")
  }
}
