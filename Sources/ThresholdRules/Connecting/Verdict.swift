public import ThresholdModel

/// The answer to "may this user be this on that resource now?".
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

/// Through what access is allowed, and until when.
public struct Grant: Sendable, Hashable {
  /// Through what the role counts.
  public enum Source: Sendable, Hashable {
    case own
    case member(ListName)
    case owner(ListName)
    /// An approved request that the sign-in has assumed.
    case request(RequestID)
  }

  public let resource: ResourceKey
  /// As whom; empty when the question named nobody.
  public let principals: [Principal]
  /// When the access ends if nothing changes: the latest end over all grounds there are, never after
  /// the sign-in's own.
  public let until: Moment
  /// The role that allows; of several the one that lasts longest, standing before requested.
  public let through: RoleName
  public let source: Source

  public init(resource: ResourceKey, principals: [Principal], until: Moment, through: RoleName, source: Source) {
    self.resource = resource
    self.principals = principals
    self.until = until
    self.through = through
    self.source = source
  }

  /// The login of a grant on an SSH server; empty for others.
  public var login: String { principals.first { $0.field == .logins }?.value ?? "" }
}

/// Why something is not allowed, in words that the person may read.
public struct Refusal: Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// It does not exist, or the user may not know of it.
    case noSuchResource
    case noSuchUser
    /// The sign-in is over, gone, or somebody else's.
    case signInEnded
    case locked(LockName)
    /// A role's deny labels cover the resource.
    case deniedLabels(RoleName)
    /// A role denies the account everywhere.
    case deniedPrincipal(RoleName, Principal)
    /// A role denies the object inside the cluster.
    case deniedObject(RoleName)
    /// A role's label expression cannot be evaluated for the resource.
    case unreadableLabels(RoleName)
    /// The role that allows, or the whole cluster, asks for a second factor for each session.
    case needsMFA(RoleName?)
    /// The role that allows, or the whole cluster, asks for an enrolled device.
    case needsTrustedDevice(RoleName?)
    /// A role, or the cluster, has an option that this way of connecting cannot enforce.
    case unenforceable(option: String, RoleName?)
    /// No role allows this on this resource.
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
      case .noSuchResource: .notFound
      case .signInEnded, .noSuchUser: .unauthenticated
      case .locked, .deniedLabels, .deniedPrincipal, .deniedObject, .unreadableLabels, .needsMFA, .needsTrustedDevice, .unenforceable,
        .noGrant:
        .accessDenied
      }
    return Problem(kind, message, hint: hint)
  }
}
