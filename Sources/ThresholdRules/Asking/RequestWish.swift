public import ThresholdModel

/// What somebody asks for, before any rule has looked at it.
public struct RequestWish: Sendable, Hashable {
  /// In any order; duplicates collapse.
  public var resources: [ResourceID]
  /// At most 4096 bytes.
  public var reason: String
  /// Advisory; need not be users.
  public var suggestedReviewers: [UserName]
  /// How long the access should last from now; nil or zero for the longest allowed.
  public var maxDuration: Span?
  /// How long one use after assuming it should last; nil or zero for the longest allowed.
  public var sessionTTL: Span?
  /// How long reviewers have to answer; nil or zero for the longest allowed, which is at most 7 days.
  public var requestTTL: Span?
  /// The earliest moment at which the access should count; nil for as soon as it is approved.
  public var assumeStart: Moment?

  public init(
    resources: [ResourceID], reason: String = "", suggestedReviewers: [UserName] = [], maxDuration: Span? = nil,
    sessionTTL: Span? = nil, requestTTL: Span? = nil, assumeStart: Moment? = nil
  ) {
    self.resources = resources
    self.reason = reason
    self.suggestedReviewers = suggestedReviewers
    self.maxDuration = maxDuration
    self.sessionTTL = sessionTTL
    self.requestTTL = requestTTL
    self.assumeStart = assumeStart
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
  public static let longestDuration = Span.days(14)
  public static let longestPending = Span.days(7)
  /// How far ahead a request may start, when its access lasts longer than that.
  public static let latestStart = Span.days(7)
  /// Requests that one sign-in may have assumed at once.
  public static let assumedAtOnce = 100
}

/// A reason that may be kept.
/// - Throws: ``Problem`` of kind `badParameter` when it is too long, or blank although one is needed.
func checkReason(_ reason: String, isRequired: Bool = false) throws(Problem) {
  guard reason.utf8.count <= RequestLimit.reason else {
    throw Problem(.badParameter, "the reason is longer than \(RequestLimit.reason) bytes", hint: "write a shorter reason", path: "reason")
  }
  guard !isRequired || !reason.allSatisfy(\.isWhitespace) else {
    throw Problem(.badParameter, "a reason is required", hint: "add --reason \"why\"", path: "reason")
  }
}
