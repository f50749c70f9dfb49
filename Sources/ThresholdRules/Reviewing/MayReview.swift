public import ThresholdModel

extension World {
  /// Why somebody may not review a request; nil when they may.
  ///
  /// Never one's own; every requested role must match a `review_requests.roles` of some standing role of
  /// theirs and no deny of any; assumed requests lend no such right. To somebody who may not even see the
  /// request it does not exist. Source: reference, lists-and-requests §6.1.
  public func mayReview(_ reviewer: UserName, _ request: AccessRequest, at now: Moment) -> Problem? {
    if mayReview(reviewer, request.spec, at: now) { return nil }
    guard canSee(request, as: reviewer, at: now) else { return Self.noSuchRequest(request.id) }
    if let lock = lockInForce(on: reviewer, at: now) { return Problem(.accessDenied, lock.refusal.escapedForDisplay) }
    if reviewer.key == request.spec.user.key {
      return Problem(
        .accessDenied, "nobody reviews their own access request",
        hint: request.spec.suggestedReviewers.isEmpty
          ? nil : "ask \(request.spec.suggestedReviewers.prefix(5).map(\.text.escapedForDisplay).joined(separator: ", "))")
    }
    return Problem(
      .accessDenied,
      "no role of yours lets you review requests for \(request.spec.roles.map { "`\($0.text.escapedForDisplay)`" }.joined(separator: ", "))"
    )
  }

  func mayReview(_ reviewer: UserName, _ spec: AccessRequestSpec, at now: Moment) -> Bool {
    guard reviewer.key != spec.user.key, let holder = holder(reviewer, at: now), !holder.isLocked, !spec.roles.isEmpty else { return false }
    return holder.mayReview(spec.roles)
  }

  static func noSuchRequest(_ id: RequestID) -> Problem { .notFound("access request", id.text) }
}

extension Holder {
  func mayReview(_ roles: [RoleName]) -> Bool {
    roles.allSatisfy { name in
      !holdings.contains { $0.role.deny.reviewRoles.matches(name) } && granting.contains { $0.role.allow.reviewRoles.matches(name) }
    }
  }
}
