import ThresholdModel

/// What one webhook still has to be told, and when: owns no clock and no connection, takes what happened and says what is next.
///
/// Notices are taken in their order. One that cannot be delivered waits with a growing distance between its tries,
/// for a day from when it was made; meanwhile the others go on. After each failure the whole target is left alone
/// for a while, longer each time in a row, so that a receiver that is down is not run over.
struct WebhookQueue: Sendable, Hashable {
  /// What is to be done now.
  enum Step: Sendable, Hashable {
    /// Take the notices behind this number.
    case take(after: Int64)
    /// Try this one again.
    case retry(NoticeReader.Waiting)
    /// Nothing before this moment; nil means nothing before a new notice.
    case wait(until: Moment?)
  }

  /// How long after it was made a notice is tried.
  static let patience = Span.hours(24)
  /// The most that wait at once; beyond, nothing new is taken until there is room.
  static let mostWaiting = 1000
  static let firstPause = Span.seconds(1)
  static let longestPause = Span.minutes(30)
  /// The longest pause that a receiver may ask for.
  static let longestWish = Span.hours(1)
  /// From so many failures in a row on, the first success brings everything that waits forward.
  static let outage = 3

  private(set) var reader: NoticeReader

  init(_ reader: NoticeReader) { self.reader = reader }

  /// - Parameter newest: the number of the newest notice.
  func next(newest: Int64, at now: Moment) -> Step {
    if let paused = reader.pausedUntil, now < paused { return .wait(until: paused) }
    if reader.position < newest, reader.waiting.count < Self.mostWaiting { return .take(after: reader.position) }
    guard let first = reader.waiting.min(by: { ($0.next, $0.since) < ($1.next, $1.since) }) else { return .wait(until: nil) }
    return first.next <= now ? .retry(first) : .wait(until: first.next)
  }

  /// A notice that this target is not to be told, or that is gone.
  mutating func skip(_ number: Int64) { reader.position = max(reader.position, number) }
  mutating func drop(_ notice: NoticeID) { reader.waiting.removeAll { $0.notice == notice } }

  /// What came of a try.
  /// - Parameters:
  ///   - number: the notice's number when it was taken; nil when it was tried again.
  ///   - jitter: from 0 to 1, at random: it spreads the tries of many.
  /// - Returns: false when the notice is given up.
  mutating func record(_ answer: WebhookAnswer, for notice: Notice, number: Int64?, at now: Moment, jitter: Double) -> Bool {
    if let number { skip(number) }
    let attempts = (reader.waiting.first { $0.notice == notice.id }?.attempts ?? 0) + 1
    drop(notice.id)
    switch answer {
    case .delivered:
      if reader.failures >= Self.outage { for place in reader.waiting.indices { reader.waiting[place].next = now } }
      (reader.failures, reader.pausedUntil) = (0, nil)
      return true
    case .refused(let status, _) where Self.isFinal(status):
      // The receiver works, and will not take this one however often it comes.
      (reader.failures, reader.pausedUntil) = (0, nil)
      return false
    case .refused(_, let wish): return wait(for: notice, after: attempts, wish: wish, at: now, jitter: jitter)
    case .failed: return wait(for: notice, after: attempts, wish: nil, at: now, jitter: jitter)
    }
  }

  private mutating func wait(for notice: Notice, after attempts: Int, wish: Span?, at now: Moment, jitter: Double) -> Bool {
    reader.failures += 1
    let asked = min(wish ?? .zero, Self.longestWish)
    reader.pausedUntil = now + max(Self.pause(after: reader.failures, jitter: jitter), asked)
    let next = now + max(Self.pause(after: attempts, jitter: jitter), asked)
    guard next - notice.created <= Self.patience else { return false }
    reader.waiting.append(NoticeReader.Waiting(notice: notice.id, since: notice.created, attempts: attempts, next: next))
    return true
  }

  /// 1 s, 2 s, 4 s … up to 30 minutes, a fifth more or less.
  static func pause(after failures: Int, jitter: Double) -> Span {
    let doubled = failures > 20 ? longestPause : Span(milliseconds: firstPause.milliseconds << (max(failures, 1) - 1))
    let spread = 0.8 + 0.4 * min(max(jitter, 0), 1)
    return Span(milliseconds: Int64((Double(min(doubled, longestPause).milliseconds) * spread).rounded()))
  }

  /// Statuses that say that this body will never be taken, or that nothing will: 400, 410, 413, 415 and 422 (RFC 9110).
  static func isFinal(_ status: Int) -> Bool { [400, 410, 413, 415, 422].contains(status) }
}
