import ThresholdModel

/// A request: new ones are pending; later ones keep what was asked and only move on. Of two people who
/// decide at the same time, the second finds it decided.
/// Source: reference, lists-and-requests §5.1 and §6.4.
extension Arrangement {
  func check(_ request: AccessRequest) throws(Problem) {
    try Self.checkUUID(request.metadata.name, of: "an access request")
    try Self.checkTexts(of: request.spec)
    guard let stored = before.request(request.id) else { return try checkNew(request) }
    guard request.asked == stored.asked else {
      throw Problem(.badParameter, "what an access request asks for cannot be changed")
    }
    let isAllowed =
      switch (stored.spec.state, request.spec.state) {
      case (.pending, .pending): request.spec.reviews.count > stored.spec.reviews.count
      case (.pending, .approved), (.pending, .denied), (.pending, .promoted), (.pending, .expired): true
      case (.approved, .denied), (.approved, .ended), (.approved, .expired): true
      default: false
      }
    guard isAllowed, request.spec.reviews.starts(with: stored.spec.reviews) else {
      throw Problem(.accessDenied, "this access request is already \(stored.spec.state.text)")
    }
    switch request.spec.state {
    case .pending, .approved, .denied, .promoted:
      guard stored.isAlive(at: now) else { throw Problem(.accessDenied, "this access request is over") }
    case .expired:
      guard !stored.isAlive(at: now) else { throw Problem(.badParameter, "this access request is not over yet") }
    case .ended: break
    }
    try checkStep(Step(from: stored, to: request))
  }

  /// What one change makes of a request.
  private struct Step {
    let stored: AccessRequest
    let request: AccessRequest
    let reviews: [Review]
    /// Nil when this change is none.
    let override: Override?

    init(from stored: AccessRequest, to request: AccessRequest) {
      self.stored = stored
      self.request = request
      reviews = Array(request.spec.reviews.dropFirst(stored.spec.reviews.count))
      override = request.spec.override == stored.spec.override ? nil : request.spec.override
    }
  }

  private func checkStep(_ step: Step) throws(Problem) {
    let (stored, request) = (step.stored, step.request)
    guard step.reviews.isEmpty || stored.spec.state == .pending else {
      throw Problem(.accessDenied, "this access request is already \(stored.spec.state.text)")
    }
    for place in step.reviews.indices { try checkReview(step.reviews[place], after: step.reviews[..<place], of: stored) }
    if let start = request.spec.assumeStart, start != stored.spec.assumeStart {
      try RequestTimes.checkStart(start, created: stored.spec.created, accessExpires: stored.spec.accessExpires)
    }
    let isNarrower = request.spec.roles != stored.spec.roles
    guard !isNarrower || (step.override != nil && request.spec.state == .approved && isPart(request.spec, of: stored.spec)) else {
      throw Problem(.badParameter, "only an override can approve a part of the roles", path: "spec.roles")
    }
    if let override = step.override {
      guard step.reviews.isEmpty, request.spec.state == .approved || request.spec.state == .denied else {
        throw Problem(.badParameter, "an override approves or denies, without a review")
      }
      try checkReason(override.reason, isRequired: true)
      return try checkBypass(override.author, of: request)
    }
    guard request.spec.override == stored.spec.override, request.spec.resolveAnnotations == stored.spec.resolveAnnotations else {
      throw Problem(.badParameter, "an override stays on record")
    }
    try checkOutcome(step)
  }

  /// The state is what the reviews come to, at the moment of the commit.
  private func checkOutcome(_ step: Step) throws(Problem) {
    let spec = step.request.spec
    switch spec.state {
    case .pending, .approved, .denied:
      let outcome: RequestState =
        switch after.outcome(of: spec, at: now) {
        case .open: .pending
        case .approved: .approved
        case .denied: .denied
        }
      guard spec.state == outcome, !step.reviews.isEmpty, !step.reviews.contains(where: { $0.proposed == .promoted }) else {
        throw Problem(.accessDenied, "an access request is decided by its reviews or an override")
      }
    case .promoted: try checkPromotion(step)
    case .ended:
      guard let end = spec.ended else { throw Problem(.badParameter, "an ended access request says who ended it") }
      if UserName(end.by).key != spec.user.key { try checkBypass(end.by, of: step.request) }
    case .expired: break
    }
  }

  /// Whoever reviewed may still do so at the moment of the commit, once, and counts where the filters say.
  private func checkReview(_ review: Review, after others: ArraySlice<Review>, of stored: AccessRequest) throws(Problem) {
    if let problem = after.mayReview(review.author, stored, at: now) { throw problem }
    guard !(stored.spec.reviews + others).contains(where: { $0.author.key == review.author.key }) else {
      throw Problem(.accessDenied, "you have already reviewed this access request")
    }
    guard review.proposed == .promoted || review.thresholds == after.thresholds(of: review, for: stored.spec, at: now) else {
      throw Problem(.compareFailed, "your roles have changed in between", hint: "review again")
    }
  }

