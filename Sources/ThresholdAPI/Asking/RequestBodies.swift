public import ThresholdModel

/// A new access request: for resources, for roles, or for resources through certain roles. All but one of these may be left out.
public struct CreateRequestBody: Body, Hashable {
  /// Whom it is for; nil for whoever asks. For others it takes the right to create `access_request`.
  public var user: UserName?
  /// Role names; `*` alone stands for every role that may be asked for and is lacked.
  public var roles: [RoleName]
  /// Text forms of ``ResourceID``, for example `/main/node/3f0c…`.
  public var resourceIDs: [String]
  public var reason: String
  public var suggestedReviewers: [UserName]
  /// Wished ends, as lengths in seconds from now; nil takes the longest allowed.
  public var requestTTL: Int64?
  public var sessionTTL: Int64?
  public var maxDuration: Int64?
  public var assumeStartTime: Moment?
  /// As whom the requester means to log in: of several roles the one that fits best is asked for.
  public var loginHint: String
  /// `short-term` (access) or `long-term` (a place on a list); empty leaves it open.
  public var kind: String
  /// Checks and answers as if, and stores nothing.
  public var dryRun: Bool

  public init(
    user: UserName? = nil, roles: [RoleName] = [], resourceIDs: [String] = [], reason: String = "", suggestedReviewers: [UserName] = [],
    requestTTL: Int64? = nil, sessionTTL: Int64? = nil, maxDuration: Int64? = nil, assumeStartTime: Moment? = nil, loginHint: String = "",
    kind: String = "", dryRun: Bool = false
  ) {
    self.user = user
    self.roles = roles
    self.resourceIDs = resourceIDs
    self.reason = reason
    self.suggestedReviewers = suggestedReviewers
    self.requestTTL = requestTTL
    self.sessionTTL = sessionTTL
    self.maxDuration = maxDuration
    self.assumeStartTime = assumeStartTime
    self.loginHint = loginHint
    self.kind = kind
    self.dryRun = dryRun
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    user = try container.decodeIfPresent(UserName.self, forKey: .user)
    roles = try container.decodeIfPresent([RoleName].self, forKey: .roles) ?? []
    resourceIDs = try container.decodeIfPresent([String].self, forKey: .resourceIDs) ?? []
    reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? ""
    suggestedReviewers = try container.decodeIfPresent([UserName].self, forKey: .suggestedReviewers) ?? []
    requestTTL = try container.decodeIfPresent(Int64.self, forKey: .requestTTL)
    sessionTTL = try container.decodeIfPresent(Int64.self, forKey: .sessionTTL)
    maxDuration = try container.decodeIfPresent(Int64.self, forKey: .maxDuration)
    assumeStartTime = try container.decodeIfPresent(Moment.self, forKey: .assumeStartTime)
    loginHint = try container.decodeIfPresent(String.self, forKey: .loginHint) ?? ""
    kind = try container.decodeIfPresent(String.self, forKey: .kind) ?? ""
    dryRun = try container.decodeIfPresent(Bool.self, forKey: .dryRun) ?? false
  }

  public static let example = CreateRequestBody(
    user: "max", roles: ["access-standard-acl-preset-1"], resourceIDs: ["/main/node/3f0c…"], reason: "INC-42",
    suggestedReviewers: ["olivia"], requestTTL: 3600, sessionTTL: 3600, maxDuration: 7200,
    assumeStartTime: Moment(seconds: 1_770_000_000), loginHint: "ubuntu", kind: "short-term")
  private enum CodingKeys: String, CodingKey {
    case user, roles, reason
    case resourceIDs = "resource_ids"
    case suggestedReviewers = "suggested_reviewers"
    case requestTTL = "request_ttl"
    case sessionTTL = "session_ttl"
    case maxDuration = "max_duration"
    case assumeStartTime = "assume_start_time"
    case loginHint = "login_hint"
    case kind = "request_kind"
    case dryRun = "dry_run"
  }
}

/// A request as its reader may see it.
public struct RequestAnswer: Body, Hashable {
  /// A requested resource with what people call it.
  public struct Resource: Codable, Hashable, Sendable {
    /// Text form of ``ResourceID``.
    public var id: String
    /// The host name; nil when the resource is gone.
    public var hostname: String?

    public init(id: String, hostname: String?) {
      self.id = id
      self.hostname = hostname
    }
  }

  public var request: AccessRequest
  public var resources: [Resource]
  /// Who may decide it now; empty when it is not open. Left out of listings.
  public var reviewers: [UserName]?

  public init(request: AccessRequest, resources: [Resource], reviewers: [UserName]? = nil) {
    self.request = request
    self.resources = resources
    self.reviewers = reviewers
  }

  public static let example = RequestAnswer(
    request: AccessRequest(
      id: "9c2f…",
      spec: AccessRequestSpec(
        user: "max", roles: ["access-standard-acl-preset-1"], resources: [ResourceID(cluster: "main", kind: "node", name: "3f0c…")],
        created: Moment(seconds: 1_769_990_000), accessExpires: Moment(seconds: 1_770_000_000),
        recordExpires: Moment(seconds: 1_769_993_600), sessionTTL: Moment(seconds: 1_770_000_000), reason: "INC-42",
        suggestedReviewers: ["olivia"])),
    resources: [Resource(id: "/main/node/3f0c…", hostname: "web1")], reviewers: ["olivia"])
}

/// Requests, newest first.
public struct RequestsAnswer: Body, Hashable {
  public var requests: [RequestAnswer]
  /// Pass as `page_token` for the next page; nil on the last.
  public var nextPageToken: String?

  public init(requests: [RequestAnswer], nextPageToken: String?) {
    self.requests = requests
    self.nextPageToken = nextPageToken
  }

  public static let example = RequestsAnswer(requests: [.example], nextPageToken: "1769990000000")
  private enum CodingKeys: String, CodingKey {
    case requests
    case nextPageToken = "next_page_token"
  }
}
