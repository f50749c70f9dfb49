import Foundation
import Testing
import ThresholdModel
import ThresholdRules

@Suite("Schedules of monitoring rules")
struct ScheduleTests {
  /// What the service answers in production; the rules themselves know no zones.
  static let offset: @Sendable (String, Moment) -> Span? = { zone, moment in
    TimeZone(identifier: zone).map { .seconds(Int64($0.secondsFromGMT(for: moment.date))) }
  }

  private static func schedule(_ zone: String, _ weekday: String, _ start: String, _ end: String) -> MonitoringSchedule {
    MonitoringSchedule(timezone: zone, shifts: [MonitoringSchedule.Shift(weekday: weekday, start: start, end: end)])
  }

  @Test(
    "a shift holds from its first to its last minute, both included, in its own zone",
    arguments: [
      // 2027-01-15 is a Friday.
      ("", "Friday", "2027-01-15T08:59:59Z", false), ("", "Friday", "2027-01-15T09:00:00Z", true),
      ("", "Friday", "2027-01-15T17:00:00Z", true), ("", "Friday", "2027-01-15T17:00:59.999Z", true),
      ("", "Friday", "2027-01-15T17:01:00Z", false), ("UTC", "Friday", "2027-01-15T17:00:59Z", true),
      ("", "Thursday", "2027-01-15T12:00:00Z", false), ("", "Friday", "2027-01-14T12:00:00Z", false),
      ("", "Friday", "2027-01-22T12:00:00Z", true), ("", "fri", "2027-01-15T12:00:00Z", true),
      // Five hours behind in winter, four in summer.
      ("America/New_York", "Friday", "2027-01-15T13:59:59Z", false), ("America/New_York", "Friday", "2027-01-15T14:00:00Z", true),
      ("America/New_York", "Friday", "2027-01-15T22:00:59Z", true), ("America/New_York", "Friday", "2027-01-15T22:01:00Z", false),
      ("America/New_York", "Friday", "2027-07-16T12:59:59Z", false), ("America/New_York", "Friday", "2027-07-16T13:00:00Z", true),
      // Another day there.
      ("Pacific/Auckland", "Saturday", "2027-01-15T20:00:00Z", true), ("Pacific/Auckland", "Friday", "2027-01-15T20:00:00Z", false),
      ("Asia/Kolkata", "Friday", "2027-01-15T03:29:59Z", false), ("Asia/Kolkata", "Friday", "2027-01-15T03:30:00Z", true),
    ])
  func edges(zone: String, weekday: String, time: String, expected: Bool) throws {
    let schedules = ["office": Self.schedule(zone, weekday, "09:00", "17:00")]
    #expect(try schedules.isScheduled(at: Moment(rfc3339: time), offset: Self.offset) == expected)
  }

  @Test(
    "a whole day is 00:00 to 23:59, and midnight is the next day's",
    arguments: [
      ("2027-01-14T23:59:59.999Z", false), ("2027-01-15T00:00:00Z", true), ("2027-01-15T23:59:59.999Z", true),
      ("2027-01-16T00:00:00Z", false),
    ])
  func wholeDay(time: String, expected: Bool) throws {
    let schedules = ["day": Self.schedule("", "Friday", "00:00", "23:59")]
    #expect(try schedules.isScheduled(at: Moment(rfc3339: time), offset: Self.offset) == expected)
  }

  @Test(
    "while clocks are put forward or back, what the wall shows counts",
    arguments: [
      // Lisbon: 2027-03-28 01:00 becomes 02:00; 2027-10-31 02:00 becomes 01:00 again.
      ("2027-03-28T00:59:59Z", false), ("2027-03-28T01:00:00Z", true), ("2027-10-31T00:30:00Z", true), ("2027-10-31T01:30:00Z", true),
      ("2027-10-31T02:30:00Z", true), ("2027-10-31T03:00:00Z", false),
    ])
  func changingClocks(time: String, expected: Bool) throws {
    let zone = "Europe/Lisbon"
    let schedules =
      time.hasPrefix("2027-03")
      ? ["x": Self.schedule(zone, "Sunday", "02:00", "02:59")] : ["x": Self.schedule(zone, "Sunday", "01:00", "02:59")]
    #expect(try schedules.isScheduled(at: Moment(rfc3339: time), offset: Self.offset) == expected)
  }

  @Test("none at all means always; of several, one is enough")
  func several() throws {
    let none: [String: MonitoringSchedule] = [:]
    #expect(try none.isScheduled(at: noon, offset: Self.offset))
    let schedules = ["a": Self.schedule("", "Monday", "09:00", "17:00"), "b": Self.schedule("", "Friday", "08:00", "08:00")]
    #expect(try schedules.isScheduled(at: noon, offset: Self.offset))
    #expect(try !schedules.isScheduled(at: noon + .minutes(1), offset: Self.offset))
  }

  @Test("a zone that does not exist is an error, unless another schedule holds")
  func unknownZone() throws {
    let unknown = Self.schedule("Mars/Olympus", "Friday", "00:00", "23:59")
    #expect(problem { () throws(Problem) in try ["a": unknown].isScheduled(at: noon, offset: Self.offset) }?.kind == .badParameter)
    let both = ["a": unknown, "b": Self.schedule("", "Friday", "00:00", "23:59")]
    #expect(try both.isScheduled(at: noon, offset: Self.offset))
  }

  @Test("weekdays before 1970 are counted on, too")
  func longAgo() throws {
    // 1969-12-31 was a Wednesday.
    let schedules = ["a": Self.schedule("", "Wednesday", "23:59", "23:59")]
    #expect(try schedules.isScheduled(at: Moment(milliseconds: -1), offset: Self.offset))
  }
}
