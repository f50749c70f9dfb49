import HashTreeCollections
public import ThresholdModel

extension World {
  /// The request that a wish becomes: which roles it takes, until when it lasts, who must and who can approve.
  /// Source: reference, lists-and-requests §5.
  /// - Parameters:
  ///   - user: the requester; with a sign-in the person who is signed in.
  ///   - signIn: nil when somebody asks on the user's behalf at the server, without a sign-in of theirs.
  ///   - id: a fresh lower-case UUID.
  /// - Throws: ``Problem`` of kind `unauthenticated`, `badParameter`, `limitExceeded`, `notFound` (in the same words
  ///   for what does not exist and for what the user may not know of) or `accessDenied`.
  public func draftRequest(
    _ wish: RequestWish, by user: UserName, signIn: SignInID?, id: RequestID, at now: Moment
  ) throws(Problem) -> AccessRequest {
    let presence = try requester(user, signIn: signIn, at: now)
    let resources = try wish.checkedResources()
    let plan = try plan(wish, resources, by: presence, at: now)
    if !wish.isDryRun { try plan.reasons.check(wish.reason) }
    let times = try RequestTimes(
      wish,
      RequestTimes.Facts(
        signIn: presence.signIn.map { $0.expires - now }, longestSessions: plan.roles.map { $0.options.maxSessionTTL },
        longestDurations: plan.roles.map { plan.rights.longestDuration(for: $0.name) }), at: now)
    var spec = AccessRequestSpec(
      user: presence.user.name, roles: plan.roles.map(\.name), resources: resources, created: now,
      accessExpires: times.accessExpires, recordExpires: times.recordExpires, sessionTTL: times.sessionTTL,
      assumeStart: wish.assumeStart, reason: wish.reason)
    let thresholds = try plan.rights.thresholds(for: spec.roles)
    (spec.thresholds, spec.thresholdSets) = (thresholds.all, thresholds.sets)
    spec.systemAnnotations = plan.rights.annotations(for: spec.roles, isForResources: spec.isForResources)
    spec.loginHint = wish.loginHint
    spec.kind = wish.kind
    let grouping = try plan.search.flatMap { search throws(Problem) in try listsInstead(of: &spec, search, wish, at: now) }
    spec.suggestedReviewers = suggestedReviewers(of: spec, wish, rights: plan.rights, for: presence.holder, at: now)
    if wish.isDryRun {
      spec.isDryRun = true
      spec.dryRunEnrichment = DryRunEnrichment(
        isReasonRequired: plan.reasons.isRequired, reasonPrompts: plan.reasons.prompts, grouping: grouping)
    }
    return AccessRequest(id: id, spec: spec)
  }

  /// Whoever may make requests at all.
  private func requester(_ user: UserName, signIn: SignInID?, at now: Moment) throws(Problem) -> Presence {
    var live: SignIn?
    if let signIn { live = try liveSignIn(signIn, of: user, at: now) }
    guard let presence = presence(of: user, signIn: live, at: now) else { throw .notFound("user", user.text) }
    if let lock = lockInForce(on: user, at: now) { throw Problem(.accessDenied, lock.refusal.escapedForDisplay) }
    guard !presence.holder.isDenied(.create, AccessRequest.kind) else {
      throw Problem(.accessDenied, "a role of yours denies making access requests")
    }
    return presence
  }

  private struct Plan {
    let rights: AskingRights
    let roles: [CompiledRole]
    let reasons: RequestReasons
    /// Nil for requests for roles.
    let search: ResourceSearch?
  }

  private func plan(_ wish: RequestWish, _ resources: [ResourceID], by presence: Presence, at now: Moment) throws(Problem) -> Plan {
    let rights = AskingRights(presence.holder)
    guard !resources.isEmpty else {
      guard wish.kind != .longTerm else {
        throw Problem(
          .badParameter, "a long-term request names the resources that a list should give", hint: "add --resource", path: "resource_ids")
      }
      let names = try askedRoles(wish.roles, by: presence.holder, at: now)
      return Plan(
        rights: rights, roles: names.compactMap { rolesByName[$0] }, reasons: RequestReasons(rights, requested: Set(names)), search: nil)
    }
    let usable = askableRoles(of: presence, at: now)
    let asked = try askedResources(resources, by: presence, usable: usable, at: now)
    let search = ResourceSearch(asked, by: presence, rights: rights, usable: usable)
    let roles = try chosenRoles(for: search, wish: wish)
    let reasons = RequestReasons(rights, requested: search.reaching.union(roles.map(\.name)))
    return Plan(rights: rights, roles: roles, reasons: reasons, search: search)
  }

  /// Fixes which lists the requester can be made a member of instead.
  /// - Throws: ``Problem`` of kind `badParameter` for a long-term request that no one list could give.
  private func listsInstead(
    of spec: inout AccessRequestSpec, _ search: ResourceSearch, _ wish: RequestWish, at now: Moment
  ) throws(Problem) -> LongTermGrouping? {
    let reach = listsReaching(search, at: now)
    guard wish.kind == .longTerm else {
      spec.promotions = reach.complete(of: spec.resources)
      return nil
    }
    let direct = reach.granting(Set(spec.roles), in: self)
    let grouping = direct.grouping(of: spec.resources)
    spec.promotions = direct.complete(of: spec.resources)
    guard wish.isDryRun || grouping.canProceed else {
      throw Problem(.badParameter, grouping.message, hint: "ask for fewer resources, or for access for a while", path: "resource_ids")
    }
    return grouping
  }
}
