/// A length of time to the millisecond; may be negative as the difference of two moments.
public struct Span: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }
  public static let zero = Span(milliseconds: 0)
  public static func seconds(_ count: Int64) -> Span { Span(milliseconds: count * 1000) }
  public static func minutes(_ count: Int64) -> Span { seconds(count * 60) }
  public static func hours(_ count: Int64) -> Span { minutes(count * 60) }
  public static func days(_ count: Int64) -> Span { hours(count * 24) }

  /// Whole seconds, rounded towards zero.
  public var wholeSeconds: Int64 { milliseconds / 1000 }
  public static func < (left: Span, right: Span) -> Bool { left.milliseconds < right.milliseconds }

  /// Reads the durations that Go writes: `30h`, `1h30m`, `90s`, `250ms`, `0`, and `d` for days of 24 hours.
  /// - Throws: ``Problem`` of kind `badParameter`; negative or over ten years is refused.
  public init(text: String) throws(Problem) {
    guard let span = Span.parse(text) else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not a duration",
        hint: "write hours, minutes and seconds, for example 8h, 90m or 1h30m")
    }
    self = span
  }

  /// Reads a duration that may have a minus in front, as ``description`` writes it.
  /// - Throws: ``Problem`` of kind `badParameter`.
  public init(signed text: String) throws(Problem) {
    guard text.hasPrefix("-") else {
      try self.init(text: text)
      return
    }
    self.init(milliseconds: -(try Span(text: String(text.dropFirst()))).milliseconds)
  }

  private static func parse(_ text: String) -> Span? {
    if text == "0" { return .zero }
    var rest = Substring(text)
    var total: Double = 0
    while !rest.isEmpty {
      let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { ("a"..."z").contains($0) }
      rest = rest.dropFirst(unit.count)
      guard let count = Double(number), let length = unitLengths[String(unit)] else { return nil }
      total += count * length
    }
    guard !text.isEmpty, total.isFinite, total <= 315_576_000_000 else { return nil }
    return Span(milliseconds: Int64(total.rounded()))
  }

  private static let unitLengths: [String: Double] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]

  /// As Go writes it: `1h30m0s`, `90s` as `1m30s`, zero as `0s`.
  public var description: String {
    guard milliseconds >= 0 else { return "-" + Span(milliseconds: -milliseconds).description }
    let (hours, minutes, seconds, rest) = (
      milliseconds / 3_600_000, milliseconds / 60_000 % 60, milliseconds / 1000 % 60, milliseconds % 1000
    )
    let tail = rest == 0 ? "\(seconds)s" : "\(seconds).\(String(1000 + rest).dropFirst())s"
    if hours > 0 { return "\(hours)h\(minutes)m\(tail)" }
    return minutes > 0 ? "\(minutes)m\(tail)" : tail
  }

  public init(from decoder: any Decoder) throws {
    try self.init(text: decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
