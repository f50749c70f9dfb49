public import ThresholdModel

/// What this machine knows about one cluster and one's sign-in there.
public struct Profile: Hashable, Sendable {
  public var server: ServerAddress
  public var user: UserName
  public var cluster: String
  /// What verifies the server.
  public var trust: Trust
  /// The sign-in; nil after signing out.
  public var session: Session?

  /// A sign-in as this machine holds it.
  public struct Session: Hashable, Sendable {
    public var signIn: SignInID
    /// When it ends; the server may end it earlier.
    public var expires: Moment
    public var credential: ClientCredential

    public init(signIn: SignInID, expires: Moment, credential: ClientCredential) {
      self.signIn = signIn
      self.expires = expires
      self.credential = credential
    }
  }

  public init(server: ServerAddress, user: UserName, cluster: String, trust: Trust, session: Session?) {
    self.server = server
    self.user = user
    self.cluster = cluster
    self.trust = trust
    self.session = session
  }

  /// The profile's name in the profile folder: the proxy host, without the port.
  public var name: String { server.host }

  /// The sign-in, when it has not ended by itself.
  /// - Throws: ``Problem`` of kind `unauthenticated`.
  public func liveSession(at now: Moment) throws(Problem) -> Session {
    guard let session else {
      throw Problem(.unauthenticated, "you are not signed in to `\(server)`", hint: "tsh login --proxy \(server) --user \(user)")
    }
    guard now < session.expires else {
      throw Problem(
        .unauthenticated, "your sign-in as `\(user)` ended at \(session.expires)", hint: "tsh login --proxy \(server) --user \(user)")
    }
    return session
  }
}
