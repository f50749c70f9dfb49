import HashTreeCollections
public import ThresholdModel

extension World {
  /// The sign-in after assuming an approved request: what it gives counts for this sign-in from now on.
  ///
  /// It counts until the earliest of the access expiry, one session's length from now, and the sign-in's
  /// own end. Assuming it again starts a new session. Source: reference, lists-and-requests §7.1.
  /// - Throws: ``Problem`` of kind `unauthenticated`; `notFound` when the request is not the user's;
  ///   `accessDenied` when it is not approved, over, not yet started, or when the user may no longer ask
  ///   for its roles; `limitExceeded` when too many are assumed.
  public func assumed(_ id: RequestID, by user: UserName, signIn: SignInID, at now: Moment) throws(Problem) -> SignIn {
    var live = try liveSignIn(signIn, of: user, at: now)
    guard let standing = standingRoles(of: user, at: now) else { throw Self.noSuchRequest(id) }
    let request = try assumable(id, by: standing, at: now)
    live.assumed = live.assumed.filter { now < $0.value && requestsByID[$0.key]?.isAlive(at: now) == true }
    guard live.assumed.count < RequestLimit.assumedAtOnce || live.assumed[id] != nil else {
      throw Problem(
        .limitExceeded, "more than \(RequestLimit.assumedAtOnce) access requests are assumed", hint: "drop some with `tsh request drop`")
    }
    let session = request.spec.sessionTTL - request.spec.created
    live.assumed[id] = min(request.spec.accessExpires, now + session, live.expires)
    return live
  }

  /// The request, when its requester may use it now.
  func assumable(_ id: RequestID, by standing: StandingRoles, at now: Moment) throws(Problem) -> AccessRequest {
    guard let request = requestsByID[id] ?? endedRequests[id]?.request, request.spec.user.key == standing.holder.user.name.key else {
      throw Self.noSuchRequest(id)
    }
    guard requestsByID[id] != nil, request.spec.state == .approved else {
      throw Problem(
        .accessDenied, "access request `\(id.text.escapedForDisplay)` is \(request.spec.state.text), not approved",
        hint: Self.way(on: request))
    }
    if let lock = lockInForce(onRequest: id, at: now) { throw Problem(.accessDenied, lock.refusal.escapedForDisplay) }
    guard now < request.spec.accessExpires else {
      throw Problem(
        .accessDenied, "access request `\(id.text.escapedForDisplay)` ended at \(request.spec.accessExpires)", hint: "ask again")
    }
    if let start = request.spec.assumeStart, now < start {
      throw Problem(.accessDenied, "access request `\(id.text.escapedForDisplay)` starts at \(start)", hint: "assume it then")
    }
    guard counts(request, for: standing, at: now) != nil else {
      throw Problem(.accessDenied, "you may no longer ask for what access request `\(id.text.escapedForDisplay)` gives")
    }
    return request
  }

  /// What the requester of a request that is not approved can do.
  private static func way(on request: AccessRequest) -> String {
    switch request.spec.state {
    case .pending: "see who can approve: tsh request show \(request.id.text.escapedForDisplay)"
    case .promoted: "what list `\((request.spec.accessList?.name.text ?? "").escapedForDisplay)` gives is yours without a request"
    case .approved, .denied, .ended, .expired: "ask again: tsh request create"
    }
  }

  /// A lock of the request itself.
  private func lockInForce(onRequest id: RequestID, at now: Moment) -> Lock? {
    locksByName.values.filter { $0.spec.target.accessRequest == id && $0.isInForce(at: now) }.min { $0.metadata.name < $1.metadata.name }
  }

  /// Why an assumed request gives nothing now; nil when it counts.
  public func obstacle(to id: RequestID, assumedBy user: UserName, at now: Moment) -> Problem? {
    guard let standing = standingRoles(of: user, at: now) else { return Self.noSuchRequest(id) }
    do throws(Problem) {
      _ = try assumable(id, by: standing, at: now)
      return nil
    } catch { return error }
  }

  /// The sign-in without some assumed requests. Unknown ids are no error.
  /// - Parameter ids: which to drop; nil for all.
  /// - Throws: ``Problem`` of kind `unauthenticated`.
  public func dropped(_ ids: [RequestID]?, by user: UserName, signIn: SignInID, at now: Moment) throws(Problem) -> SignIn {
    var live = try liveSignIn(signIn, of: user, at: now)
    if let ids { for id in ids { live.assumed[id] = nil } } else { live.assumed = [:] }
    return live
  }
}
