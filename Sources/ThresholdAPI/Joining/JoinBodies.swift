public import ThresholdModel

/// A new join token.
public struct CreateTokenBody: Body, Hashable {
  /// What may join; this version knows `node`.
  public var type: String
  public var labels: [String: String]
  public var allowLabels: LabelMap
  /// Seconds.
  public var ttl: Int64

  public init(type: String, labels: [String: String], allowLabels: LabelMap, ttl: Int64) {
    self.type = type
    self.labels = labels
    self.allowLabels = allowLabels
    self.ttl = ttl
  }

  public static let example = CreateTokenBody(type: "node", labels: ["env": "test"], allowLabels: ["team": ["*"]], ttl: 3600)
  private enum CodingKeys: String, CodingKey {
    case type, labels, ttl
    case allowLabels = "allow_labels"
  }
}

/// The token, shown this once.
public struct CreateTokenAnswer: Body, Hashable {
  public var token: Secret
  public var caPin: String
  public var expires: Moment
  public var labels: [String: String]
  /// `host:port` under which the cluster is reached.
  public var proxyServer: String

  public init(token: Secret, caPin: String, expires: Moment, labels: [String: String], proxyServer: String) {
    self.token = token
    self.caPin = caPin
    self.expires = expires
    self.labels = labels
    self.proxyServer = proxyServer
  }

  public static let example = CreateTokenAnswer(
    token: Secret("f00d…"), caPin: "sha256:…", expires: Moment(seconds: 1_770_000_000), labels: ["env": "test"],
    proxyServer: "localhost:3080")
  private enum CodingKeys: String, CodingKey {
    case token, expires, labels
    case caPin = "ca_pin"
    case proxyServer = "proxy_server"
  }
}

/// Join tokens that still work; the tokens themselves are not kept.
public struct TokensAnswer: Body, Hashable {
  public struct Item: Codable, Hashable, Sendable {
    /// The token's SHA-256; the first characters are enough to name it.
    public var hash: TokenHash
    public var type: String
    public var labels: [String: String]
    public var allowLabels: LabelMap
    public var expires: Moment
    public var createdBy: String

    public init(hash: TokenHash, type: String, labels: [String: String], allowLabels: LabelMap, expires: Moment, createdBy: String) {
      self.hash = hash
      self.type = type
      self.labels = labels
      self.allowLabels = allowLabels
      self.expires = expires
      self.createdBy = createdBy
    }

    private enum CodingKeys: String, CodingKey {
      case hash, type, labels, expires
      case allowLabels = "allow_labels"
      case createdBy = "created_by"
    }
  }

  public var tokens: [Item]

  public init(tokens: [Item]) { self.tokens = tokens }
  public static let example = TokensAnswer(tokens: [
    Item(
      hash: "ab12…", type: "node", labels: ["env": "test"], allowLabels: ["team": ["*"]], expires: Moment(seconds: 1_770_000_000),
      createdBy: "alice")
  ])
}

/// First step of joining: says who wants to join and gets a challenge for its host keys.
public struct BeginJoinBody: Body, Hashable {
  public var token: Secret
  public var hostname: String
  /// `IP:PORT` at which the cluster reaches the server's sshd.
  public var address: String
  public var labels: [String: String]
  /// Every host key that sshd offers, as OpenSSH writes them.
  public var hostKeys: [String]

  public init(token: Secret, hostname: String, address: String, labels: [String: String], hostKeys: [String]) {
    self.token = token
    self.hostname = hostname
    self.address = address
    self.labels = labels
    self.hostKeys = hostKeys
  }

  public static let example = BeginJoinBody(
    token: Secret("f00d…"), hostname: "web1", address: "10.0.0.5:22", labels: ["team": "web"], hostKeys: ["ssh-ed25519 AAAA…"])
  private enum CodingKeys: String, CodingKey {
    case token, hostname, address, labels
    case hostKeys = "host_keys"
  }
}

/// What each host key must sign: the message is `ssh-keygen -Y sign`ed under `namespace`.
public struct JoinChallengeAnswer: Body, Hashable {
  /// Names the challenge in the second step; it lasts 2 minutes and works once.
  public var challenge: String
  /// The bytes to sign for each host key, in base64, in the order of the host keys sent.
  public var messages: [String]
  public var namespace: String
  public var cluster: String

  public init(challenge: String, messages: [String], namespace: String, cluster: String) {
    self.challenge = challenge
    self.messages = messages
    self.namespace = namespace
    self.cluster = cluster
  }

  public static let example = JoinChallengeAnswer(challenge: "c0ff…", messages: ["AAEC…"], namespace: "join@threshold", cluster: "main")
}

/// Second step: the signatures. The cluster then dials the address and compares the host keys.
public struct FinishJoinBody: Body, Hashable {
  public var token: Secret
  public var challenge: String
  /// Armored SSH signatures, one a host key, in the same order.
  public var signatures: [String]

  public init(token: Secret, challenge: String, signatures: [String]) {
    self.token = token
    self.challenge = challenge
    self.signatures = signatures
  }

  public static let example = FinishJoinBody(token: Secret("f00d…"), challenge: "c0ff…", signatures: ["-----BEGIN SSH SIGNATURE-----…"])
}

/// What the server's sshd is configured with.
public struct JoinAnswer: Body, Hashable {
  public var server: ServerID
  public var cluster: String
  public var labels: [String: String]
  /// The SSH user authorities that sshd trusts on connections from the gateway, one line each.
  public var userAuthorities: [String]
  /// The gateway's addresses as this server sees them.
  public var gatewayAddresses: [String]
  /// A host certificate for the first Ed25519 (else first) host key, 1 year, for other clients.
  public var hostCertificate: String
  /// Which of the host keys the certificate is for: its index in the list sent.
  public var hostCertificateKey: Int

  public init(
    server: ServerID, cluster: String, labels: [String: String], userAuthorities: [String], gatewayAddresses: [String],
    hostCertificate: String, hostCertificateKey: Int
  ) {
    self.server = server
    self.cluster = cluster
    self.labels = labels
    self.userAuthorities = userAuthorities
    self.gatewayAddresses = gatewayAddresses
    self.hostCertificate = hostCertificate
    self.hostCertificateKey = hostCertificateKey
  }

  public static let example = JoinAnswer(
    server: "3f0c…", cluster: "main", labels: ["env": "test"], userAuthorities: ["ssh-ed25519 AAAA…"], gatewayAddresses: ["10.0.0.1"],
    hostCertificate: "ssh-ed25519-cert-v01@openssh.com AAAA…", hostCertificateKey: 0)
  private enum CodingKeys: String, CodingKey {
    case server, cluster, labels
    case userAuthorities = "user_authorities"
    case gatewayAddresses = "gateway_addresses"
    case hostCertificate = "host_certificate"
    case hostCertificateKey = "host_certificate_key"
  }
}
