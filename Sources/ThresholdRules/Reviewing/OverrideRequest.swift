public import ThresholdModel

/// What somebody who bypasses the reviews decides.
public struct Decision: Sendable, Hashable {
  public var approve: Bool
  /// Never blank.
  public var reason: String
  /// On approval the part of the roles that is approved; empty for all.
  public var roles: [RoleName]
  /// For those who watch requests.
  public var annotations: [String: [String]]
  /// On approval a new start; nil leaves it.
  public var assumeStart: Moment?

  public init(
    approve: Bool, reason: String, roles: [RoleName] = [], annotations: [String: [String]] = [:], assumeStart: Moment? = nil
  ) {
    self.approve = approve
    self.reason = reason
    self.roles = roles
    self.annotations = annotations
    self.assumeStart = assumeStart
  }
}

extension World {
  /// The request after somebody with the right bypassed the reviews: recorded, with a reason, never on
  /// one's own. Pending becomes approved or denied, approved may become denied, denied is final: denying it again
  /// changes nothing.
  ///
  /// The right itself (`update` on `access_request`, or the server's own machine) is the caller's to check.
  /// Source: reference, lists-and-requests §6.4; design, §2.
  /// - Parameter author: a user name, or `local:NAME` for the operating-system user at the server's machine.
  /// - Throws: ``Problem`` of kind `badParameter` without a reason, for a decided request, for roles that were not
  ///   asked for or that go with a denial, and for a start that cannot be; `accessDenied` for one's own or one that
  ///   is over.
  public func overridden(
    _ request: AccessRequest, _ decision: Decision, by author: String, at now: Moment
  ) throws(Problem) -> AccessRequest {
    try checkReason(decision.reason, isRequired: true)
    guard UserName(author).key != request.spec.user.key else {
      throw Problem(.accessDenied, "nobody decides their own access request")
    }
    guard decision.approve || decision.roles.isEmpty else {
      throw Problem(.badParameter, "only an approval can be for a part of the roles", hint: "leave the roles out", path: "roles")
    }
    guard decision.approve || decision.assumeStart == nil else {
      throw Problem(.badParameter, "a denial cannot set a start", path: "assume_start_time")
    }
    switch (request.spec.state, decision.approve) {
    case (.pending, _), (.approved, false):
      guard request.isAlive(at: now) else { throw Problem(.accessDenied, "this access request is over") }
    case (.denied, false): return request
    case (.approved, true), (.denied, true), (.promoted, _), (.ended, _), (.expired, _):
      throw Problem(
        .badParameter, "this access request is already \(request.spec.state.text)", hint: decision.approve ? "ask for a new request" : nil)
    }
    return try decided(request, decision, by: author, at: now)
  }

  /// Approving or denying all of it.
  public func overridden(
    _ request: AccessRequest, approve: Bool, by author: String, reason: String, at now: Moment
  ) throws(Problem) -> AccessRequest {
    try overridden(request, Decision(approve: approve, reason: reason), by: author, at: now)
  }

  private func decided(
    _ request: AccessRequest, _ decision: Decision, by author: String, at now: Moment
  ) throws(Problem) -> AccessRequest {
    var result = request
    if decision.approve {
      guard request.spec.kind != .longTerm else {
        throw Problem(
          .badParameter, "a long-term request asks for a place on a list and not for access, so it cannot be approved",
          hint: "promote it to a list, or deny it")
      }
      try narrow(&result.spec, to: decision.roles)
      if let start = decision.assumeStart {
        try RequestTimes.checkStart(start, created: request.spec.created, accessExpires: request.spec.accessExpires)
        result.spec.assumeStart = start
      }
    }
    result.spec.resolveAnnotations = decision.annotations
    result.spec.override = Override(author: author, reason: decision.reason, at: now)
    result.resolve(decision.approve ? .approved : .denied, reason: decision.reason)
    return result
  }

  /// Leaves a part of the roles; what was asked for stays on record, and reviewers are judged by it.
  private func narrow(_ spec: inout AccessRequestSpec, to roles: [RoleName]) throws(Problem) {
    let part = Set(roles)
    guard !part.isEmpty, part != Set(spec.roles) else { return }
    if let foreign = roles.first(where: { !spec.roles.contains($0) }) {
      throw Problem(
        .badParameter, "role `\(foreign.text.escapedForDisplay)` was not asked for",
        hint: "name some of \(spec.roles.prefix(5).map(\.text.escapedForDisplay).joined(separator: ", "))", path: "roles")
    }
    spec.originalRoles = spec.reviewedRoles
    spec.roles = part.sorted()
  }
}
