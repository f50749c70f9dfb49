import Testing
import ThresholdModel

@testable import ThresholdService

@Suite("When a webhook is tried again")
struct WebhookQueueTests {
  private static let now = Moment(seconds: 1_800_000_000)
  private static let down = WebhookAnswer.failed("down")

  private static func notice(_ number: Int, at moment: Moment = now) -> Notice {
    .request(RequestID("r\(number)"), .requestPending, to: [], "t", at: moment)
  }

  private var queue = WebhookQueue(NoticeReader(name: "webhook/ops"))

  @Test("nothing new: nothing to do")
  func idle() {
    #expect(queue.next(newest: 0, at: Self.now) == .wait(until: nil))
    #expect(queue.next(newest: 3, at: Self.now) == .take(after: 0))
  }

  @Test("a failure is followed by growing pauses, a success ends them")
  func pauses() {
    var queue = queue
    let notice = Self.notice(1)
    var now = Self.now
    let isFirstKept = queue.record(Self.down, for: notice, number: 1, at: now, jitter: 0.5)
    #expect(isFirstKept)
    for seconds in [1, 2, 4, 8] as [Int64] {
      #expect(queue.next(newest: 1, at: now) == .wait(until: now + .seconds(seconds)))
      now = now + .seconds(seconds)
      guard case .retry(let waiting) = queue.next(newest: 1, at: now) else {
        Issue.record("nothing is tried again")
        return
      }
      #expect(waiting.notice == notice.id)
      let isKept = queue.record(Self.down, for: notice, number: nil, at: now, jitter: 0.5)
      #expect(isKept)
    }
    let isLastKept = queue.record(.delivered, for: notice, number: nil, at: now, jitter: 0.5)
    #expect(isLastKept)
    #expect(queue.next(newest: 1, at: now) == .wait(until: nil))
    #expect(queue.reader.failures == 0)
  }

  @Test("one that always fails does not keep others from being delivered")
  func poison() {
    var queue = queue
    let poison = Self.notice(1)
    _ = queue.record(Self.down, for: poison, number: 1, at: Self.now, jitter: 0.5)
    let later = Self.now + .seconds(1)
    #expect(queue.next(newest: 2, at: later) == .take(after: 1))
    let isKept = queue.record(.delivered, for: Self.notice(2), number: 2, at: later, jitter: 0.5)
    #expect(isKept)
    guard case .retry = queue.next(newest: 2, at: later) else {
      Issue.record("what failed is forgotten")
      return
    }
  }

  @Test("after an outage the first success brings everything that waits forward")
  func recovery() {
    var queue = queue
    var now = Self.now
    for number in 1...4 {
      _ = queue.record(Self.down, for: Self.notice(number), number: Int64(number), at: now, jitter: 0.5)
      now = now + .seconds(1)
    }
    now = now + .minutes(1)
    for number in 1...3 {
      _ = queue.record(Self.down, for: Self.notice(number), number: nil, at: now, jitter: 0.5)
    }
    let isKept = queue.record(.delivered, for: Self.notice(4), number: nil, at: now, jitter: 0.5)
    #expect(isKept)
    #expect(queue.reader.waiting.count == 3)
    #expect(queue.reader.waiting.allSatisfy { $0.next == now })
  }

  @Test(
    "it is tried for a day from when it was made, and at least once",
    arguments: [
      (Span.hours(24) - 2000, true), (.hours(24), false), (.days(3), false),
    ])
  func patience(age: Span, isKept: Bool) {
    var queue = queue
    let isStillKept = queue.record(Self.down, for: Self.notice(1), number: 1, at: Self.now + age, jitter: 0.5)
    #expect(isStillKept == isKept)
    #expect(queue.reader.waiting.count == (isKept ? 1 : 0))
    #expect(queue.reader.position == 1)
  }

  @Test(
    "what a receiver will never take is given up at once, and does not hold others up",
    arguments: [(400, true), (404, false), (408, false), (410, true), (413, true), (422, true), (301, false), (429, false), (503, false)])
  func final(status: Int, isGivenUp: Bool) {
    var queue = queue
    let isKept = queue.record(.refused(status: status, retryAfter: nil), for: Self.notice(1), number: 1, at: Self.now, jitter: 0)
    #expect(isKept == !isGivenUp)
    #expect((queue.next(newest: 2, at: Self.now) == .take(after: 1)) == isGivenUp)
  }

  @Test(
    "a receiver's wish to be left alone is heeded, up to an hour", arguments: [(Span.minutes(5), Span.minutes(5)), (.hours(9), .hours(1))])
  func retryAfter(wish: Span, pause: Span) {
    var queue = queue
    _ = queue.record(.refused(status: 429, retryAfter: wish), for: Self.notice(1), number: 1, at: Self.now, jitter: 0.5)
    #expect(queue.next(newest: 2, at: Self.now) == .wait(until: Self.now + pause))
  }

  @Test("pauses double from a second to half an hour, a fifth more or less")
  func bounds() {
    #expect(WebhookQueue.pause(after: 1, jitter: 0) == Span(milliseconds: 800))
    #expect(WebhookQueue.pause(after: 1, jitter: 1) == Span(milliseconds: 1200))
    #expect(WebhookQueue.pause(after: 11, jitter: 0.5) == .seconds(1024))
    for failures in [12, 20, 21, 64, 10_000] { #expect(WebhookQueue.pause(after: failures, jitter: 0.5) == .minutes(30)) }
    #expect(WebhookQueue.pause(after: 0, jitter: 7) == Span(milliseconds: 1200))
  }

  @Test("no more than a thousand wait; the rest stays where it is until there is room")
  func full() {
    var queue = queue
    for number in 1...WebhookQueue.mostWaiting {
      _ = queue.record(Self.down, for: Self.notice(number), number: Int64(number), at: Self.now, jitter: 0.5)
    }
    let later = Self.now + .hours(1)
    guard case .retry = queue.next(newest: 5000, at: later) else {
      Issue.record("more is taken than can wait")
      return
    }
  }
}

extension Span {
  fileprivate static func - (left: Span, milliseconds: Int64) -> Span { Span(milliseconds: left.milliseconds - milliseconds) }
}
