public import ThresholdModel

/// What owners of a list are told about its next review. Source: reference, lists-and-requests §9.
public enum ReviewNotice: String, Sendable, Hashable, CaseIterable {
  case dueInFourteenDays = "access-list-review-due-14d"
  case dueInSevenDays = "access-list-review-due-7d"
  case dueInThreeDays = "access-list-review-due-3d"
  case dueNow = "access-list-review-due-0d"
  case overdueByThreeDays = "access-list-review-overdue-3d"
  case overdueBySevenDays = "access-list-review-overdue-7d"

  /// When it begins, counted from the date of the review; it lasts until the next one begins.
  var start: Span {
    switch self {
    case .dueInFourteenDays: .days(-14)
    case .dueInSevenDays: .days(-7)
    case .dueInThreeDays: .days(-3)
    case .dueNow: .zero
    case .overdueByThreeDays: .days(3)
    case .overdueBySevenDays: .days(7)
    }
  }
}

extension Document where Spec == AccessListSpec {
  /// When the next review is due; nil for lists that are not reviewed again and again.
  public var reviewDate: Moment? { spec.type.hasReviewDates ? spec.audit.nextDate : nil }

  /// What owners are told at a moment; nil when there is more than two weeks' time, or no date.
  public func reviewNotice(at now: Moment) -> ReviewNotice? {
    reviewDate.flatMap { date in ReviewNotice.allCases.last { date + $0.start <= now } }
  }

  /// Whether the review is due within two weeks, or overdue: what `--review-only` shows.
  public func isReviewDue(at now: Moment) -> Bool { reviewNotice(at: now) != nil }

  /// The 7-day window, counted from 0, in which reminders stand at a moment: each owner gets at most one in
  /// each. They begin `audit.notifications.start` before the date; nil before that and without a date.
  public func reminderWindow(at now: Moment) -> Int? {
    guard let date = reviewDate else { return nil }
    let begun = now - (date - (spec.audit.reminderLead ?? ListAudit.defaultReminderLead))
    return begun < .zero ? nil : Int(begun.milliseconds / Span.days(7).milliseconds)
  }
}
