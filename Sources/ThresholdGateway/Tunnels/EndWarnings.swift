import ThresholdModel

/// When to tell the person that the ground of a connection is about to end: 10 minutes and 1 minute before.
///
/// The end can move while the connection is open, so the owner looks again at least once a minute; each
/// warning is given once, and again only after the end has moved behind it.
struct EndWarnings: Hashable, Sendable {
  private static let steps = [Span.minutes(1), .minutes(10)]
  private static let longestWait = Span.minutes(1)

  /// The step of the warning that was given last, or passed before the connection began.
  private var passed: Span?

  /// - Parameter remaining: from the opening to the end. A connection that begins within the last 10 minutes needs no
  ///   word about them; within the last minute it does.
  init(remaining: Span) {
    passed = remaining <= .minutes(10) ? .minutes(10) : nil
  }

  /// Looks at the time that is left.
  /// - Returns: whether to warn now, and after how long to look again.
  mutating func look(remaining: Span) -> (warns: Bool, again: Span) {
    let step = Self.steps.first { remaining <= $0 }
    let warns = step.map { due in passed.map { due < $0 } ?? true } ?? false
    passed = step
    let next = Self.steps.last { $0 < remaining }.map { Span(milliseconds: remaining.milliseconds - $0.milliseconds) } ?? Self.longestWait
    return (warns, min(max(next, Span(milliseconds: 100)), Self.longestWait))
  }

  /// The warning's words.
  static func words(about server: String, remaining: Span, until: Moment) -> String {
    let seconds = max(0, (remaining.milliseconds + 999) / 1000)
    let left = seconds >= 60 ? counted((seconds + 30) / 60, "minute") : counted(seconds, "second")
    return "the connection to `\(server.escapedForDisplay)` ends in \(left), at \(Moment(seconds: until.seconds))"
  }

  private static func counted(_ count: Int64, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }
}
