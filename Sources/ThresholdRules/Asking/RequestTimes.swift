import ThresholdModel

/// When a new request's access, its use by one sign-in, and its record end.
///
/// For roles without `max_duration`: access lasts as long as one session would, and no longer than the
/// requester's own sign-in. Source: reference, lists-and-requests §5.5.
struct RequestTimes: Hashable {
  let accessExpires: Moment
  let sessionTTL: Moment
  let recordExpires: Moment

  /// - Parameters:
  ///   - signInEnd: the end of the requester's sign-in; later than now.
  ///   - longestSessions: `max_session_ttl` of every requested role.
  init(wish: RequestWish, signInEnd: Moment, longestSessions: [Span], at now: Moment) throws(Problem) {
    let longest = min(RoleOptions.longestSession, signInEnd - now, longestSessions.min() ?? RoleOptions.longestSession)
    let session = try Self.span(wish.sessionTTL, "session-ttl", atMost: longest) ?? longest
    let duration = try Self.span(wish.maxDuration, "max-duration", atMost: RequestLimit.longestDuration)
    // A longer wish is cut to what a session may last, silently, as people type round numbers.
    accessExpires = now + min(session, duration ?? session)
    sessionTTL = accessExpires
    let limit = min(RequestLimit.longestPending, accessExpires - now)
    recordExpires = now + (try Self.span(wish.requestTTL, "request-ttl", atMost: limit) ?? limit)
    if let start = wish.assumeStart { try Self.checkStart(start, created: now, accessExpires: accessExpires) }
  }

  /// Nil for no wish, which zero is too.
  private static func span(_ wish: Span?, _ flag: String, atMost limit: Span) throws(Problem) -> Span? {
    guard let wish, wish != .zero else { return nil }
    guard wish > .zero else {
      throw Problem(.badParameter, "\(flag) cannot be negative", hint: "write a duration such as 8h", path: flag)
    }
    guard wish <= limit else {
      throw Problem(
        .badParameter, "a \(flag) of \(wish) is longer than the \(limit) that is allowed", hint: "ask for at most \(limit)", path: flag)
    }
    return wish
  }

  /// A start that a requester or a reviewer may choose.
  static func checkStart(_ start: Moment, created: Moment, accessExpires: Moment) throws(Problem) {
    let path = "assume_start_time"
    guard start >= created else {
      throw Problem(.badParameter, "the access cannot start before the request was made", hint: "start at \(created) or later", path: path)
    }
    guard start < accessExpires else {
      throw Problem(.badParameter, "the access would start when it has already ended", hint: "start before \(accessExpires)", path: path)
    }
    let latest = created + RequestLimit.latestStart
    guard accessExpires <= latest || start <= latest else {
      throw Problem(.badParameter, "the access cannot start more than 7 days ahead", hint: "start at \(latest) or earlier", path: path)
    }
  }
}
