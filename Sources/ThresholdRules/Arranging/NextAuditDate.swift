public import ThresholdModel

/// When lists are due for review. Source: reference, lists-and-requests §1.2.
public struct ReviewRecurrence: Hashable, Sendable {
  public let frequency: ReviewFrequency
  public let day: ReviewDay

  public init(frequency: ReviewFrequency = ListAudit.defaultFrequency, day: ReviewDay = ListAudit.defaultDay) {
    self.frequency = frequency
    self.day = day
  }

  /// What a list says, with the defaults where it says nothing.
  public init(_ audit: ListAudit) {
    self.init(frequency: audit.frequency ?? ListAudit.defaultFrequency, day: audit.day ?? ListAudit.defaultDay)
  }

  /// 00:00 UTC on the day of the month that is one period after the month of a date.
  public func date(after date: Moment) -> Moment { self.date(periods: 1, after: CivilDate(date).monthNumber) }

  /// The date after a review: counted from the date that was due, one period on, and on by whole periods
  /// until it lies in the future. So a review before its time does not bring the next one forward, and one
  /// long overdue does not leave the list overdue.
  public func date(afterReviewDue due: Moment, at now: Moment) -> Moment {
    let start = CivilDate(due).monthNumber
    var periods = max(1, (CivilDate(now).monthNumber - start) / frequency.months)
    while date(periods: periods, after: start) <= now, date(periods: periods, after: start) < Self.latest { periods += 1 }
    return date(periods: periods, after: start)
  }

  private func date(periods: Int, after month: Int) -> Moment {
    let month = month + periods * frequency.months
    let date =
      switch day {
      case .first, .fifteenth: CivilDate(monthNumber: month, day: Int(day.rawValue)).midnight
      case .last: CivilDate(lastOf: month).midnight
      }
    return min(date, Self.latest)
  }

  /// The last midnight that documents can say; a list that is due then stays so.
  private static let latest = CivilDate(year: 9999, month: 12, day: 31).midnight
}
