public import ThresholdModel

/// A password on its way: printed as `<secret>`, on the wire as text.
public struct Secret: Codable, Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The secret itself; hand it on, never print it.
  public let exposed: String

  public init(_ text: String) { exposed = text }
  public init(from decoder: any Decoder) throws { exposed = try decoder.singleValueContainer().decode(String.self) }
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(exposed)
  }
  public var description: String { "<secret>" }
  public var debugDescription: String { "<secret>" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Asks for a sign-in.
public struct SignInBody: Body, Hashable {
  public var user: UserName
  public var password: Secret
  /// The caller's fresh P-256 public key, SubjectPublicKeyInfo in PEM; the private key stays with the caller.
  public var publicKey: String
  /// The wished length in seconds; nil means 12 hours. Cut to what the roles allow, never refused for length.
  public var ttl: Int64?

  public init(user: UserName, password: Secret, publicKey: String, ttl: Int64? = nil) {
    self.user = user
    self.password = password
    self.publicKey = publicKey
    self.ttl = ttl
  }

  public static let example = SignInBody(
    user: "max", password: Secret("correct horse"), publicKey: "-----BEGIN PUBLIC KEY-----…", ttl: 43200)
  private enum CodingKeys: String, CodingKey {
    case user, password, ttl
    case publicKey = "public_key"
  }
}

/// A sign-in, begun.
public struct SignInAnswer: Body, Hashable {
  public var signIn: SignInID
  public var user: UserName
  public var cluster: String
  /// The client certificate in PEM.
  public var certificate: String
  /// All trusted host authorities in PEM: what verifies the server from now on.
  public var hostAuthorities: String
  public var expires: Moment
  /// Lines to show after signing in.
  public var notices: [String]

  public init(
    signIn: SignInID, user: UserName, cluster: String, certificate: String, hostAuthorities: String, expires: Moment, notices: [String]
  ) {
    self.signIn = signIn
    self.user = user
    self.cluster = cluster
    self.certificate = certificate
    self.hostAuthorities = hostAuthorities
    self.expires = expires
    self.notices = notices
  }

  public static let example = SignInAnswer(
    signIn: "6b1d…", user: "max", cluster: "localhost", certificate: "-----BEGIN CERTIFICATE-----…",
    hostAuthorities: "-----BEGIN CERTIFICATE-----…", expires: Moment(seconds: 1_770_000_000), notices: ["1 request waits for your review"])
  private enum CodingKeys: String, CodingKey {
    case user, cluster, certificate, expires, notices
    case signIn = "sign_in"
    case hostAuthorities = "host_authorities"
  }
}

/// The sign-in that asks, as the World sees it now.
public struct StatusAnswer: Body, Hashable {
  /// A request that counts for this sign-in.
  public struct Assumed: Codable, Hashable, Sendable {
    public var id: RequestID
    public var roles: [RoleName]
    /// Text forms of ``ResourceID``.
    public var resources: [String]
    /// Until when the request counts here.
    public var until: Moment
    /// Why it gives nothing now, for example a lock; nil when it counts.
    public var obstacle: String?

    public init(id: RequestID, roles: [RoleName], resources: [String], until: Moment, obstacle: String? = nil) {
      self.id = id
      self.roles = roles
      self.resources = resources
      self.until = until
      self.obstacle = obstacle
    }
  }

  public var user: UserName
  public var cluster: String
  public var signIn: SignInID
  public var expires: Moment
  /// Roles that count everywhere: own ones and those from lists.
  public var roles: [RoleName]
  /// Accounts that those roles allow on some server.
  public var logins: [String]
  public var assumed: [Assumed]
  public var notices: [String]

  public init(
    user: UserName, cluster: String, signIn: SignInID, expires: Moment, roles: [RoleName], logins: [String], assumed: [Assumed],
    notices: [String]
  ) {
    self.user = user
    self.cluster = cluster
    self.signIn = signIn
    self.expires = expires
    self.roles = roles
    self.logins = logins
    self.assumed = assumed
    self.notices = notices
  }

  public static let example = StatusAnswer(
    user: "max", cluster: "localhost", signIn: "6b1d…", expires: Moment(seconds: 1_770_000_000), roles: ["requester-acl-preset-1"],
    logins: ["ubuntu"],
    assumed: [
      Assumed(
        id: "9c2f…", roles: ["access-standard-acl-preset-1"], resources: ["/localhost/node/3f0c…"], until: Moment(seconds: 1_770_000_000))
    ],
    notices: ["1 request waits for your review"])
  private enum CodingKeys: String, CodingKey {
    case user, cluster, expires, roles, logins, notices
    case signIn = "sign_in"
    case assumed = "active_requests"
  }
}

/// Sign-ins that last still.
public struct SignInsAnswer: Body, Hashable {
  public struct Item: Codable, Hashable, Sendable {
    public var id: SignInID
    public var user: UserName
    public var created: Moment
    public var expires: Moment
    public var address: String

    public init(id: SignInID, user: UserName, created: Moment, expires: Moment, address: String) {
      self.id = id
      self.user = user
      self.created = created
      self.expires = expires
      self.address = address
    }
  }

  public var signIns: [Item]

  public init(signIns: [Item]) { self.signIns = signIns }
  public static let example = SignInsAnswer(signIns: [
    Item(id: "6b1d…", user: "max", created: Moment(seconds: 1_769_950_000), expires: Moment(seconds: 1_770_000_000), address: "127.0.0.1")
  ])
  private enum CodingKeys: String, CodingKey { case signIns = "sign_ins" }
}

/// Names requests to assume or drop; `*` drops all.
public struct RequestIDsBody: Body, Hashable {
  public var requestIDs: [RequestID]

  public init(requestIDs: [RequestID]) { self.requestIDs = requestIDs }
  public static let example = RequestIDsBody(requestIDs: ["9c2f…"])
  private enum CodingKeys: String, CodingKey { case requestIDs = "request_ids" }
}
