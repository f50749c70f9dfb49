public import ThresholdModel

extension World {
  /// The request after a review: a denial denies at once, an approval approves once one person who may
  /// review *now* approves. Source: reference, lists-and-requests §6.3 and §6.4 (default thresholds).
  /// - Parameter review: its author is the signed-in person.
  /// - Throws: ``Problem`` of kind `notFound` or `accessDenied` as ``mayReview(_:_:at:)`` says, `accessDenied`
  ///   for a second review by one person and for a request that is decided or over, `badParameter` for a
  ///   proposal, reason or start that cannot be.
  public func reviewed(_ request: AccessRequest, by review: Review, at now: Moment) throws(Problem) -> AccessRequest {
    if let problem = mayReview(review.author, request, at: now) { throw problem }
    try checkOpen(request, at: now)
    guard !request.spec.reviews.contains(where: { $0.author.key == review.author.key }) else {
      throw Problem(.accessDenied, "you have already reviewed this access request")
    }
    try checkProposal(review, for: request)
    var result = request
    result.spec.reviews.append(review)
    if let start = review.assumeStart { result.spec.assumeStart = start }
    if review.proposed == .denied {
      result.resolve(.denied, reason: review.reason)
    } else if approvals(of: result, at: now) >= Self.approvalsNeeded {
      result.resolve(.approved, reason: review.reason)
    }
    return result
  }

  private static let approvalsNeeded = 1

  /// People who approved and may review at this moment; each counts once.
  private func approvals(of request: AccessRequest, at now: Moment) -> Int {
    let authors = request.spec.reviews.filter { $0.proposed == .approved }.map(\.author)
    return Set(authors.filter { mayReview($0, request.spec, at: now) }.map(\.key)).count
  }

  private func checkOpen(_ request: AccessRequest, at now: Moment) throws(Problem) {
    guard request.spec.state == .pending else {
      throw Problem(
        .accessDenied, "this access request is already \(request.spec.state.text)",
        hint: "see what waits for you: tsh request ls --reviewable")
    }
    guard request.isAlive(at: now) else {
      throw Problem(.accessDenied, "this access request was open until \(request.spec.recordExpires)", hint: "ask again")
    }
  }

  private func checkProposal(_ review: Review, for request: AccessRequest) throws(Problem) {
    try checkReason(review.reason)
    switch review.proposed {
    case .approved:
      guard let start = review.assumeStart else { return }
      try RequestTimes.checkStart(start, created: request.spec.created, accessExpires: request.spec.accessExpires)
    case .denied:
      guard review.assumeStart == nil else {
        throw Problem(.badParameter, "a denial cannot set a start", path: "assume_start_time")
      }
    case .promoted:
      throw Problem(
        .notImplemented, "promotion to a list is not supported by this version", hint: "approve or deny", path: "proposed_state")
    case .pending, .ended, .expired:
      throw Problem(.badParameter, "a review must approve or deny", hint: "add --approve or --deny", path: "proposed_state")
    }
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
