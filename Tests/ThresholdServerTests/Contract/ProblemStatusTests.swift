import HTTPTypes
import HummingbirdCore
import Testing
import ThresholdModel

@testable import ThresholdServer

@Suite struct ProblemStatusTests {
  static let statuses: [(Problem.Kind, Int)] = [
    (.badParameter, 400), (.unauthenticated, 401), (.accessDenied, 403), (.notFound, 404), (.alreadyExists, 409), (.inUse, 409),
    (.compareFailed, 412), (.limitExceeded, 413), (.tooManyRequests, 429), (.notImplemented, 501), (.unavailable, 503),
    (.internalError, 500),
  ]

  @Test("every kind of problem has its status", arguments: statuses)
  func status(kind: Problem.Kind, code: Int) {
    #expect(kind.status.code == code)
  }

  @Test("no kind is forgotten here")
  func all() {
    #expect(Set(Self.statuses.map(\.0)) == Set(Problem.Kind.allCases))
  }

  @Test("a wait is told in seconds, and an internal error names its request instead of its cause")
  func answers() {
    #expect(Answer.of(Problem(.tooManyRequests, "wait", retryAfter: 7), requestID: "r").headers[.retryAfter] == "7")
    let answer = Answer.of(Problem(.internalError, "oops", cause: "disk on fire"), requestID: "r1")
    #expect(answer.status == .internalServerError)
  }
}
