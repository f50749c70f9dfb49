import Testing
import ThresholdModel

@Suite("Access monitoring rules")
struct MonitoringRuleTests {
  static let dump = Dump(
    "access_monitoring_rule",
    """
    {"kind":"access_monitoring_rule","version":"v1","metadata":{"name":"office-hours"},"spec":{"subjects":["access_request"],
     "condition":"access_request.spec.roles.contains(\\"dev\\")","desired_state":"reviewed",
     "automatic_review":{"integration":"builtin","decision":"APPROVED"},
     "notification":{"name":"slack","recipients":["#ops"]},
     "schedules":{"office":{"time":{"timezone":"Europe/Lisbon","shifts":[{"weekday":"Monday","start":"09:00","end":"17:00"}]}}}}}
    """)

  @Test("a rule of another cluster goes in and comes out")
  func roundTrip() throws {
    let rule = try MonitoringRule(reading: Self.dump.value)
    #expect(rule.spec.automaticReview?.proposed == .approved)
    #expect(rule.spec.schedules["office"]?.timezone == "Europe/Lisbon")
    #expect(try rule.value() == Self.dump.value)
    #expect(try Record(kind: .monitoringRule, body: Record.monitoringRule(rule).body()) == .monitoringRule(rule))
  }

  @Test("empty blocks of other systems are absent")
  func empty() throws {
    var document = try Self.dump.value
    guard case .map(var top) = document, case .map(var spec)? = top["spec"] else { return }
    spec["automatic_review"] = ["integration": "", "decision": ""]
    spec["notification"] = [:]
    spec["schedules"] = nil
    top["spec"] = .map(spec)
    document = .map(top)
    let rule = try MonitoringRule(reading: document)
    #expect(rule.spec.automaticReview == nil)
    #expect(rule.spec.notification == nil)
    #expect(rule.spec.schedules.isEmpty)
  }

  @Test("a misspelt field inside a schedule is refused, since the schedule would hold otherwise")
  func misspelt() throws {
    guard case .map(var top) = try Self.dump.value, case .map(var spec)? = top["spec"] else { return }
    spec["schedules"] = ["office": ["time": ["shift": .list([])]]]
    top["spec"] = .map(spec)
    let document = Value.map(top)
    let problem = #expect(throws: Problem.self) { try MonitoringRule(reading: document) }
    #expect(problem?.path == "spec.schedules.office.time.shift")
  }

  @Test(
    "a shift has both its ends",
    arguments: [
      (1, 9 * 60 - 1, false), (1, 9 * 60, true), (1, 17 * 60, true), (1, 17 * 60 + 1, false), (2, 12 * 60, false), (7, 12 * 60, false),
    ])
  func shifts(weekday: Int, minute: Int, expected: Bool) throws {
    let schedule = try #require(try MonitoringRule(reading: Self.dump.value).spec.schedules["office"])
    #expect(schedule.contains(weekday: weekday, minute: minute) == expected)
  }

  @Test(
    "weekdays by name",
    arguments: [
      ("Monday", 1), ("tuesday", 2), ("WEDNESDAY", 3), ("Thu", 4), ("Friday", 5), ("Saturday", 6), ("Sunday", 7), ("Mo", nil), ("", nil),
      ("8", nil), ("Mondays", nil),
    ] as [(String, Int?)])
  func weekdays(word: String, number: Int?) {
    #expect(MonitoringSchedule.Shift(weekday: word, start: "00:00", end: "23:59").weekdayNumber == number)
  }

  @Test(
    "times of the day",
    arguments: [
      ("00:00", 0), ("23:59", 1439), ("09:30", 570), ("24:00", nil), ("12:60", nil), ("9:30", nil), ("+9:30", nil), ("", nil),
      ("09.30", nil),
      ("٠٩:٣٠", nil),
    ] as [(String, Int?)])
  func times(text: String, minute: Int?) {
    let shift = MonitoringSchedule.Shift(weekday: "Monday", start: text, end: text)
    #expect(shift.startMinute == minute)
    #expect(shift.endMinute == minute)
    #expect(shift.contains(weekday: 1, minute: minute ?? 0) == (minute != nil))
  }
}
