/// When a list is to be reviewed. All of it is filled in for a list of the standard type when it is
/// stored; for the others it is kept as written and has no effect.
/// Source: reference, lists-and-requests §1 and §1.2.
public struct ListAudit: Codable, Hashable, Sendable {
  /// The time between reviews; nil for the default.
  public var frequency: ReviewFrequency?
  /// The day on which reviews are due; nil for the default.
  public var day: ReviewDay?
  /// When the next review is due; nil until it is computed.
  public var nextDate: Moment?
  /// How long before that date reminders begin; nil and zero stand for the default.
  public var reminderLead: Span?

  public static let defaultFrequency = ReviewFrequency.halfYearly
  public static let defaultDay = ReviewDay.first
  public static let defaultReminderLead = Span.days(14)

  public init(
    frequency: ReviewFrequency? = nil, day: ReviewDay? = nil, nextDate: Moment? = nil, reminderLead: Span? = nil
  ) {
    self.frequency = frequency
    self.day = day
    self.nextDate = nextDate
    self.reminderLead = reminderLead
  }

  static let fields = [
    Field("spec.audit", .object, "when the list is to be reviewed"),
    Field("spec.audit.recurrence", .object, "how often"),
    Field("spec.audit.recurrence.frequency", .textOrInteger, "months between reviews: 1, 3, 6 (the default) or 12"),
    Field("spec.audit.recurrence.day_of_month", .textOrInteger, "the day: 1 (the default), 15 or last"),
    Field("spec.audit.next_audit_date", .time, "when the next review is due; computed when left out"),
    Field("spec.audit.notifications", .object, "reminders"),
    Field("spec.audit.notifications.start", .duration, "how long before the date reminders begin; 336h by default"),
  ]

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let recurrence = try container.decodeIfPresent(Recurrence.self, forKey: .recurrence)
    frequency = try recurrence?.frequency.flatMap { try ReviewFrequency.read($0) }
    day = try recurrence?.day.flatMap { try ReviewDay.read($0) }
    nextDate = try container.decodeIfPresent(Moment.self, forKey: .nextDate)
    reminderLead = try container.decodeIfPresent(Notifications.self, forKey: .notifications)?.start.flatMap { $0 == .zero ? nil : $0 }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if frequency != nil || day != nil {
      try container.encode(
        Recurrence(frequency: frequency.map { .text($0.text) }, day: day.map { .text($0.text) }), forKey: .recurrence)
    }
    try container.encodeIfPresent(nextDate, forKey: .nextDate)
    if let reminderLead { try container.encode(Notifications(start: reminderLead), forKey: .notifications) }
  }

  private enum CodingKeys: String, CodingKey {
    case recurrence, notifications
    case nextDate = "next_audit_date"
  }

  private struct Recurrence: Codable {
    let frequency: Value?
    let day: Value?
    enum CodingKeys: String, CodingKey {
      case frequency
      case day = "day_of_month"
    }
  }

  private struct Notifications: Codable {
    let start: Span?
  }
}
