public import ThresholdModel

/// Events of the audit log.
public struct EventsAnswer: Body, Hashable {
  public struct Item: Codable, Hashable, Sendable {
    /// Position in the log, gapless from 1.
    public var index: Int64
    /// The chain's hash up to and with this event, lower-case hexadecimal.
    public var hash: String
    /// The flat event of the reference.
    public var event: Value

    public init(index: Int64, hash: String, event: Value) {
      self.index = index
      self.hash = hash
      self.event = event
    }
  }

  public var events: [Item]

  public init(events: [Item]) { self.events = events }
  public static let example = EventsAnswer(events: [Item(index: 1, hash: "ab12…", event: .map(["event": "user.login", "code": "T1000I"]))])
}

/// Where the audit log ends: write it down elsewhere, and verify against it later.
public struct AuditHeadAnswer: Body, Hashable {
  public var index: Int64
  /// Lower-case hexadecimal.
  public var hash: String
  public var time: Moment?

  public init(index: Int64, hash: String, time: Moment?) {
    self.index = index
    self.hash = hash
    self.time = time
  }

  public static let example = AuditHeadAnswer(index: 118, hash: "ab12…", time: Moment(seconds: 1_770_000_000))
}

/// Verifies the log, against a head noted earlier when one is given.
public struct VerifyBody: Body, Hashable {
  public var head: AuditHeadAnswer?

  public init(head: AuditHeadAnswer? = nil) { self.head = head }
  public static let example = VerifyBody(head: .example)
}

/// What verifying found.
public struct VerifyAnswer: Body, Hashable {
  public var isConsistent: Bool
  /// Events looked at.
  public var events: Int64
  public var checkpoints: Int
  /// In words: what was found, and what can and can't be excluded.
  public var summary: String
  /// The first event that is wrong; nil when all is well.
  public var firstBad: Int64?

  public init(isConsistent: Bool, events: Int64, checkpoints: Int, summary: String, firstBad: Int64?) {
    self.isConsistent = isConsistent
    self.events = events
    self.checkpoints = checkpoints
    self.summary = summary
    self.firstBad = firstBad
  }

  public static let example = VerifyAnswer(isConsistent: true, events: 118, checkpoints: 2, summary: "consistent", firstBad: 1)
  private enum CodingKeys: String, CodingKey {
    case events, checkpoints, summary
    case isConsistent = "consistent"
    case firstBad = "first_bad"
  }
}

/// The cluster's state, for operators.
public struct ClusterAnswer: Body, Hashable {
  public var cluster: String
  public var version: String
  public var caPins: [String]
  /// `host:port` under which the cluster is reached.
  public var publicAddress: String
  public var sequence: Int64
  public var users: Int
  public var servers: Int
  public var connections: Int
  /// What an operator should mend.
  public var warnings: [String]

  public init(
    cluster: String, version: String, caPins: [String], publicAddress: String, sequence: Int64, users: Int, servers: Int, connections: Int,
    warnings: [String]
  ) {
    self.cluster = cluster
    self.version = version
    self.caPins = caPins
    self.publicAddress = publicAddress
    self.sequence = sequence
    self.users = users
    self.servers = servers
    self.connections = connections
    self.warnings = warnings
  }

  public static let example = ClusterAnswer(
    cluster: "main", version: "18.10.0", caPins: ["sha256:…"], publicAddress: "localhost:3080", sequence: 118, users: 3, servers: 1,
    connections: 0, warnings: ["the key file is in the data directory"])
  private enum CodingKeys: String, CodingKey {
    case cluster, version, sequence, users, servers, connections, warnings
    case caPins = "ca_pins"
    case publicAddress = "public_address"
  }
}

/// One thing that moved, as `/v1/watch` tells it: the `data` of a server-sent event whose `id` is the
/// feed position and whose `event` is `request`.
public struct WatchedRequest: Body, Hashable {
  public var id: RequestID
  public var user: UserName
  /// As tables print it, for example `APPROVED`; `DELETED` when the record is gone.
  public var state: String
  public var resolveReason: String

  public init(id: RequestID, user: UserName, state: String, resolveReason: String) {
    self.id = id
    self.user = user
    self.state = state
    self.resolveReason = resolveReason
  }

  public static let example = WatchedRequest(id: "9c2f…", user: "max", state: "APPROVED", resolveReason: "go ahead")
  private enum CodingKeys: String, CodingKey {
    case id, user, state
    case resolveReason = "resolve_reason"
  }
}
