public import ThresholdModel

extension World {
  /// The request after somebody with the right bypassed the reviews: recorded, with a reason, never on
  /// one's own. Pending becomes approved or denied, approved may become denied, denied is final.
  ///
  /// The right itself (`update` on `access_request`, or the server's own machine) is the caller's to check.
  /// Source: reference, lists-and-requests §6.4.
  /// - Parameter author: a user name, or `local:NAME` for the operating-system user at the server's machine.
  /// - Throws: ``Problem`` of kind `badParameter` without a reason or for a decided request, `accessDenied`
  ///   for one's own or one that is over.
  public func overridden(
    _ request: AccessRequest, approve: Bool, by author: String, reason: String, at now: Moment
  ) throws(Problem) -> AccessRequest {
    try checkReason(reason, isRequired: true)
    guard UserName(author).key != request.spec.user.key else {
      throw Problem(.accessDenied, "nobody decides their own access request")
    }
    switch (request.spec.state, approve) {
    case (.pending, _), (.approved, false):
      guard request.isAlive(at: now) else { throw Problem(.accessDenied, "this access request is over") }
    case (.denied, false): return request
    case (.approved, true), (.denied, true), (.promoted, _), (.ended, _), (.expired, _):
      throw Problem(
        .badParameter, "this access request is already \(request.spec.state.text)", hint: approve ? "ask for a new request" : nil)
    }
    var result = request
    result.spec.override = Override(author: author, reason: reason, at: now)
    result.resolve(approve ? .approved : .denied, reason: reason)
    return result
  }
}
