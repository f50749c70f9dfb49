public import ThresholdModel
import ThresholdRules

/// What somebody asks for.
public struct AccessWish: Sendable, Hashable {
  public var resources: [ResourceID]
  public var reason: String
  public var suggestedReviewers: [UserName]
  /// Wished lengths from now; nil takes the longest allowed.
  public var maxDuration: Span?
  public var sessionTTL: Span?
  public var requestTTL: Span?
  public var assumeStart: Moment?

  public init(
    resources: [ResourceID], reason: String = "", suggestedReviewers: [UserName] = [], maxDuration: Span? = nil, sessionTTL: Span? = nil,
    requestTTL: Span? = nil, assumeStart: Moment? = nil
  ) {
    self.resources = resources
    self.reason = reason
    self.suggestedReviewers = suggestedReviewers
    self.maxDuration = maxDuration
    self.sessionTTL = sessionTTL
    self.requestTTL = requestTTL
    self.assumeStart = assumeStart
  }

  /// As the rules take it.
  fileprivate var wish: RequestWish {
    RequestWish(
      resources: resources, reason: reason, suggestedReviewers: suggestedReviewers, maxDuration: maxDuration, sessionTTL: sessionTTL,
      requestTTL: requestTTL, assumeStart: assumeStart)
  }
}

extension Stories {
  /// The most live requests of one person.
  private static let mostLiveRequests = 200

  /// Asks for resources; owners and reviewers see the request from then on.
  /// - Parameter dryRun: checks and answers as if, and stores nothing.
  /// - Throws: what ``World`` refuses: nothing asked, nothing new, unknown or unseen resources, bad times.
  public func submitRequest(_ asked: AccessWish, dryRun: Bool, by person: Person) async throws(Problem) -> AccessRequest {
    let (id, wish) = (RequestID(freshID()), asked.wish)
    guard !dryRun else { return try world.draftRequest(wish, by: person.user, signIn: person.signIn, id: id, at: now) }
    let request = try await committer.commit { (situation) throws(Problem) in
      let request = try situation.world.draftRequest(wish, by: person.user, signIn: person.signIn, id: id, at: situation.now)
      guard situation.world.requests(of: person.user).count < Self.mostLiveRequests else {
        throw Problem(
          .limitExceeded, "you have \(Self.mostLiveRequests) access requests that are open or approved",
          hint: "end what you no longer need: tsh request ls --my-requests")
      }
      let event = AuditEvent(
        .requestCreated, time: situation.now, uid: freshID(), user: person.user.text, details: Self.details(of: request))
      return Draft([.put(.request(request))], events: [event], answer: request)
    }.answer
    return world.request(id) ?? request
  }

  /// What events about a request carry.
  static func details(of request: AccessRequest) -> [String: Value] {
    var details: [String: Value] = [
      "id": .text(request.metadata.name), "roles": .list(request.spec.roles.map { .text($0.text) }),
      "state": .text(request.spec.state.text),
      "resource_ids": .list(
        request.spec.resources.map { .map(["cluster": .text($0.cluster), "kind": .text($0.kind), "name": .text($0.name)]) }),
      "expires": .text(request.spec.accessExpires.rfc3339), "requester": .text(request.spec.user.text),
    ]
    if !request.spec.reason.isEmpty { details["reason"] = .text(request.spec.reason) }
    if !request.spec.resolveReason.isEmpty { details["resolve_reason"] = .text(request.spec.resolveReason) }
    if let start = request.spec.assumeStart { details["assume_start_time"] = .text(start.rfc3339) }
    return details
  }
}
