public import ThresholdModel

/// The answer to "may this user, with this sign-in, be this login on this server now?".
public enum Verdict: Sendable, Hashable {
  case allowed(Grant)
  case refused(Refusal)

  /// The grant, when allowed.
  public var grant: Grant? {
    if case .allowed(let grant) = self { grant } else { nil }
  }

  /// The refusal, when refused.
  public var refusal: Refusal? {
    if case .refused(let refusal) = self { refusal } else { nil }
  }
}

/// Through what a login is allowed, and until when.
public struct Grant: Sendable, Hashable {
  /// Through what the role counts for this connection.
  public enum Source: Sendable, Hashable {
    case own
    case member(ListName)
    case owner(ListName)
    /// An approved request that the sign-in has assumed.
    case request(RequestID)
  }

  public let login: String
  /// When the access ends if nothing changes: the latest end over all grounds there are, never after
  /// the sign-in's own.
  public let until: Moment
  /// The role that allows; of several the one that lasts longest, standing before requested.
  public let through: RoleName
  public let source: Source

  public init(login: String, until: Moment, through: RoleName, source: Source) {
    self.login = login
    self.until = until
    self.through = through
    self.source = source
  }
}

/// Why something is not allowed, in words that the person may read.
public struct Refusal: Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// It does not exist, or the user may not know of it.
    case noSuchServer
    case noSuchUser
    /// The sign-in is over, gone, or somebody else's.
    case signInEnded
    case locked(LockName)
    /// A role's deny labels cover the server.
    case deniedLabels(RoleName)
    /// A role denies the login everywhere.
    case deniedLogin(RoleName)
    /// No role allows this login on this server.
    case noGrant
  }

  public let reason: Reason
  /// One sentence, lower case, no final period, user input in backticks and escaped.
  public let message: String
  /// Something to type; nil when nothing helps.
  public let hint: String?

  public init(_ reason: Reason, _ message: String, hint: String? = nil) {
    self.reason = reason
    self.message = message
    self.hint = hint
  }

  /// The refusal as an error, for doors that answer with one.
  public var problem: Problem {
    let kind: Problem.Kind =
      switch reason {
      case .noSuchServer: .notFound
      case .signInEnded, .noSuchUser: .unauthenticated
      case .locked, .deniedLabels, .deniedLogin, .noGrant: .accessDenied
      }
    return Problem(kind, message, hint: hint)
  }
}
