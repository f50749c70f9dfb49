/// How often a list is reviewed, in months. Written as `1 month`, `3 months`, `6 months` or `1 year`.
/// Source: reference, lists-and-requests §1.2.
public enum ReviewFrequency: Int64, Hashable, Sendable, Codable, CaseIterable {
  case monthly = 1
  case quarterly = 3
  case halfYearly = 6
  case yearly = 12

  /// The length of the period in calendar months.
  public var months: Int { Int(rawValue) }

  public var text: String {
    switch self {
    case .monthly: "1 month"
    case .quarterly: "3 months"
    case .halfYearly: "6 months"
    case .yearly: "1 year"
    }
  }

  private static let spellings: [ReviewFrequency: [String]] = [
    .monthly: ["1", "1m", "1month", "1months"],
    .quarterly: ["3", "3m", "3month", "3months"],
    .halfYearly: ["6", "6m", "6month", "6months"],
    .yearly: ["12", "12m", "12month", "12months", "1y", "1year", "1years"],
  ]

  /// Reads the text, ignoring case and spaces, or the number of months; nil for nothing at all and for 0.
  /// - Throws: ``Problem`` of kind `badParameter` for everything else: a frequency that cannot be read
  ///   does not become the default.
  public static func read(_ written: Value) throws(Problem) -> ReviewFrequency? {
    switch written {
    case .null, .text(""), .integer(0): return nil
    case .integer(let months):
      if let known = ReviewFrequency(rawValue: months) { return known }
    case .text(let text):
      if let known = spellings.first(where: { $0.value.contains(text.spelledPlainly) })?.key { return known }
    default: break
    }
    throw Problem(
      .badParameter, "`\(written.written.escapedForDisplay)` is not a review frequency", hint: "write 1, 3, 6 or 12 months",
      path: "spec.audit.recurrence.frequency")
  }

  public init(from decoder: any Decoder) throws {
    guard let read = try Self.read(Value(from: decoder)) else {
      throw Problem(.badParameter, "a review frequency is missing", hint: "write 1, 3, 6 or 12 months")
    }
    self = read
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// The day of the month on which a review is due. Written as `1`, `15` or `last`.
/// Source: reference, lists-and-requests §1.2.
public enum ReviewDay: Int64, Hashable, Sendable, Codable, CaseIterable {
  case first = 1
  case fifteenth = 15
  /// The last day of the month, however long it is; 31 in numbers.
  case last = 31

  public var text: String { self == .last ? "last" : "\(rawValue)" }

  private static let spellings: [String: ReviewDay] = [
    "1": .first, "first": .first, "15": .fifteenth, "31": .last, "last": .last,
  ]

  /// Reads the text, ignoring case and spaces, or the number; nil for nothing at all and for 0.
  /// - Throws: ``Problem`` of kind `badParameter` for everything else.
  public static func read(_ written: Value) throws(Problem) -> ReviewDay? {
    switch written {
    case .null, .text(""), .integer(0): return nil
    case .integer(let day):
      if let known = ReviewDay(rawValue: day) { return known }
    case .text(let text):
      if let known = spellings[text.spelledPlainly] { return known }
    default: break
    }
    throw Problem(
      .badParameter, "`\(written.written.escapedForDisplay)` is not a review day of the month", hint: "write 1, 15 or last",
      path: "spec.audit.recurrence.day_of_month")
  }

  public init(from decoder: any Decoder) throws {
    guard let read = try Self.read(Value(from: decoder)) else {
      throw Problem(.badParameter, "a review day of the month is missing", hint: "write 1, 15 or last")
    }
    self = read
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension String {
  /// Without spaces and in lower case.
  fileprivate var spelledPlainly: String { filter { !$0.isWhitespace }.lowercased() }
}