  /// The requester is a member of an offered list then, and the reviewer was free to make them one.
  private func checkPromotion(_ step: Step) throws(Problem) {
    let spec = step.request.spec
    guard let list = spec.accessList, let review = step.reviews.last, review.proposed == .promoted, review.accessList == list,
      step.reviews.count == 1
    else { throw Problem(.badParameter, "a promotion is one review that names the list") }
    _ = try before.checkPromotion(of: spec, to: list.name, by: review.author, at: now)
    guard after.member(spec.user, of: list.name)?.counts(at: now) == true else {
      throw Problem(.badParameter, "a promotion makes the requester a member of the list")
    }
  }

  private func isPart(_ spec: AccessRequestSpec, of stored: AccessRequestSpec) -> Bool {
    !spec.roles.isEmpty && Set(spec.roles).isSubset(of: stored.roles) && spec.originalRoles == stored.reviewedRoles
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
}

/// What every request must look like. Source: reference, lists-and-requests §5.1.
extension Arrangement {
  private func checkNew(_ request: AccessRequest) throws(Problem) {
    if let ended = before.endedRequest(request.id) {
      throw Problem(.accessDenied, "this access request is already \(ended.wasDeleted ? "deleted" : ended.request.spec.state.text)")
    }
    let spec = request.spec
    guard spec.state == .pending, spec.reviews.isEmpty, spec.override == nil, spec.ended == nil, spec.originalRoles == nil else {
      throw Problem(.badParameter, "a new access request must be pending")
    }
    guard !spec.isDryRun else { throw Problem(.badParameter, "a dry run is not kept", path: "spec.dry_run") }
    guard !spec.user.text.isEmpty else { throw Problem(.badParameter, "an access request has a user", path: "spec.user") }
    guard after.user(spec.user) != nil else { throw Problem.notFound("user", spec.user.text) }
    guard !spec.roles.isEmpty else { throw Problem(.badParameter, "an access request needs roles or resources", path: "spec.roles") }
    try check(roles: spec.roles, at: "spec.roles")
    guard spec.thresholds.count <= RequestLimit.thresholds else {
      throw Problem(.limitExceeded, "the request has more than \(RequestLimit.thresholds) review thresholds")
    }
    guard spec.thresholds.isEmpty || spec.roles.allSatisfy({ spec.thresholdSets[$0]?.isEmpty == false }) else {
      throw Problem(.badParameter, "every requested role has sets of review thresholds", path: "spec.rtm")
    }
    try checkTimes(of: spec)
  }

  private func checkTimes(of spec: AccessRequestSpec) throws(Problem) {
    guard now < spec.accessExpires, now < spec.recordExpires, spec.recordExpires <= spec.accessExpires else {
      throw Problem(.badParameter, "the access request would be over already", path: "spec.expires")
    }
    guard spec.accessExpires <= spec.created + RequestLimit.longestDuration, spec.sessionTTL <= spec.accessExpires else {
      throw Problem(.badParameter, "access lasts at most \(RequestLimit.longestDuration)", path: "spec.expires")
    }
    guard spec.recordExpires <= spec.created + RequestLimit.longestPending else {
      throw Problem(.badParameter, "an access request is open for at most \(RequestLimit.longestPending)", path: "spec.expiry")
    }
    if let start = spec.assumeStart { try RequestTimes.checkStart(start, created: spec.created, accessExpires: spec.accessExpires) }
  }

  private static func checkTexts(of spec: AccessRequestSpec) throws(Problem) {
    try ThresholdRules.checkReason(spec.reason)
    try ThresholdRules.checkReason(spec.resolveReason)
    guard spec.state != .pending || (spec.resolveReason.isEmpty && spec.resolveAnnotations.isEmpty) else {
      throw Problem(.badParameter, "a pending access request has no answer yet", path: "spec.resolve_reason")
    }
    guard spec.state == .promoted || spec.accessList == nil else {
      throw Problem(.badParameter, "only a promoted access request names a list", path: "spec.access_list")
    }
    guard !spec.roles.isEmpty || !spec.resources.isEmpty else {
      throw Problem(.badParameter, "an access request needs roles or resources", path: "spec.roles")
    }
    try checkSize(of: Set(spec.resources).sorted())
  }
}

extension Document where Spec == AccessRequestSpec {
  /// What never changes: the request as it was made.
  fileprivate var asked: AccessRequestSpec {
    var asked = spec
    asked.roles = spec.reviewedRoles
    asked.originalRoles = nil
    asked.state = .pending
    asked.recordExpires = spec.accessExpires
    asked.assumeStart = nil
    asked.resolveReason = ""
    asked.reviews = []
    asked.override = nil
    asked.ended = nil
    asked.resolveAnnotations = [:]
    asked.accessList = nil
    return asked
  }
}
