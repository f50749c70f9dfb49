public import ThresholdModel

extension World {
  /// The request after a review, decided or still open. Source: reference, lists-and-requests §6.3 and §6.4.
  /// - Parameters:
  ///   - review: its author is the signed-in person; which thresholds it counts toward is worked out here.
  ///   - caller: who submits it, where that may be somebody else; nil for the author.
  /// - Throws: ``Problem`` of kind `badParameter` for what no review can say, `notFound` or `accessDenied` as
  ///   ``mayReview(_:_:at:)`` says, `accessDenied` for a second review by one person and for a request that is
  ///   decided or over, `notImplemented` for a review of a part of the roles or with annotations.
  public func reviewed(
    _ request: AccessRequest, by review: Review, as caller: UserName? = nil, at now: Moment
  ) throws(Problem) -> AccessRequest {
    try Self.checkAuthor(review, of: request, caller: caller)
    if let problem = mayReview(review.author, request, at: now) { throw problem }
    try checkReviewable(request, by: review.author, at: now)
    try Self.checkProposal(review, for: request)
    var review = review
    review.thresholds = thresholds(of: review, for: request.spec, at: now)
    var result = request
    result.spec.reviews.append(review)
    if let start = review.assumeStart { result.spec.assumeStart = start }
    switch outcome(of: result.spec, at: now) {
    case .open: break
    case .approved: result.resolve(.approved, reason: review.reason)
    case .denied: result.resolve(.denied, reason: review.reason)
    }
    return result
  }

  private static func checkAuthor(_ review: Review, of request: AccessRequest, caller: UserName?) throws(Problem) {
    guard !request.metadata.name.isEmpty else { throw Problem(.badParameter, "a review names an access request", path: "id") }
    guard !review.author.text.isEmpty else { throw Problem(.badParameter, "a review has an author", path: "author") }
    guard caller.map({ $0.key == review.author.key }) ?? true else {
      throw Problem(.badParameter, "nobody reviews in the name of `\(review.author.text.escapedForDisplay)` but themselves", path: "author")
    }
  }

  /// The request is open, and the person has not spoken yet.
  func checkReviewable(_ request: AccessRequest, by author: UserName, at now: Moment) throws(Problem) {
    guard request.spec.state == .pending else {
      throw Problem(
        .accessDenied, "this access request is already \(request.spec.state.text)",
        hint: "see what waits for you: tsh request ls --reviewable")
    }
    guard request.isAlive(at: now) else {
      throw Problem(.accessDenied, "this access request was open until \(request.spec.recordExpires)", hint: "ask again")
    }
    guard !request.spec.thresholds.isEmpty else {
      throw Problem(.badParameter, "this access request has no review thresholds, so that no review can decide it", hint: "ask again")
    }
    guard !request.spec.reviews.contains(where: { $0.author.key == author.key }) else {
      throw Problem(.accessDenied, "you have already reviewed this access request")
    }
  }

  private static func checkProposal(_ review: Review, for request: AccessRequest) throws(Problem) {
    try checkReason(review.reason)
    guard review.annotations.isEmpty else {
      throw Problem(.notImplemented, "reviews cannot carry annotations", hint: "leave them out", path: "annotations")
    }
    guard review.roles.isEmpty || Set(review.roles) == Set(request.spec.reviewedRoles) else {
      throw Problem(
        .notImplemented, "a part of the requested roles cannot be reviewed", hint: "leave the roles out to review all of them",
        path: "roles")
    }
    switch review.proposed {
    case .approved: try checkApproval(review, for: request)
    case .denied:
      guard review.assumeStart == nil else {
        throw Problem(.badParameter, "a denial cannot set a start", path: "assume_start_time")
      }
    case .promoted:
      throw Problem(
        .badParameter, "a request is promoted by a call of its own, which names the list", hint: "approve or deny", path: "proposed_state")
    case .pending, .ended, .expired:
      throw Problem(.badParameter, "a review must approve or deny", hint: "add --approve or --deny", path: "proposed_state")
    }
    guard review.accessList == nil else {
      throw Problem(.badParameter, "only a promotion names a list", hint: "leave the list out", path: "access_list")
    }
  }

  private static func checkApproval(_ review: Review, for request: AccessRequest) throws(Problem) {
    guard request.spec.kind != .longTerm else {
      throw Problem(
        .badParameter, "a long-term request asks for a place on a list and not for access, so it cannot be approved",
        hint: "promote it to a list, or deny it", path: "proposed_state")
    }
    guard let start = review.assumeStart else { return }
    try RequestTimes.checkStart(start, created: request.spec.created, accessExpires: request.spec.accessExpires)
  }
}

extension Document where Spec == AccessRequestSpec {
  /// Decides the request; from now on its record lasts as long as its access could.
  mutating func resolve(_ state: RequestState, reason: String) {
    spec.state = state
    spec.resolveReason = reason
    spec.recordExpires = spec.accessExpires
  }
}
