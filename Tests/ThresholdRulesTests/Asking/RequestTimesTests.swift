import Testing
import ThresholdModel

@testable import ThresholdRules

@Suite("Times of a request")
struct RequestTimesTests {
  private func times(
    _ wish: RequestWish = RequestWish(resources: []), signIn: Span = .hours(12), longest: [Span] = [.hours(30)]
  ) throws(Problem) -> RequestTimes {
    try RequestTimes(wish: wish, signInEnd: noon + signIn, longestSessions: longest, at: noon)
  }

  @Test(
    "access lasts as long as the sign-in and the shortest max_session_ttl allow, or as wished when that is less",
    arguments: [
      (nil, nil, 12, [30], 12), (nil, nil, 40, [30], 30), (nil, nil, 12, [8, 4], 4), (2, nil, 12, [30], 2), (20, nil, 12, [30], 12),
      (nil, 3, 12, [30], 3), (2, 3, 12, [30], 2), (5, 3, 12, [30], 3), (0, 0, 12, [30], 12), (nil, 12, 12, [30], 12),
      (336, nil, 12, [30], 12),
    ] as [(Int64?, Int64?, Int64, [Int64], Int64)])
  func access(duration: Int64?, session: Int64?, signIn: Int64, longest: [Int64], expected: Int64) throws {
    let wish = RequestWish(resources: [], maxDuration: duration.map(Span.hours), sessionTTL: session.map(Span.hours))
    let times = try times(wish, signIn: .hours(signIn), longest: longest.map(Span.hours))
    #expect(times.accessExpires == noon + .hours(expected))
    #expect(times.sessionTTL == noon + .hours(expected))
    #expect(times.recordExpires == noon + .hours(expected))
  }

  @Test("the time to answer is as wished, at most as long as the access")
  func pending() throws {
    #expect(try times(RequestWish(resources: [], requestTTL: .hours(1))).recordExpires == noon + .hours(1))
    #expect(try times(RequestWish(resources: [], requestTTL: .hours(12))).recordExpires == noon + .hours(12))
  }

  @Test(
    "wishes that cannot be are refused",
    arguments: [
      (RequestWish(resources: [], sessionTTL: .hours(12) + millisecond), "session-ttl"),
      (RequestWish(resources: [], maxDuration: .days(14) + millisecond), "max-duration"),
      (RequestWish(resources: [], maxDuration: Span(milliseconds: -1)), "max-duration"),
      (RequestWish(resources: [], requestTTL: .hours(12) + millisecond), "request-ttl"),
      (RequestWish(resources: [], requestTTL: Span(milliseconds: -1)), "request-ttl"),
      (RequestWish(resources: [], assumeStart: noon - millisecond), "assume_start_time"),
      (RequestWish(resources: [], assumeStart: noon + .hours(12)), "assume_start_time"),
    ])
  func refused(wish: RequestWish, path: String) {
    let refusal = problem { () throws(Problem) in try times(wish) }
    #expect(refusal?.kind == .badParameter)
    #expect(refusal?.path == path)
  }

  @Test("a start lies between creation and the access's end, and within 7 days when that is later")
  func start() throws {
    _ = try times(RequestWish(resources: [], assumeStart: noon))
    _ = try times(RequestWish(resources: [], assumeStart: noon + .hours(12) - millisecond))
    try RequestTimes.checkStart(noon + .days(7), created: noon, accessExpires: noon + .days(8))
    #expect(
      problem { () throws(Problem) in
        try RequestTimes.checkStart(noon + .days(7) + millisecond, created: noon, accessExpires: noon + .days(8))
      } != nil)
  }
}

extension Span {
  static func + (left: Span, right: Span) -> Span { Span(milliseconds: left.milliseconds + right.milliseconds) }
}
