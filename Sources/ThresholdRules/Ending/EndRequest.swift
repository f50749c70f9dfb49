public import ThresholdModel

extension World {
  /// An approved request, ended by somebody else before its time; what it gave ends with the commit.
  ///
  /// The right (`update` on `access_request`, or the server's own machine) is the caller's to check.
  /// - Parameter author: a user name, or `local:NAME`.
  /// - Throws: ``Problem`` of kind `badParameter` without a reason, `accessDenied` when nothing is left to end.
  public func revoked(_ request: AccessRequest, by author: String, reason: String, at now: Moment) throws(Problem) -> AccessRequest {
    try checkReason(reason, isRequired: true)
    return try ended(request, author, reason, at: now)
  }

  /// One's own approved request, ended before its time.
  /// - Throws: ``Problem`` of kind `notFound` for somebody else's, `accessDenied` when nothing is left to end.
  public func ended(_ request: AccessRequest, by user: UserName, reason: String = "", at now: Moment) throws(Problem) -> AccessRequest {
    try checkReason(reason)
    guard request.spec.user.key == user.key else { throw Self.noSuchRequest(request.id) }
    return try ended(request, user.text, reason, at: now)
  }

  private func ended(_ request: AccessRequest, _ author: String, _ reason: String, at now: Moment) throws(Problem) -> AccessRequest {
    guard request.spec.state == .approved, request.isAlive(at: now) else {
      let state = request.spec.state == .approved ? RequestState.expired : request.spec.state
      throw Problem(
        .accessDenied, "only approved access requests can be ended, this one is \(state.text)", hint: "see how they stand: tsh request ls")
    }
    var result = request
    result.spec.state = .ended
    result.spec.ended = Ended(by: author, reason: reason, at: now)
    return result
  }
}
