import Foundation
import Testing
import ThresholdModel

@testable import ThresholdRules

/// Reference, lists-and-requests §1.2.
@Suite("When lists are due for review")
struct NextAuditDateTests {
  private static let table: [(String, ReviewFrequency, ReviewDay, String)] = [
    ("2027-01-15T08:00:00Z", .halfYearly, .first, "2027-07-01"),
    ("2027-01-15T08:00:00Z", .monthly, .first, "2027-02-01"),
    ("2027-01-15T08:00:00Z", .monthly, .fifteenth, "2027-02-15"),
    ("2027-01-15T08:00:00Z", .monthly, .last, "2027-02-28"),
    ("2028-01-31T23:59:59Z", .monthly, .last, "2028-02-29"),
    ("2028-02-29T00:00:00Z", .yearly, .last, "2029-02-28"),
    ("2027-02-28T00:00:00Z", .yearly, .last, "2028-02-29"),
    ("2027-11-30T00:00:00Z", .quarterly, .last, "2028-02-29"),
    ("2027-12-31T23:59:59Z", .monthly, .last, "2028-01-31"),
    ("2027-12-01T00:00:00Z", .monthly, .first, "2028-01-01"),
    ("2027-07-31T00:00:00Z", .halfYearly, .fifteenth, "2028-01-15"),
    ("2027-03-31T00:00:00Z", .monthly, .last, "2027-04-30"),
    ("2027-01-31T00:00:00Z", .quarterly, .last, "2027-04-30"),
    ("2099-12-31T00:00:00Z", .monthly, .last, "2100-01-31"),
    ("2100-01-01T00:00:00Z", .monthly, .last, "2100-02-28"),
    ("2400-01-01T00:00:00Z", .monthly, .last, "2400-02-29"),
    ("1969-12-31T23:59:59.999Z", .monthly, .first, "1970-01-01"),
    ("1970-01-01T00:00:00Z", .yearly, .fifteenth, "1971-01-15"),
  ]

  @Test("the date is the day of the month one period on, at midnight", arguments: table)
  func formula(from: String, frequency: ReviewFrequency, day: ReviewDay, expected: String) throws {
    let date = ReviewRecurrence(frequency: frequency, day: day).date(after: try Moment(rfc3339: from))
    #expect(date.rfc3339 == "\(expected)T00:00:00Z")
  }

  private static let reviews: [(due: String, now: String, ReviewFrequency, ReviewDay, String)] = [
    // In time, early, at the moment itself.
    ("2027-07-01", "2027-07-01T00:00:00Z", .halfYearly, .first, "2028-01-01"),
    ("2027-07-01", "2027-06-20T00:00:00Z", .halfYearly, .first, "2028-01-01"),
    ("2027-07-01", "2026-01-01T00:00:00Z", .halfYearly, .first, "2028-01-01"),
    // Late, by less than a period, by just under, exactly and just over one, and by many.
    ("2027-07-01", "2027-12-31T23:59:59Z", .halfYearly, .first, "2028-01-01"),
    ("2027-07-01", "2028-01-01T00:00:00Z", .halfYearly, .first, "2028-07-01"),
    ("2027-07-01", "2028-01-01T00:00:01Z", .halfYearly, .first, "2028-07-01"),
    ("2020-01-31", "2027-02-28T00:00:00Z", .monthly, .last, "2027-03-31"),
    ("2020-01-31", "2027-02-27T23:59:59Z", .monthly, .last, "2027-02-28"),
    ("2020-02-29", "2027-03-01T00:00:00Z", .yearly, .last, "2028-02-29"),
    // The recurrence is the new one, also when the old date was of another day.
    ("2027-07-01", "2027-07-02T00:00:00Z", .monthly, .fifteenth, "2027-08-15"),
    ("2027-07-31", "2027-07-31T00:00:00Z", .quarterly, .first, "2027-10-01"),
    ("1600-01-01", "2027-01-15T08:00:00Z", .monthly, .first, "2027-02-01"),
  ]

  @Test("after a review the date moves on from the one that was due, by whole periods, into the future", arguments: reviews)
  func reviewed(due: String, now: String, frequency: ReviewFrequency, day: ReviewDay, expected: String) throws {
    let date = ReviewRecurrence(frequency: frequency, day: day)
      .date(afterReviewDue: try Moment(rfc3339: "\(due)T00:00:00Z"), at: try Moment(rfc3339: now))
    #expect(date.rfc3339 == "\(expected)T00:00:00Z")
  }

  @Test("the end of time is the last date, and is reached")
  func endOfTime() throws {
    let late = try Moment(rfc3339: "9999-12-31T23:59:59Z")
    for recurrence in [ReviewRecurrence(frequency: .yearly, day: .first), ReviewRecurrence(frequency: .monthly, day: .last)] {
      #expect(recurrence.date(after: late).rfc3339 == "9999-12-31T00:00:00Z")
      #expect(recurrence.date(afterReviewDue: late, at: late).rfc3339 == "9999-12-31T00:00:00Z")
    }
  }

  @Test("dates agree with Foundation's calendar over two thousand years")
  func calendar() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    var dice = Dice(seed: 11)
    for _ in 0..<4000 {
      // Foundation goes over to the Julian calendar before 1582-10-15.
      let moment = Moment(seconds: Int64.random(in: -12_200_000_000...60_000_000_000, using: &dice))
      let parts = calendar.dateComponents([.year, .month, .day], from: moment.date)
      let date = CivilDate(moment)
      guard [date.year, date.month, date.day] == [parts.year, parts.month, parts.day] else {
        Issue.record("\(moment) is \(date)")
        continue
      }
      let (frequency, day) = (dice.pick(ReviewFrequency.allCases), dice.pick(ReviewDay.allCases))
      let first = try #require(calendar.date(from: DateComponents(year: date.year, month: date.month, day: 1)))
      let month = try #require(calendar.date(byAdding: .month, value: frequency.months, to: first))
      let length = try #require(calendar.range(of: .day, in: .month, for: month)).count
      let expected = Moment(month) + .days(Int64(day == .last ? length : Int(day.rawValue)) - 1)
      let found = ReviewRecurrence(frequency: frequency, day: day).date(after: moment)
      if found != expected { Issue.record("\(frequency) \(day) after \(moment) is \(found) and should be \(expected)") }
    }
  }
}
