public import ThresholdModel

/// Why something is ended.
public struct ReasonBody: Body, Hashable {
  public var reason: String

  public init(reason: String) { self.reason = reason }
  public static let example = ReasonBody(reason: "incident closed")
}

/// What an ended request took with it: proof that the access is over, not only promised to be.
public struct ReceiptAnswer: Body, Hashable {
  public struct Connection: Codable, Hashable, Sendable {
    public var id: ConnectionID
    public var user: UserName
    public var server: ServerID
    public var hostname: String
    public var logins: [String]
    /// When the connection to the server was closed; nil when that could not be confirmed in time.
    public var ended: Moment?

    public init(id: ConnectionID, user: UserName, server: ServerID, hostname: String, logins: [String], ended: Moment?) {
      self.id = id
      self.user = user
      self.server = server
      self.hostname = hostname
      self.logins = logins
      self.ended = ended
    }
  }

  public var request: RequestID
  /// The feed position at which the request ended.
  public var sequence: Int64
  public var at: Moment
  public var connections: [Connection]

  public init(request: RequestID, sequence: Int64, at: Moment, connections: [Connection]) {
    self.request = request
    self.sequence = sequence
    self.at = at
    self.connections = connections
  }

  public static let example = ReceiptAnswer(
    request: "9c2f…", sequence: 118, at: Moment(seconds: 1_770_000_000),
    connections: [
      Connection(id: "77aa…", user: "max", server: "3f0c…", hostname: "web1", logins: ["ubuntu"], ended: Moment(seconds: 1_770_000_000))
    ])
}
