import HashTreeCollections
public import ThresholdModel

extension World {
  /// The pending and approved requests that a user may see: their own, those they may review, and all for
  /// whoever may list and read `access_request`; newest first. Source: reference, lists-and-requests §6.5.
  public func visibleRequests(to user: UserName, at now: Moment) -> [AccessRequest] {
    guard let viewer = RequestViewer(standingRoles(of: user, at: now)?.holder) else { return [] }
    return requestsByID.values.filter { $0.isAlive(at: now) && viewer.canSee($0.spec) }.sorted(by: AccessRequest.byAge)
  }

  /// Whether a user may know of a request, ended ones included.
  public func canSee(_ request: AccessRequest, as user: UserName, at now: Moment) -> Bool {
    RequestViewer(standingRoles(of: user, at: now)?.holder)?.canSee(request.spec) ?? false
  }

  /// Why a user may not list even their own requests: a role denies to read or to list them. Nil when they may,
  /// which needs no allow rule.
  public func mayListRequests(_ user: UserName, at now: Moment) -> Problem? {
    guard let viewer = RequestViewer(standingRoles(of: user, at: now)?.holder) else { return .notFound("user", user.text) }
    return viewer.seesOwn ? nil : Problem(.accessDenied, "a role of yours denies seeing access requests")
  }
}

/// Somebody who looks at requests, with what their roles say about that.
private struct RequestViewer {
  let holder: Holder
  let seesAll: Bool
  let seesOwn: Bool

  /// Nil for users who do not exist or are locked.
  init?(_ holder: Holder?) {
    guard let holder, !holder.isLocked else { return nil }
    self.holder = holder
    let rights = holder.rights
    seesAll = rights.allow(.list, AccessRequest.kind) && rights.allow(.read, AccessRequest.kind)
    seesOwn = !rights.deny(.read, AccessRequest.kind) && !rights.deny(.list, AccessRequest.kind)
  }

  func canSee(_ spec: AccessRequestSpec) -> Bool {
    if seesAll { return true }
    return spec.user.key == holder.user.name.key ? seesOwn : holder.mayReview(spec)
  }
}
