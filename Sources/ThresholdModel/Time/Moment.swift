public import Foundation

/// An instant in UTC, to the millisecond. The model reads no clock: moments are always handed in.
public struct Moment: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
  /// Milliseconds since 1970-01-01T00:00:00Z; never negative in practice.
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }
  /// - Parameter seconds: seconds since 1970-01-01T00:00:00Z.
  public init(seconds: Int64) { milliseconds = seconds * 1000 }
  /// The nearest millisecond: a date is a binary fraction of seconds, so rounding down would lose one on every reading.
  public init(_ date: Date) { milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded()) }

  /// Whole seconds since 1970-01-01T00:00:00Z, rounded down: what certificates hold.
  public var seconds: Int64 { milliseconds / 1000 }
  public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

  /// Reads RFC 3339, with or without fractions, with `Z` or an offset.
  /// - Throws: ``Problem`` of kind `badParameter`.
  public init(rfc3339 text: String) throws(Problem) {
    let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
    for style in styles {
      if let date = try? style.parse(text), date.timeIntervalSince1970 > -62_135_596_801, date.timeIntervalSince1970 < 253_402_300_800 {
        self.init(date)
        return
      }
    }
    throw Problem(
      .badParameter, "`\(text.escapedForDisplay)` is not a time", hint: "write RFC 3339 in UTC, for example 2026-01-31T15:04:05Z")
  }

  /// RFC 3339 in UTC: `2026-01-31T15:04:05Z`, with milliseconds only where there are some.
  public var rfc3339: String {
    let rest = ((milliseconds % 1000) + 1000) % 1000
    let whole = Moment(milliseconds: milliseconds - rest).date.formatted(Date.ISO8601FormatStyle())
    // The fraction is written from the integer: formatting a binary fraction of seconds cuts it short.
    return rest == 0 ? whole : "\(whole.dropLast()).\(String(1000 + rest).dropFirst())Z"
  }

  public var description: String { rfc3339 }
  public static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }
  public static func + (moment: Moment, span: Span) -> Moment { Moment(milliseconds: moment.milliseconds + span.milliseconds) }
  public static func - (moment: Moment, span: Span) -> Moment { Moment(milliseconds: moment.milliseconds - span.milliseconds) }
  public static func - (later: Moment, earlier: Moment) -> Span { Span(milliseconds: later.milliseconds - earlier.milliseconds) }

  public init(from decoder: any Decoder) throws {
    try self.init(rfc3339: decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rfc3339)
  }
}
