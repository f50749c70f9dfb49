public import ThresholdModel

/// A new access request.
public struct CreateRequestBody: Body, Hashable {
  /// Text forms of ``ResourceID``, for example `/main/node/3f0c…`.
  public var resourceIDs: [String]
  public var reason: String
  public var suggestedReviewers: [UserName]
  /// Wished ends, as lengths in seconds from now; nil takes the longest allowed.
  public var requestTTL: Int64?
  public var sessionTTL: Int64?
  public var maxDuration: Int64?
  public var assumeStartTime: Moment?
  /// Checks and answers as if, and stores nothing.
  public var dryRun: Bool

  public init(
    resourceIDs: [String], reason: String = "", suggestedReviewers: [UserName] = [], requestTTL: Int64? = nil, sessionTTL: Int64? = nil,
    maxDuration: Int64? = nil, assumeStartTime: Moment? = nil, dryRun: Bool = false
  ) {
    self.resourceIDs = resourceIDs
    self.reason = reason
    self.suggestedReviewers = suggestedReviewers
    self.requestTTL = requestTTL
    self.sessionTTL = sessionTTL
    self.maxDuration = maxDuration
    self.assumeStartTime = assumeStartTime
    self.dryRun = dryRun
  }

  public static let example = CreateRequestBody(
    resourceIDs: ["/main/node/3f0c…"], reason: "INC-42", suggestedReviewers: ["olivia"], requestTTL: 3600, sessionTTL: 3600,
    maxDuration: 7200,
    assumeStartTime: Moment(seconds: 1_770_000_000))
  private enum CodingKeys: String, CodingKey {
    case reason
    case resourceIDs = "resource_ids"
    case suggestedReviewers = "suggested_reviewers"
    case requestTTL = "request_ttl"
    case sessionTTL = "session_ttl"
    case maxDuration = "max_duration"
    case assumeStartTime = "assume_start_time"
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

  public init(request: AccessRequest, resources: [Resource]) {
    self.request = request
    self.resources = resources
  }

  public static let example = RequestAnswer(
    request: AccessRequest(
      id: "9c2f…",
      spec: AccessRequestSpec(
        user: "max", roles: ["access-standard-acl-preset-1"], resources: [ResourceID(cluster: "main", kind: "node", name: "3f0c…")],
        created: Moment(seconds: 1_769_990_000), accessExpires: Moment(seconds: 1_770_000_000),
        recordExpires: Moment(seconds: 1_769_993_600), sessionTTL: Moment(seconds: 1_770_000_000), reason: "INC-42",
        suggestedReviewers: ["olivia"])),
    resources: [Resource(id: "/main/node/3f0c…", hostname: "web1")])
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

/// A resource that its reader may reach or request.
public struct ResourcesAnswer: Body, Hashable {
  public struct Item: Codable, Hashable, Sendable {
    /// Text form of ``ResourceID``.
    public var id: String
    public var kind: String
    /// The resource's identity, for servers a UUID.
    public var name: String
    public var hostname: String
    public var address: String
    public var labels: [String: String]
    /// Accounts that may be used now, or, when it must be requested, that the request would open.
    public var logins: [String]
    /// Whether it can only be requested.
    public var requiresRequest: Bool

    public init(
      id: String, kind: String, name: String, hostname: String, address: String, labels: [String: String], logins: [String],
      requiresRequest: Bool
    ) {
      self.id = id
      self.kind = kind
      self.name = name
      self.hostname = hostname
      self.address = address
      self.labels = labels
      self.logins = logins
      self.requiresRequest = requiresRequest
    }

    private enum CodingKeys: String, CodingKey {
      case id, kind, name, hostname, address, labels, logins
      case requiresRequest = "requires_request"
    }
  }

  public var resources: [Item]

  public init(resources: [Item]) { self.resources = resources }
  public static let example = ResourcesAnswer(resources: [
    Item(
      id: "/main/node/3f0c…", kind: "node", name: "3f0c…", hostname: "web1", address: "10.0.0.5:22", labels: ["env": "test"],
      logins: ["ubuntu"], requiresRequest: true)
  ])
}
