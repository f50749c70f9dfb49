import Testing
import ThresholdModel

@testable import ThresholdRules

/// Lists-and-requests §5.5, in seconds.
@Suite("Times of a request")
struct RequestTimesTests {
  /// What a request is made with, and what it comes to.
  struct Row: Sendable, CustomTestStringConvertible {
    let about: String
    var signIn: Int64? = 12 * hour
    var sessions: [Int64] = [30 * hour]
    var durations: [Int64] = []
    var wishedSession: Int64?
    var wished: Int64?
    var isDryRun = false
    /// The access's length and one session's; nil for a refusal.
    let access: Int64?
    var session: Int64?
    var testDescription: String { about }

    func times() throws(Problem) -> RequestTimes {
      let wish = RequestWish(
        maxDuration: wished.map(Span.seconds), sessionTTL: wishedSession.map(Span.seconds), isDryRun: isDryRun)
      return try RequestTimes(
        wish,
        RequestTimes.Facts(
          signIn: signIn.map(Span.seconds), longestSessions: sessions.map(Span.seconds), longestDurations: durations.map(Span.seconds)),
        at: noon)
    }
  }

  static let hour: Int64 = 3600
  static let day: Int64 = 24 * hour

  static let sessions: [Row] = [
    Row(about: "the rest of the sign-in", access: 12 * hour),
    Row(about: "30 hours at most", signIn: 40 * hour, access: 30 * hour),
    Row(about: "30 hours without a sign-in", signIn: nil, sessions: [], access: 30 * hour),
    Row(about: "a sign-in without rest does not count", signIn: 0, access: 30 * hour),
    Row(about: "nor does one that is over", signIn: -1, access: 30 * hour),
    Row(about: "the shortest max_session_ttl", sessions: [8 * hour, 4 * hour], access: 4 * hour),
    Row(about: "a max_session_ttl of zero does not count", sessions: [0, 8 * hour, -5], access: 8 * hour),
    Row(about: "a wished session", wishedSession: 3 * hour, access: 3 * hour),
    Row(about: "a wished session just below T", wishedSession: 12 * hour - 1, access: 12 * hour - 1),
    Row(about: "a wished session of T", wishedSession: 12 * hour, access: 12 * hour),
    Row(about: "a wished session above T is refused", wishedSession: 12 * hour + 1, access: nil),
    Row(about: "above the shortest max_session_ttl, too", sessions: [4 * hour], wishedSession: 4 * hour + 1, access: nil),
    Row(about: "a wished session of zero is none", wishedSession: 0, access: 12 * hour),
    Row(about: "and so is a negative one", wishedSession: -1, access: 12 * hour),
  ]

