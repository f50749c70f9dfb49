public import ThresholdModel

/// Asks for a certificate for one login on one server.
public struct ConnectBody: Body, Hashable {
  /// The server's host name or id.
  public var server: String
  public var login: String
  /// The caller's fresh SSH public key as OpenSSH writes it.
  public var publicKey: String

  public init(server: String, login: String, publicKey: String) {
    self.server = server
    self.login = login
    self.publicKey = publicKey
  }

  public static let example = ConnectBody(server: "web1", login: "ubuntu", publicKey: "ssh-ed25519 AAAA…")
  private enum CodingKeys: String, CodingKey {
    case server, login
    case publicKey = "public_key"
  }
}

/// What OpenSSH needs to connect through the gateway.
public struct ConnectAnswer: Body, Hashable {
  public var server: ServerID
  public var hostname: String
  public var login: String
  /// The certificate line; worth something only at that server, for that login, through the gateway.
  public var certificate: String
  public var serial: UInt64
  public var validBefore: Moment
  /// The server's host keys: the only ones to accept, under the host key alias of the server's id.
  public var hostKeys: [String]
  /// When the ground for the connection ends, as things stand.
  public var until: Moment

  public init(
    server: ServerID, hostname: String, login: String, certificate: String, serial: UInt64, validBefore: Moment, hostKeys: [String],
    until: Moment
  ) {
    self.server = server
    self.hostname = hostname
    self.login = login
    self.certificate = certificate
    self.serial = serial
    self.validBefore = validBefore
    self.hostKeys = hostKeys
    self.until = until
  }

  public static let example = ConnectAnswer(
    server: "3f0c…", hostname: "web1", login: "ubuntu", certificate: "ssh-ed25519-cert-v01@openssh.com AAAA…", serial: 7,
    validBefore: Moment(seconds: 1_770_000_000), hostKeys: ["ssh-ed25519 AAAA…"], until: Moment(seconds: 1_770_000_000))
  private enum CodingKeys: String, CodingKey {
    case server, hostname, login, certificate, serial, until
    case validBefore = "valid_before"
    case hostKeys = "host_keys"
  }
}

/// Connections that are open now.
public struct ConnectionsAnswer: Body, Hashable {
  public struct Item: Codable, Hashable, Sendable {
    public var id: ConnectionID
    public var user: UserName
    public var server: ServerID
    public var hostname: String
    public var logins: [String]
    public var started: Moment
    public var until: Moment?
    /// Requests that the connection stands on.
    public var requests: [RequestID]

    public init(
      id: ConnectionID, user: UserName, server: ServerID, hostname: String, logins: [String], started: Moment, until: Moment?,
      requests: [RequestID]
    ) {
      self.id = id
      self.user = user
      self.server = server
      self.hostname = hostname
      self.logins = logins
      self.started = started
      self.until = until
      self.requests = requests
    }
  }

  public var connections: [Item]

  public init(connections: [Item]) { self.connections = connections }
  public static let example = ConnectionsAnswer(connections: [
    Item(
      id: "77aa…", user: "max", server: "3f0c…", hostname: "web1", logins: ["ubuntu"], started: Moment(seconds: 1_769_990_000),
      until: Moment(seconds: 1_770_000_000), requests: ["9c2f…"])
  ])
}
