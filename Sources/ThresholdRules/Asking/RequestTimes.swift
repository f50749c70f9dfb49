import ThresholdModel

/// When a new request's access, its use by one sign-in, and its record end.
///
/// Without any `max_duration` access lasts as long as one session would, and no longer than the requester's own
/// sign-in. With one, access may outlast the session: it is assumed again after the next sign-in.
/// Source: reference, lists-and-requests §5.5; design, §2 (`max_duration` over several roles).
struct RequestTimes: Hashable {
  let accessExpires: Moment
  let sessionTTL: Moment
  let recordExpires: Moment

  /// What the times depend on beside the wish.
  struct Facts {
    /// The rest of the requester's sign-in; nil when the request is made without one. Zero or less counts as none.
    var signIn: Span?
    /// `max_session_ttl` of every requested role; zero or less counts as none.
    var longestSessions: [Span] = []
    /// For every requested role the largest `max_duration` of those roles of the requester that let them ask for
    /// it; zero for none.
    var longestDurations: [Span] = []
  }

  init(_ wish: RequestWish, _ facts: Facts, at now: Moment) throws(Problem) {
    let session = try Self.session(wish, facts)
    let duration = try Self.duration(wish, facts, session: session)
    accessExpires = now + (duration ?? session)
    sessionTTL = now + min(session, duration ?? session)
    recordExpires = now + (try Self.pending(wish.requestTTL, access: duration ?? session))
    if let start = wish.assumeStart { try Self.checkStart(start, created: now, accessExpires: accessExpires) }
  }

  /// T: the longest that one session could last.
  private static func session(_ wish: RequestWish, _ facts: Facts) throws(Problem) -> Span {
    let wished = wish.sessionTTL.flatMap { $0 > .zero ? $0 : nil }
    let caps = [facts.signIn, wished].compactMap { $0 } + facts.longestSessions
    let longest = caps.filter { $0 > .zero }.reduce(RoleOptions.longestSession) { min($0, $1) }
    guard let wished, wished > longest else { return longest }
    throw Problem(
      .badParameter, "a session-ttl of \(wished) is longer than the \(longest) that is allowed", hint: "ask for at most \(longest)",
      path: "session-ttl")
  }

  /// M: the longest that the access may last whatever the session; nil when nothing says so.
  private static func duration(_ wish: RequestWish, _ facts: Facts, session: Span) throws(Problem) -> Span? {
    // The lowest of those that are set, in whatever order the roles come.
    let allowed = facts.longestDurations.filter { $0 > .zero }.min()
    guard !wish.isDryRun else { return allowed }
    guard let wished = wish.maxDuration, wished != .zero else { return allowed }
    guard wished > .zero else {
      throw Problem(.badParameter, "max-duration cannot be negative", hint: "write a duration such as 8h", path: "max-duration")
    }
    guard wished <= RequestLimit.longestDuration else {
      throw Problem(
        .badParameter, "a max-duration of \(wished) is longer than the \(RequestLimit.longestDuration) that is allowed",
        hint: "ask for at most \(RequestLimit.longestDuration)", path: "max-duration")
    }
    // What is longer than allowed is cut, silently, as people type round numbers.
    if let allowed { return min(wished, allowed) }
    return wished < session ? wished : nil
  }

  /// How long the request waits for an answer.
  private static func pending(_ wish: Span?, access: Span) throws(Problem) -> Span {
    let limit = min(RequestLimit.longestPending, access)
    guard let wish, wish != .zero else { return limit }
    guard wish > .zero else {
      throw Problem(.badParameter, "request-ttl cannot be negative", hint: "write a duration such as 8h", path: "request-ttl")
    }
    guard wish <= limit else {
      throw Problem(
        .badParameter, "a request-ttl of \(wish) is longer than the \(limit) that is allowed", hint: "ask for at most \(limit)",
        path: "request-ttl")
    }
    return wish
  }

  /// A start that a requester or a reviewer may choose: not before the request was made, before the access ends,
  /// and within 7 days when the access lasts longer than that.
  /// - Throws: ``Problem`` of kind `badParameter`.
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
