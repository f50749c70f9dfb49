/// Somebody's ask for resources for a while. Document kind `access_request`, version `v3`;
/// `metadata.name` is a UUID. Source: reference, lists-and-requests §5.
public typealias AccessRequest = Document<AccessRequestSpec>

/// What is asked, by whom, until when, and what became of it.
public struct AccessRequestSpec: DocumentSpec {
  public var user: UserName
  /// The roles that the request would add, for the requested resources only.
  public var roles: [RoleName]
  public var resources: [ResourceID]
  public var state: RequestState
  public var created: Moment
  /// Access expiry: nothing that the request gives outlives it.
  public var accessExpires: Moment
  /// When the record stops being open: while pending, the time left to answer it; later, the access expiry.
  public var recordExpires: Moment
  /// `created` plus the longest time that one sign-in may use the request after assuming it.
  public var sessionTTL: Moment
  /// The earliest moment at which the request counts; nil means as soon as it is approved.
  public var assumeStart: Moment?
  public var reason: String
  public var resolveReason: String
  public var reviews: [Review]
  /// Who can approve, at creation: the owners of the lists that let the user ask, and all who may review.
  public var suggestedReviewers: [UserName]
  /// How an approval or denial bypassed the reviews; nil when it did not.
  public var override: Override?
  /// How an approved request was ended before its time; nil when it was not.
  public var ended: Ended?

  public init(
    user: UserName, roles: [RoleName], resources: [ResourceID], state: RequestState = .pending, created: Moment,
    accessExpires: Moment, recordExpires: Moment, sessionTTL: Moment, assumeStart: Moment? = nil, reason: String = "",
    suggestedReviewers: [UserName] = []
  ) {
    self.user = user
    self.roles = roles
    self.resources = resources
    self.state = state
    self.created = created
    self.accessExpires = accessExpires
    self.recordExpires = recordExpires
    self.sessionTTL = sessionTTL
    self.assumeStart = assumeStart
    self.reason = reason
    self.suggestedReviewers = suggestedReviewers
    resolveReason = ""
    reviews = []
  }

  /// Requests are written through their own calls only, never as documents; the table serves reading.
  public static let fields = FieldTable(
    kind: "access_request", versions: ["v3"],
    fields: [
      Field("spec.user", .text, owner: .server, "who asks"),
      Field("spec.roles", .texts, owner: .server, "roles that the request adds for its resources"),
      Field("spec.resource_ids", .objects, owner: .server, "what is asked for"),
      Field("spec.state", .integer, owner: .server, "1 pending, 2 approved, 3 denied, 5 ended early, 6 expired"),
      Field("spec.created", .time, owner: .server, "when it was asked"),
      Field("spec.expires", .time, owner: .server, "access expiry: nothing outlives it"),
      Field("spec.expiry", .time, owner: .server, "until when the record is open"),
      Field("spec.max_duration", .time, owner: .server, "the same as `expires`"),
      Field("spec.session_ttl", .time, owner: .server, "the longest use by one sign-in, from `created`"),
      Field("spec.assume_start_time", .time, owner: .server, "the earliest use"),
      Field("spec.request_reason", .text, owner: .server, "why, by the requester"),
      Field("spec.resolve_reason", .text, owner: .server, "why, by whoever decided"),
      Field("spec.reviews", .objects, owner: .server, "the reviews"),
      Field("spec.suggested_reviewers", .texts, owner: .server, "who can approve"),
      Field("spec.override", .object, owner: .server, "who bypassed the reviews, and why"),
      Field("spec.ended", .object, owner: .server, "who ended it early, and why"),
    ])

  enum CodingKeys: String, CodingKey {
    case user, roles, state, created, reviews, override, ended
    case resources = "resource_ids"
    case accessExpires = "expires"
    case recordExpires = "expiry"
    case sessionTTL = "session_ttl"
    case assumeStart = "assume_start_time"
    case reason = "request_reason"
    case resolveReason = "resolve_reason"
    case suggestedReviewers = "suggested_reviewers"
    case maxDuration = "max_duration"
  }
}

extension AccessRequestSpec {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    user = try container.decode(UserName.self, forKey: .user)
    roles = try container.list(.roles)
    resources = try container.list(.resources)
    state = try container.decode(RequestState.self, forKey: .state)
    created = try container.decode(Moment.self, forKey: .created)
    accessExpires = try container.decode(Moment.self, forKey: .accessExpires)
    recordExpires = try container.decode(Moment.self, forKey: .recordExpires)
    sessionTTL = try container.decode(Moment.self, forKey: .sessionTTL)
    assumeStart = try container.decodeIfPresent(Moment.self, forKey: .assumeStart)
    reason = try container.value(.reason, or: "")
    resolveReason = try container.value(.resolveReason, or: "")
    reviews = try container.list(.reviews)
    suggestedReviewers = try container.list(.suggestedReviewers)
    override = try container.decodeIfPresent(Override.self, forKey: .override)
    ended = try container.decodeIfPresent(Ended.self, forKey: .ended)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(user, forKey: .user)
    try container.encode(roles, forKey: .roles)
    try container.encode(resources, forKey: .resources)
    try container.encode(state, forKey: .state)
    try container.encode(created, forKey: .created)
    try container.encode(accessExpires, forKey: .accessExpires)
    try container.encode(accessExpires, forKey: .maxDuration)
    try container.encode(recordExpires, forKey: .recordExpires)
    try container.encode(sessionTTL, forKey: .sessionTTL)
    try container.encodeIfPresent(assumeStart, forKey: .assumeStart)
    try container.encodeFilled(reason, forKey: .reason)
    try container.encodeFilled(resolveReason, forKey: .resolveReason)
    try container.encodeFilled(reviews, forKey: .reviews)
    try container.encodeFilled(suggestedReviewers, forKey: .suggestedReviewers)
    try container.encodeIfPresent(override, forKey: .override)
    try container.encodeIfPresent(ended, forKey: .ended)
  }
}

extension Document where Spec == AccessRequestSpec {
  public var id: RequestID { RequestID(metadata.name) }

  public init(id: RequestID, spec: AccessRequestSpec) {
    self.init(version: "v3", metadata: Metadata(name: id.text), spec: spec)
  }

  /// Whether decisions can still depend on the request: it is open or approved, and not past its time.
  public func isAlive(at now: Moment) -> Bool {
    switch spec.state {
    case .pending: now < spec.recordExpires
    case .approved: now < spec.accessExpires
    case .denied, .promoted, .ended, .expired: false
    }
  }
}
