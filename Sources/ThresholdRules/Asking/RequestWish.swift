public import ThresholdModel

/// What somebody asks for, before any rule has looked at it.
public struct RequestWish: Sendable, Hashable {
  /// Roles by name; with ``resources`` the roles through which these should be reached. ``everyRole`` alone asks
  /// for every role that may be asked for and is lacked.
  public var roles: [RoleName]
  /// In any order; duplicates collapse.
  public var resources: [ResourceID]
  /// At most 4096 bytes.
  public var reason: String
  /// Advisory; need not be users.
  public var suggestedReviewers: [UserName]
  /// How long the access should last from now; nil or zero for the longest allowed.
  public var maxDuration: Span?
  /// How long one use after assuming it should last; nil, zero or less for the longest allowed.
  public var sessionTTL: Span?
  /// How long reviewers have to answer; nil or zero for the longest allowed, which is at most 7 days.
  public var requestTTL: Span?
  /// The earliest moment at which the access should count; nil for as soon as it is approved.
  public var assumeStart: Moment?
  /// As whom the requester means to log in: narrows the roles that are chosen. Empty for no choice.
  public var loginHint: String
  public var kind: RequestKind
  /// Whether only the answer is wanted: times at their longest, no reason needed, nothing stored.
  public var isDryRun: Bool

  /// In place of role names: every role that may be asked for and is lacked.
  public static let everyRole: RoleName = "*"

  public init(
    roles: [RoleName] = [], resources: [ResourceID] = [], reason: String = "", suggestedReviewers: [UserName] = [],
    maxDuration: Span? = nil, sessionTTL: Span? = nil, requestTTL: Span? = nil, assumeStart: Moment? = nil, loginHint: String = "",
    kind: RequestKind = .undefined, isDryRun: Bool = false
  ) {
    self.roles = roles
    self.resources = resources
    self.reason = reason
    self.suggestedReviewers = suggestedReviewers
    self.maxDuration = maxDuration
    self.sessionTTL = sessionTTL
    self.requestTTL = requestTTL
    self.assumeStart = assumeStart
    self.loginHint = loginHint
    self.kind = kind
    self.isDryRun = isDryRun
  }
}

/// Bounds on requests. Source: reference, lists-and-requests §5.1 and §5.5.
public enum RequestLimit {
  public static let resources = 300
  /// Over all resource ids of one request together, in bytes.
  public static let combinedLength = 2048
  /// Of the reason of a request, a review or an ending, in bytes.
  public static let reason = 4096
  public static let suggestedReviewers = 50
  /// Roles that may be named in one request.
  public static let roles = 1000
  /// Different thresholds of one request.
  public static let thresholds = 4096
  public static let longestDuration = Span.days(14)
  public static let longestPending = Span.days(7)
  /// How far ahead a request may start, when its access lasts longer than that.
  public static let latestStart = Span.days(7)
  /// Requests that one sign-in may have assumed at once.
  public static let assumedAtOnce = 100
}
