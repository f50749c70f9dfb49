import ThresholdModel

extension Arrangement {
  /// An access monitoring rule: what it watches, what it does, when. Whether its time zones exist is asked
  /// where these are known.
  /// Source: reference, lists-and-requests §6.6.
  func check(_ rule: MonitoringRule) throws(Problem) {
    let spec = rule.spec
    try NameRule.resource.check(rule.name, at: "metadata.name")
    guard spec.subjects == [MonitoringRuleSpec.accessRequests] else {
      throw Problem(
        .badParameter, "a monitoring rule watches access requests only", hint: "write subjects: [access_request]", path: "spec.subjects")
    }
    guard !spec.condition.allSatisfy(\.isWhitespace), spec.condition.utf8.count <= 4096 else {
      throw Problem(
        .badParameter, "a monitoring rule needs a condition of at most 4096 bytes",
        hint: "for example: access_request.spec.roles.contains(\"dev\")", path: "spec.condition")
    }
    do {
      _ = try Predicate(spec.condition, .monitoring)
    } catch {
      throw Problem(.badParameter, error.message, hint: error.hint, path: "spec.condition")
    }
    try Self.checkReview(of: spec)
    if let notification = spec.notification, notification.name.isEmpty || notification.recipients.isEmpty {
      throw Problem(
        .badParameter, "a notification needs the name of what sends it and recipients",
        hint: "set spec.notification.name and spec.notification.recipients", path: "spec.notification")
    }
    for (name, schedule) in spec.schedules.sorted(by: { $0.key < $1.key }) { try Self.check(schedule, named: name) }
  }

  private static func checkReview(of spec: MonitoringRuleSpec) throws(Problem) {
    guard spec.desiredState.isEmpty || spec.desiredState == MonitoringRuleSpec.reviewed else {
      throw Problem(
        .badParameter, "`\(spec.desiredState.escapedForDisplay)` is not a state that a rule can bring about",
        hint: "write desired_state: reviewed, or leave it out", path: "spec.desired_state")
    }
    guard let review = spec.automaticReview else {
      guard spec.desiredState.isEmpty else {
        throw Problem(
          .badParameter, "a rule that reviews needs to say how", hint: "set spec.automatic_review.decision", path: "spec.automatic_review")
      }
      guard spec.notification != nil else {
        throw Problem(
          .badParameter, "a rule that neither reviews nor notifies does nothing",
          hint: "set spec.automatic_review or spec.notification", path: "spec")
      }
      return
    }
    // Without it the review would be stored and never given.
    guard spec.desiredState == MonitoringRuleSpec.reviewed else {
      throw Problem(
        .badParameter, "an automatic review needs its desired state", hint: "write desired_state: reviewed", path: "spec.desired_state")
    }
    guard review.integration == AutomaticReview.builtin else {
      throw Problem(
        .badParameter, "`\(review.integration.escapedForDisplay)` cannot review by itself", hint: "write integration: builtin",
        path: "spec.automatic_review.integration")
    }
    guard review.proposed != nil else {
      throw Problem(
        .badParameter, "`\(review.decision.escapedForDisplay)` is not a decision", hint: "write APPROVED or DENIED",
        path: "spec.automatic_review.decision")
    }
  }

  private static func check(_ schedule: MonitoringSchedule, named name: String) throws(Problem) {
    let path = "spec.schedules.\(name.escapedForDisplay).time"
    let zone = schedule.timezone.utf8
    let isZone = zone.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || "_+-/".utf8.contains(byte)
    }
    guard isZone else {
      throw Problem(
        .badParameter, "`\(schedule.timezone.escapedForDisplay)` is not a time zone", hint: "write an IANA name such as Europe/Lisbon",
        path: "\(path).timezone")
    }
    guard !schedule.shifts.isEmpty else {
      throw Problem(
        .badParameter, "the schedule `\(name.escapedForDisplay)` has no shifts and would never hold", hint: "add a shift",
        path: "\(path).shifts")
    }
    for shift in schedule.shifts {
      guard shift.weekdayNumber != nil else {
        throw Problem(
          .badParameter, "`\(shift.weekday.escapedForDisplay)` is not a weekday", hint: "write Monday to Sunday", path: "\(path).shifts")
      }
      guard let start = shift.startMinute, let end = shift.endMinute else {
        throw Problem(
          .badParameter, "`\("\(shift.start) to \(shift.end)".escapedForDisplay)` are not times of the day",
          hint: "write HH:MM, from 00:00 to 23:59",
          path: "\(path).shifts")
      }
      guard start <= end else {
        throw Problem(
          .badParameter, "the shift from \(shift.start) to \(shift.end) ends before it starts",
          hint: "write two shifts for one over midnight",
          path: "\(path).shifts")
      }
    }
  }
}
