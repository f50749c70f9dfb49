/// Times of the week in one time zone. Source: reference, lists-and-requests §6.6.
public struct MonitoringSchedule: Codable, Hashable, Sendable {
  /// An IANA name, for example `Europe/Lisbon`; empty means UTC.
  public var timezone: String
  /// The schedule holds in any of them; none means never.
  public var shifts: [Shift]

  /// From one minute to another of one weekday, both included.
  public struct Shift: Codable, Hashable, Sendable {
    /// `Monday` to `Sunday`.
    public var weekday: String
    /// `HH:MM`.
    public var start: String
    /// `HH:MM`; that whole minute is still inside.
    public var end: String

    public init(weekday: String, start: String, end: String) {
      self.weekday = weekday
      self.start = start
      self.end = end
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      weekday = try container.value(.weekday, or: "")
      start = try container.value(.start, or: "")
      end = try container.value(.end, or: "")
    }

    private enum CodingKeys: String, CodingKey { case weekday, start, end }

    /// 1 for Monday to 7 for Sunday; nil for another word. Full English names and their first three
    /// letters, in any case.
    public var weekdayNumber: Int? {
      let word = weekday.lowercased()
      return Self.weekdays.firstIndex { $0 == word || $0.prefix(3) == word }.map { $0 + 1 }
    }

    /// Minutes after midnight at which the shift starts; nil when not written as `HH:MM`.
    public var startMinute: Int? { Self.minute(start) }
    /// Minutes after midnight of the last minute inside; nil when not written as `HH:MM`.
    public var endMinute: Int? { Self.minute(end) }

    /// Whether a minute of a weekday is inside. A shift that cannot be read holds never.
    public func contains(weekday: Int, minute: Int) -> Bool {
      guard let day = weekdayNumber, let first = startMinute, let last = endMinute else { return false }
      return day == weekday && first <= minute && minute <= last
    }

    private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    private static func minute(_ text: String) -> Int? {
      let bytes = Array(text.utf8)
      guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
      let digits = [bytes[0], bytes[1], bytes[3], bytes[4]].map { Int($0) - Int(UInt8(ascii: "0")) }
      guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
      let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
      return hour < 24 && minute < 60 ? hour * 60 + minute : nil
    }
  }

  public init(timezone: String = "", shifts: [Shift]) {
    self.timezone = timezone
    self.shifts = shifts
  }

  /// Whether a local time of the schedule's zone is inside a shift.
  /// - Parameters:
  ///   - weekday: 1 for Monday to 7 for Sunday.
  ///   - minute: minutes after midnight.
  public func contains(weekday: Int, minute: Int) -> Bool {
    shifts.contains { $0.contains(weekday: weekday, minute: minute) }
  }

  private enum CodingKeys: String, CodingKey { case time }
  private enum TimeKeys: String, CodingKey { case timezone, shifts }

  public init(from decoder: any Decoder) throws {
    let time = try decoder.container(keyedBy: CodingKeys.self).nestedContainer(keyedBy: TimeKeys.self, forKey: .time)
    timezone = try time.value(.timezone, or: "")
    shifts = try time.list(.shifts)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    var time = container.nestedContainer(keyedBy: TimeKeys.self, forKey: .time)
    try time.encodeFilled(timezone, forKey: .timezone)
    try time.encode(shifts, forKey: .shifts)
  }
}
