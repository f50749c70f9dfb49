public import ThresholdModel

extension World {
  /// Why somebody may not review a request; nil when they may.
  ///
  /// Never one's own; every requested role must be matched by some `review_requests` of a standing role of theirs
  /// that applies to the request, and none by a deny that does; assumed requests lend no such right. To somebody
  /// who may not even see the request it does not exist. Source: reference, lists-and-requests §6.1.
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
    let roles = request.spec.reviewedRoles.map { "`\($0.text.escapedForDisplay)`" }.joined(separator: ", ")
    return Problem(.accessDenied, "no role of yours lets you review requests for \(roles)")
  }

  func mayReview(_ reviewer: UserName, _ spec: AccessRequestSpec, at now: Moment) -> Bool {
    guard let holder = standingRoles(of: reviewer, at: now)?.holder else { return false }
    return holder.mayReview(spec)
  }

  static func noSuchRequest(_ id: RequestID) -> Problem { .notFound("access request", id.text) }
}

extension Holder {
  /// Judged by the roles that were asked for, even when an override approved just a part of them.
  func mayReview(_ spec: AccessRequestSpec) -> Bool {
    let roles = spec.reviewedRoles
    guard !isLocked, spec.user.key != user.name.key, !roles.isEmpty else { return false }
    let scope = ReviewerScope(self, spec)
    func applies(_ review: CompiledReview) -> Bool { !review.isEmpty && review.applies(in: scope) }
    // A name is looked for first: conditions cost more.
    let isDenied = holdings.contains { held in
      let review = held.role.deny.review
      return roles.contains { review.names($0, with: traits) } && applies(review)
    }
    guard !isDenied else { return false }
    let blocks = granting.map(\.role.allow.review).filter { review in
      roles.contains { review.names($0, with: traits) } && applies(review)
    }
    return roles.allSatisfy { role in blocks.contains { $0.names(role, with: traits) } }
  }
}
