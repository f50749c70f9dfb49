import ThresholdModel

extension Arrangement {
  /// A request: new ones are pending; later ones keep what was asked and only move on. Of two people who
  /// decide at the same time, the second finds it decided.
  /// Source: reference, lists-and-requests §5.1 and §6.4.
  func check(_ request: AccessRequest) throws(Problem) {
    try Self.checkUUID(request.metadata.name, of: "an access request")
    guard let stored = before.request(request.id) else { return try checkNew(request) }
    guard Self.asked(request) == Self.asked(stored) else {
      throw Problem(.badParameter, "what an access request asks for cannot be changed")
    }
    let isAllowed =
      switch (stored.spec.state, request.spec.state) {
      case (.pending, .pending): request.spec.reviews.count > stored.spec.reviews.count
      case (.pending, .approved), (.pending, .denied), (.pending, .expired): true
      case (.approved, .denied), (.approved, .ended), (.approved, .expired): true
      default: false
      }
    guard isAllowed, request.spec.reviews.starts(with: stored.spec.reviews) else {
      throw Problem(.accessDenied, "this access request is already \(stored.spec.state.text)")
    }
    if request.spec.state == .approved || request.spec.state == .denied, !stored.isAlive(at: now) {
      throw Problem(.accessDenied, "this access request is over")
    }
    if request.spec.state == .expired, stored.isAlive(at: now) {
      throw Problem(.badParameter, "this access request is not over yet")
    }
    try checkDecision(request, from: stored)
  }

  /// Whoever decided may still do so at the moment of the commit: a reviewer who lost the right in between
  /// decides nothing.
  private func checkDecision(_ request: AccessRequest, from stored: AccessRequest) throws(Problem) {
    let reviews = request.spec.reviews.dropFirst(stored.spec.reviews.count)
    for review in reviews {
      if let problem = after.mayReview(review.author, stored, at: now) { throw problem }
      guard !stored.spec.reviews.contains(where: { $0.author.key == review.author.key }) else {
        throw Problem(.accessDenied, "you have already reviewed this access request")
      }
    }
    if let override = request.spec.override, override != stored.spec.override { return try checkBypass(override.author, of: request) }
    switch request.spec.state {
    case .approved, .denied:
      guard reviews.contains(where: { $0.proposed == request.spec.state }) else {
        throw Problem(.accessDenied, "an access request is decided by a review or an override")
      }
    case .ended:
      guard let end = request.spec.ended else { throw Problem(.badParameter, "an ended access request says who ended it") }
      if UserName(end.by).key != request.spec.user.key { try checkBypass(end.by, of: request) }
    case .pending, .promoted, .expired: break
    }
  }

  /// A decision without review: by the server's own machine, or by somebody who may update requests and is
  /// not the requester.
  private func checkBypass(_ author: String, of request: AccessRequest) throws(Problem) {
    guard UserName(author).key != request.spec.user.key else {
      throw Problem(.accessDenied, "nobody decides their own access request")
    }
    // A colon is in no user's name: `local:NAME` is the operating-system user at the server's machine.
    guard author.contains(":") || after.may(UserName(author), .update, AccessRequest.kind, at: now) else {
      throw Problem(.accessDenied, "no role of yours lets you decide access requests without a review")
    }
  }

  private func checkNew(_ request: AccessRequest) throws(Problem) {
    if let ended = before.endedRequest(request.id) {
      throw Problem(.accessDenied, "this access request is already \(ended.wasDeleted ? "deleted" : ended.request.spec.state.text)")
    }
    let spec = request.spec
    guard spec.state == .pending, spec.reviews.isEmpty, spec.override == nil, spec.ended == nil, spec.resolveReason.isEmpty else {
      throw Problem(.badParameter, "a new access request must be pending")
    }
    guard after.user(spec.user) != nil else { throw Problem.notFound("user", spec.user.text) }
    guard !spec.roles.isEmpty, !spec.resources.isEmpty else {
      throw Problem(.badParameter, "an access request needs resources and roles", path: "resource_ids")
    }
    try check(roles: spec.roles, at: "spec.roles")
    guard now < spec.accessExpires, now < spec.recordExpires, spec.recordExpires <= spec.accessExpires else {
      throw Problem(.badParameter, "the access request would be over already", path: "spec.expires")
    }
  }

  /// What never changes.
  private static func asked(_ request: AccessRequest) -> AccessRequestSpec {
    AccessRequestSpec(
      user: request.spec.user, roles: request.spec.roles, resources: request.spec.resources, created: request.spec.created,
      accessExpires: request.spec.accessExpires, recordExpires: request.spec.accessExpires, sessionTTL: request.spec.sessionTTL,
      reason: request.spec.reason)
  }
}