  static let durations: [Row] = [
    Row(about: "longer than the session", durations: [day], access: day, session: 12 * hour),
    Row(about: "shorter than the session", durations: [4 * hour], access: 4 * hour),
    Row(about: "the lowest that is set", durations: [day, 20 * hour, 0], access: 20 * hour, session: 12 * hour),
    Row(about: "whatever the order: unset first", durations: [0, 20 * hour, day], access: 20 * hour, session: 12 * hour),
    Row(about: "whatever the order: unset last", durations: [day, 0], access: day, session: 12 * hour),
    Row(about: "none is set", durations: [0, 0], access: 12 * hour),
    Row(about: "a wish below", durations: [day], wished: 10 * hour, access: 10 * hour),
    Row(about: "a wish just below", durations: [day], wished: day - 1, access: day - 1, session: 12 * hour),
    Row(about: "a wish of as much", durations: [day], wished: day, access: day, session: 12 * hour),
    Row(about: "a wish above is cut", durations: [day], wished: day + 1, access: day, session: 12 * hour),
    Row(about: "a wish of zero is none", durations: [day], wished: 0, access: day, session: 12 * hour),
    Row(about: "14 days", durations: [14 * day], wished: 14 * day, access: 14 * day, session: 12 * hour),
    Row(about: "more than 14 days is refused", durations: [14 * day], wished: 14 * day + 1, access: nil),
    Row(about: "and so is less than nothing", durations: [day], wished: -1, access: nil),
    Row(about: "the session's wish shortens only the session", durations: [day], wishedSession: 3 * hour, access: day, session: 3 * hour),
    Row(about: "both wishes", durations: [day], wishedSession: 3 * hour, wished: 2 * hour, access: 2 * hour),
    Row(about: "no limit: a wish below T", wished: 2 * hour, access: 2 * hour),
    Row(about: "no limit: a wish just below T", wished: 12 * hour - 1, access: 12 * hour - 1),
    Row(about: "no limit: a wish of T", wished: 12 * hour, access: 12 * hour),
    Row(about: "no limit: a wish above T is cut", wished: 12 * hour + 1, access: 12 * hour),
    Row(about: "no limit: a wish of zero", wished: 0, access: 12 * hour),
    Row(about: "no limit: more than 14 days is refused all the same", wished: 14 * day + 1, access: nil),
    Row(about: "no limit: a wish within a wished session", wishedSession: 3 * hour, wished: 2 * hour, access: 2 * hour),
    Row(about: "no limit: a wish above a wished session", wishedSession: 3 * hour, wished: 5 * hour, access: 3 * hour),
    Row(about: "dry run: the longest, whatever is wished", durations: [day], wished: hour, isDryRun: true, access: day, session: 12 * hour),
    Row(about: "dry run without a limit", wished: hour, isDryRun: true, access: 12 * hour),
    Row(about: "dry run with a wish that would be refused", wished: -1, isDryRun: true, access: 12 * hour),
  ]

  @Test("how long the access and one session last", arguments: sessions + durations)
  func lengths(row: Row) throws {
    guard let access = row.access else {
      #expect(problem { () throws(Problem) in try row.times() }?.kind == .badParameter)
      return
    }
    let times = try row.times()
    #expect(times.accessExpires == noon + .seconds(access))
    #expect(times.sessionTTL == noon + .seconds(row.session ?? access))
  }

  @Test(
    "how long a request waits: at most 7 days, and as long as the access",
    arguments: [
      (nil, 12 * hour, 12 * hour), (0, 12 * hour, 12 * hour), (hour, 12 * hour, hour), (12 * hour, 12 * hour, 12 * hour),
      (12 * hour + 1, 12 * hour, nil), (-1, 12 * hour, nil), (nil, 7 * day, 7 * day), (nil, 7 * day + 1, 7 * day),
      (nil, 14 * day, 7 * day), (7 * day, 14 * day, 7 * day), (7 * day - 1, 14 * day, 7 * day - 1), (7 * day + 1, 14 * day, nil),
    ] as [(Int64?, Int64, Int64?)])
  func waiting(wished: Int64?, access: Int64, expected: Int64?) throws {
    func times() throws(Problem) -> RequestTimes {
      try RequestTimes(
        RequestWish(requestTTL: wished.map(Span.seconds)), RequestTimes.Facts(longestDurations: [.seconds(access)]), at: noon)
    }
    guard let expected else {
      #expect(problem { () throws(Problem) in try times() }?.path == "request-ttl")
      return
    }
    #expect(try times().recordExpires == noon + .seconds(expected))
  }

  @Test(
    "a start lies between creation and the access's end, and within 7 days when that is later",
    arguments: [
      (-1, day, false), (0, day, true), (1, day, true), (day - 1, day, true), (day, day, false), (day + 1, day, false),
      (7 * day - 1, 7 * day, true), (7 * day, 7 * day, false), (7 * day, 7 * day + 1, true), (7 * day, 14 * day, true),
      (7 * day - 1, 14 * day, true), (7 * day + 1, 14 * day, false),
    ] as [(Int64, Int64, Bool)])
  func start(offset: Int64, access: Int64, isAllowed: Bool) {
    let times = Result {
      try RequestTimes(
        RequestWish(assumeStart: noon + .seconds(offset)), RequestTimes.Facts(longestDurations: [.seconds(access)]), at: noon)
    }
    #expect(((try? times.get()) != nil) == isAllowed)
  }
}

extension Span {
  static func + (left: Span, right: Span) -> Span { Span(milliseconds: left.milliseconds + right.milliseconds) }
}
