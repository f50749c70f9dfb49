public import ThresholdModel
import ThresholdRules

/// What somebody who bypasses the reviews decides.
public struct OverrideWish: Sendable, Hashable {
  /// `approved` or `denied`.
  public var state: RequestState
  /// Never blank.
  public var reason: String
  /// On approval the part of the roles that is approved; empty for all.
  public var roles: [RoleName]
  public var annotations: [String: [String]]
  /// On approval another earliest use.
  public var assumeStart: Moment?
  /// On whose word; empty for nobody's.
  public var delegator: String

  public init(
    state: RequestState, reason: String, roles: [RoleName] = [], annotations: [String: [String]] = [:], assumeStart: Moment? = nil,
    delegator: String = ""
  ) {
    self.state = state
    self.reason = reason
    self.roles = roles
    self.annotations = annotations
    self.assumeStart = assumeStart
    self.delegator = delegator
  }

  /// As the rules take it.
  fileprivate var decision: Decision {
    Decision(approve: state == .approved, reason: reason, roles: roles, annotations: annotations, assumeStart: assumeStart)
  }
}

extension Stories {
  /// One person's word on somebody else's request; with enough of them the request is decided.
  /// - Parameters:
  ///   - roles: empty, or all that were asked for.
  ///   - annotations: must be empty.
  public func review(
    _ id: RequestID, proposing state: RequestState, reason: String, assumeStart: Moment?, roles: [RoleName] = [],
    annotations: [String: [String]] = [:], by person: Person
  ) async throws(Problem) -> AccessRequest {
    try await ensureVisible(id, to: .person(person))
    let decided = try await committer.commit { (situation) throws(Problem) in
      guard let request = situation.world.request(id) else { throw Self.ended(id) }
      let review = Review(
        author: person.user, proposed: state, reason: reason, created: situation.now, assumeStart: assumeStart, roles: roles,
        annotations: annotations)
      let reviewed = try situation.world.reviewed(request, by: review, at: situation.now)
      let event = Self.reviewEvent(of: reviewed, by: person, proposing: state, reason: reason, at: situation.now)
      return Draft([.put(.request(reviewed))], events: [event], answer: reviewed)
    }.answer
    return world.request(id) ?? decided
  }

  /// Makes the requester a member of a list instead of giving access for a while; reviews are not counted.
  /// Source: reference, lists-and-requests §5.7.
  public func promote(_ id: RequestID, to list: ListName, reason: String, by person: Person) async throws(Problem) -> AccessRequest {
    try await ensureVisible(id, to: .person(person))
    let decided = try await committer.commit { (situation) throws(Problem) in
      guard let request = situation.world.request(id) else { throw Self.ended(id) }
      let promotion = try situation.world.promoted(request, to: list, by: person.user, reason: reason, at: situation.now)
      guard let found = situation.world.list(list) else { throw Problem.notFound("access list", list.text) }
      let events = [
        Self.reviewEvent(of: promotion.request, by: person, proposing: .promoted, reason: reason, at: situation.now),
        AuditEvent(
          .memberCreated, time: situation.now, uid: freshID(), user: person.user.text,
          details: Self.details(of: promotion.member, list: found)),
      ]
      return Draft(promotion.changes, events: events, answer: promotion.request)
    }.answer
    return world.request(id) ?? decided
  }

  private static func reviewEvent(
    of request: AccessRequest, by person: Person, proposing state: RequestState, reason: String, at now: Moment
  ) -> AuditEvent {
    var details = details(of: request)
    details["reviewer"] = .text(person.user.text)
    details["proposed_state"] = .text(state.text)
    if !reason.isEmpty { details["review_reason"] = .text(reason) }
    return AuditEvent(.requestReviewed, time: now, uid: freshID(), user: person.user.text, details: details)
  }

  /// Decides a request without its reviews: on the record as an override, with a reason, never one's own.
  public func override(_ id: RequestID, _ wish: OverrideWish, by caller: Caller) async throws(Problem) -> AccessRequest {
    guard wish.state == .approved || wish.state == .denied else {
      throw Problem(.badParameter, "an override must approve or deny", hint: "tctl requests approve ID --reason …", path: "state")
    }
    if case .local = caller, wish.state == .approved {
      throw Problem(
        .accessDenied, "an approval needs a person's name, and this is the server's own socket",
        hint: "sign in with `tsh login`, then run the command without --data-dir")
    }
    try Self.checkNotes(wish)
    try await ensureVisible(id, to: caller)
    if world.request(id) == nil {
      // What is over is kept in the store only. Denied again it stays as it is; of anything else the rule says why not.
      let stored = try await request(id, by: caller)
      try Self.demand(.update, AccessRequest.kind, about: .request(stored), of: caller, in: Situation(world: world, now: now))
      guard stored.spec.state != .pending, stored.spec.state != .approved else { throw Self.ended(id) }
      return try world.overridden(stored, wish.decision, by: caller.name, at: now)
    }
    let decided = try await committer.commit { (situation) throws(Problem) -> Draft<AccessRequest> in
      guard let request = situation.world.request(id) else { throw Self.ended(id) }
      try Self.demand(.update, AccessRequest.kind, about: .request(request), of: caller, in: situation)
      let overridden = try situation.world.overridden(request, wish.decision, by: caller.name, at: situation.now)
      var details = Self.details(of: overridden)
      details["override_reason"] = .text(wish.reason)
      details["updated_by"] = .text(caller.name)
      if !wish.delegator.isEmpty { details["delegator"] = .text(wish.delegator) }
      let event = AuditEvent(.requestOverridden, time: situation.now, uid: freshID(), user: caller.name, details: details)
      return Draft([.put(.request(overridden))], events: [event], answer: overridden)
    }.answer
    return world.request(id) ?? decided
  }

  /// Decides all of a request without its reviews.
  /// - Parameter state: `approved` or `denied`.
  public func override(_ id: RequestID, to state: RequestState, reason: String, by caller: Caller) async throws(Problem) -> AccessRequest {
    try await override(id, OverrideWish(state: state, reason: reason), by: caller)
  }

  /// What goes with a decision stays small: it is kept with the request and in the audit log.
  private static func checkNotes(_ wish: OverrideWish) throws(Problem) {
    guard wish.delegator.utf8.count <= 256 else {
      throw Problem(.badParameter, "the delegator is longer than 256 bytes", path: "delegator")
    }
    let size = wish.annotations.reduce(0) { size, pair in size + pair.key.utf8.count + pair.value.reduce(0) { $0 + $1.utf8.count + 1 } }
    guard size <= 4096 else {
      throw Problem(.badParameter, "the annotations are together longer than 4096 bytes", path: "annotations")
    }
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
