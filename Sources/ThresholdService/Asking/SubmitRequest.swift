public import ThresholdModel
import ThresholdRules

/// What somebody asks for.
public struct AccessWish: Sendable, Hashable {
  /// What is asked for: resources, roles by name, or resources through certain roles.
  public var resources: [ResourceID]
  /// `*` alone stands for every role that may be asked for and is lacked.
  public var roles: [RoleName]
  public var reason: String
  public var suggestedReviewers: [UserName]
  /// Wished lengths from now; nil takes the longest allowed.
  public var maxDuration: Span?
  public var sessionTTL: Span?
  public var requestTTL: Span?
  public var assumeStart: Moment?
  /// As whom the requester means to log in; empty for no choice.
  public var loginHint: String
  public var kind: RequestKind

  public init(
    resources: [ResourceID] = [], roles: [RoleName] = [], reason: String = "", suggestedReviewers: [UserName] = [],
    maxDuration: Span? = nil, sessionTTL: Span? = nil, requestTTL: Span? = nil, assumeStart: Moment? = nil, loginHint: String = "",
    kind: RequestKind = .undefined
  ) {
    self.resources = resources
    self.roles = roles
    self.reason = reason
    self.suggestedReviewers = suggestedReviewers
    self.maxDuration = maxDuration
    self.sessionTTL = sessionTTL
    self.requestTTL = requestTTL
    self.assumeStart = assumeStart
    self.loginHint = loginHint
    self.kind = kind
  }

  /// As the rules take it.
  fileprivate func wish(dryRun: Bool) -> RequestWish {
    RequestWish(
      roles: roles, resources: resources, reason: reason, suggestedReviewers: suggestedReviewers, maxDuration: maxDuration,
      sessionTTL: sessionTTL, requestTTL: requestTTL, assumeStart: assumeStart, loginHint: loginHint, kind: kind, isDryRun: dryRun)
  }
}

extension Stories {
  /// The most live requests of one person.
  private static let mostLiveRequests = 200

  /// Asks for resources or roles; owners and reviewers see the request from then on.
  /// - Parameters:
  ///   - user: whom it is for; nil for the caller. For others it takes the right to create requests.
  ///   - dryRun: checks and answers as if, and stores nothing.
  /// - Throws: what ``World`` refuses: nothing asked, nothing new, unknown or unseen resources, bad times.
  public func submitRequest(
    _ asked: AccessWish, for user: UserName? = nil, dryRun: Bool, by caller: Caller
  ) async throws(Problem) -> AccessRequest {
    let (id, wish) = (RequestID(freshID()), asked.wish(dryRun: dryRun))
    let requester = try requester(user, caller)
    guard !dryRun else {
      let situation = Situation(world: world, now: now)
      let request = try situation.world.draftRequest(wish, by: requester.user, signIn: requester.signIn, id: id, at: situation.now)
      try Self.demandFiling(of: request, by: caller, in: situation)
      return request
    }
    let request = try await committer.commit { (situation) throws(Problem) in
      let request = try situation.world.draftRequest(wish, by: requester.user, signIn: requester.signIn, id: id, at: situation.now)
      try Self.demandFiling(of: request, by: caller, in: situation)
      guard situation.world.requests(of: requester.user).count < Self.mostLiveRequests else {
        throw Problem(
          .limitExceeded,
          "\(requester.signIn == nil ? "the user has" : "you have") \(Self.mostLiveRequests) access requests that are open or approved",
          hint: "end what is no longer needed: tsh request ls --my-requests")
      }
      let event = AuditEvent(
        .requestCreated, time: situation.now, uid: freshID(), user: caller.name, details: Self.details(of: request))
      return Draft([.put(.request(request))], events: [event], answer: request)
    }.answer
    return world.request(id) ?? request
  }

  /// Asks for oneself.
  public func submitRequest(_ asked: AccessWish, dryRun: Bool, by person: Person) async throws(Problem) -> AccessRequest {
    try await submitRequest(asked, dryRun: dryRun, by: .person(person))
  }

  /// Who asks, and with which sign-in: nobody's own when somebody else asks for them.
  private func requester(_ user: UserName?, _ caller: Caller) throws(Problem) -> (user: UserName, signIn: SignInID?) {
    if case .person(let person) = caller, user.map({ $0.key == person.user.key }) ?? true { return (person.user, person.signIn) }
    guard let user else {
      throw Problem(.badParameter, "it must be said for whom access is asked", hint: "tctl requests create USER …", path: "user")
    }
    try demand(.create, AccessRequest.kind, of: caller)
    return (user, nil)
  }

  /// To ask for somebody else takes the right to create such a request.
  private static func demandFiling(of request: AccessRequest, by caller: Caller, in situation: Situation) throws(Problem) {
    guard caller.user?.key != request.spec.user.key else { return }
    try demand(.create, AccessRequest.kind, about: .request(request), of: caller, in: situation)
  }

  /// What events about a request carry.
  static func details(of request: AccessRequest) -> [String: Value] {
    var details: [String: Value] = [
      "id": .text(request.metadata.name), "roles": .list(request.spec.roles.map { .text($0.text) }),
      "state": .text(request.spec.state.text),
      "resource_ids": .list(
        request.spec.resources.map { .map(["cluster": .text($0.cluster), "kind": .text($0.kind), "name": .text($0.name)]) }),
      "expires": .text(request.spec.accessExpires.rfc3339), "max_duration": .text(request.spec.accessExpires.rfc3339),
      "requester": .text(request.spec.user.text),
    ]
    if !request.spec.reason.isEmpty { details["reason"] = .text(request.spec.reason) }
    if !request.spec.resolveReason.isEmpty { details["resolve_reason"] = .text(request.spec.resolveReason) }
    if let list = request.spec.accessList {
      details["promoted_access_list"] = .map(["name": .text(list.name.text), "title": .text(list.title)])
    }
    if !request.spec.resolveAnnotations.isEmpty {
      details["annotations"] = .map(request.spec.resolveAnnotations.mapValues { .list($0.map { .text($0) }) })
    }
    if let start = request.spec.assumeStart { details["assume_start_time"] = .text(start.rfc3339) }
    return details
  }
}
