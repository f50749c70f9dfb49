public import ThresholdModel

extension World {
  /// The request that a wish becomes: which roles it takes, until when it lasts, who can approve.
  ///
  /// Servers that the user already reaches with every login that asking would give are left out; each
  /// askable role that opens one of the others is kept. Source: reference, lists-and-requests §5.1, §5.4, §5.5.
  /// - Parameter id: a fresh lower-case UUID.
  /// - Throws: ``Problem`` of kind `unauthenticated`, `badParameter`, `notFound` (in the same words for
  ///   what does not exist and for what the user may not know of) or `accessDenied`.
  public func draftRequest(
    _ wish: RequestWish, by user: UserName, signIn: SignInID, id: RequestID, at now: Moment
  ) throws(Problem) -> AccessRequest {
    let live = try liveSignIn(signIn, of: user, at: now)
    guard let holder = holder(user, at: now), !holder.isDenied(.create, AccessRequest.kind) else {
      throw Problem(.accessDenied, "a role of yours denies making access requests")
    }
    let resources = try checked(wish)
    let wanted = try requestable(resources, by: holder, signIn: live, at: now)
    let roles = try roles(opening: wanted, for: holder, at: now)
    let times = try RequestTimes(
      wish: wish, signInEnd: live.expires, longestSessions: roles.map { $0.role.spec.options.maxSessionTTL }, at: now)
    var spec = AccessRequestSpec(
      user: holder.user.name, roles: roles.map(\.name), resources: wanted.map(\.resource), created: now,
      accessExpires: times.accessExpires, recordExpires: times.recordExpires, sessionTTL: times.sessionTTL,
      assumeStart: wish.assumeStart, reason: wish.reason)
    spec.suggestedReviewers = suggestedReviewers(of: spec, wished: wish.suggestedReviewers, for: holder, at: now)
    return AccessRequest(id: id, spec: spec)
  }

  private func checked(_ wish: RequestWish) throws(Problem) -> [ResourceID] {
    try checkReason(wish.reason)
    guard wish.suggestedReviewers.count <= RequestLimit.suggestedReviewers else {
      throw Problem(.badParameter, "more than \(RequestLimit.suggestedReviewers) reviewers are suggested", path: "suggested_reviewers")
    }
    for reviewer in wish.suggestedReviewers { try NameRule.user.check(reviewer.text, at: "suggested_reviewers") }
    let resources = Set(wish.resources).sorted()
    guard !resources.isEmpty else {
      throw Problem(
        .badParameter, "a request needs at least one resource", hint: "find them with `tsh request search --kind node`",
        path: "resource_ids")
    }
    guard resources.count <= RequestLimit.resources else {
      throw Problem(
        .badParameter, "a request may name at most \(RequestLimit.resources) resources", hint: "ask in several requests",
        path: "resource_ids")
    }
    guard resources.reduce(0, { $0 + $1.description.utf8.count }) <= RequestLimit.combinedLength else {
      throw Problem(
        .badParameter, "the ids of the resources are together longer than \(RequestLimit.combinedLength) bytes",
        hint: "ask in several requests",
        path: "resource_ids")
    }
    return resources
  }

  private struct Wanted {
    let resource: ResourceID
    let server: Server
    /// The logins that the user has there by standing.
    let standing: [String]
  }

  /// The resources that asking would open further.
  private func requestable(
    _ resources: [ResourceID], by holder: Holder, signIn: SignIn, at now: Moment
  ) throws(Problem) -> [Wanted] {
    var wanted: [Wanted] = []
    for resource in resources {
      guard let server = server(resource), isVisible(server.id, to: holder.user.name, signIn: signIn.id, at: now) else {
        if askableRoles(of: holder, at: now).isEmpty { throw Self.nothingRequestable }
        throw Problem(
          .notFound, Problem.notFound("resource", resource.description).message,
          hint: "find resources with `tsh request search --kind node`")
      }
      let standing = logins(in: Connection(holder: holder, server: server, signIn: signIn, requests: []))
      if let offer = requestOffer(of: server, for: holder, at: now), adds(offer.logins, to: standing) {
        wanted.append(Wanted(resource: resource, server: server, standing: standing))
      } else if standing.isEmpty {
        if askableRoles(of: holder, at: now).isEmpty { throw Self.nothingRequestable }
        throw Problem(
          .accessDenied, "no role that you may ask for opens `\(server.spec.hostname.escapedForDisplay)`",
          hint: "see what you may ask for with `tsh request search --kind node`")
      }
    }
    guard !wanted.isEmpty else {
      throw Problem(.badParameter, "you already have access to everything that you ask for", hint: "connect with `tsh ssh LOGIN@HOST`")
    }
    return wanted
  }

  private static let nothingRequestable = Problem(
    .accessDenied, "you may not ask for any resources: no role of yours has `search_as_roles` that can be used",
    hint: "ask an owner of an access list to add you")

  /// Every askable role that opens one of the servers; together they must still open each.
  private func roles(opening wanted: [Wanted], for holder: Holder, at now: Moment) throws(Problem) -> [CompiledRole] {
    let roles = askableRoles(of: holder, at: now).filter { role in wanted.contains { opens(role, $0.server, for: holder) } }
    let logins = combinedLogins(of: roles, for: holder)
    for one in wanted {
      let labels = one.server.labels
      let denying = roles.first { $0.deny.labels.resolved(with: holder.traits).matches(labels) }
      let opening = roles.filter { $0.allow.labels.resolved(with: holder.traits).matches(labels) }
      let given = Set(opening.flatMap { $0.allow.logins.allowed(with: holder.traits) }.map(ExactText.init))
      guard denying == nil, adds(logins.filter { given.contains(ExactText($0)) }, to: one.standing) else {
        throw Problem(
          .accessDenied, "the roles that open the other resources would deny `\(one.server.spec.hostname.escapedForDisplay)`",
          hint: "ask for it in a request of its own")
      }
    }
    return roles
  }
}
