/// Somebody's ask for roles or resources for a while, or for a place on a list. Document kind
/// `access_request`, version `v3`; `metadata.name` is a UUID. Source: reference, lists-and-requests §5.
public typealias AccessRequest = Document<AccessRequestSpec>

/// What is asked, by whom, until when, and what became of it.
public struct AccessRequestSpec: DocumentSpec {
  public var user: UserName
  /// The roles that the request would add: for ``resources`` only when there are some, everywhere otherwise.
  /// Sorted, each once; fewer than were asked for when an override approved just a part.
  public var roles: [RoleName]
  /// What is asked for; empty for a request for roles.
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
  /// Who can approve, at creation: whom the requester or their roles name, the owners of the lists that let
  /// the user ask, and all who may review. Confers nothing; need not be users.
  public var suggestedReviewers: [UserName]
  /// How an approval or denial bypassed the reviews; nil when it did not.
  public var override: Override?
  /// How an approved request was ended before its time; nil when it was not.
  public var ended: Ended?
  /// From the requester's roles, at creation: for conditions of reviews and for those who watch requests.
  public var systemAnnotations: [String: [String]] = [:]
  /// Given by whoever bypassed the reviews.
  public var resolveAnnotations: [String: [String]] = [:]
  /// Who must agree, fixed at creation: each threshold once, whoever's role brought it.
  public var thresholds: [ReviewThreshold]
  /// By requested role, sets of places in ``thresholds``: one of each set must pass, in every set.
  public var thresholdSets: [RoleName: [[Int]]]
  /// The roles as they were asked for, when an override approved only a part of them; nil otherwise.
  public var originalRoles: [RoleName]?
  /// As whom the requester means to log in; empty for nobody in particular.
  public var loginHint = ""
  /// Whether access is asked for, or a place on a list.
  public var kind = RequestKind.undefined
  /// The lists of which the requester can be made a member instead of an approval; fixed at creation.
  public var promotions: [ListName] = []
  /// The list of which the requester was made a member; nil unless the state is `promoted`.
  public var accessList: PromotedList?
  /// Whether this is the answer to "what would I get", and stored nowhere.
  public var isDryRun = false
  /// What a dialog needs to know; with dry runs only.
  public var dryRunEnrichment: DryRunEnrichment?

  /// A request that one approval approves and one denial denies, unless it is given other thresholds.
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
    thresholds = [.standard]
    thresholdSets = Self.standardSets(for: roles)
  }

  /// The roles that reviewers judge: as asked for, even when only a part was approved.
  public var reviewedRoles: [RoleName] { originalRoles ?? roles }

  /// Whether resources are asked for, and not roles for their own sake.
  public var isForResources: Bool { !resources.isEmpty }

  /// For each role the one threshold ``ReviewThreshold/standard``.
  static func standardSets(for roles: [RoleName]) -> [RoleName: [[Int]]] {
    Dictionary(roles.map { ($0, [[0]]) }) { first, _ in first }
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
