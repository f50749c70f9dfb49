public import ThresholdModel

extension [String: MonitoringSchedule] {
  /// Whether any of the schedules holds at a moment; none at all means always.
  ///
  /// The weekday and the time are those of each schedule's zone, also while its clocks are put forward or
  /// back; shifts include their last minute. Source: reference, lists-and-requests §6.6.
  /// - Parameter offset: how far a zone is ahead of UTC at a moment; nil for one that does not exist. UTC is not asked for.
  /// - Throws: ``Problem`` of kind `badParameter` when no schedule holds and one has a zone that does not exist.
  public func isScheduled(at now: Moment, offset: (_ zone: String, _ at: Moment) -> Span?) throws(Problem) -> Bool {
    guard !isEmpty else { return true }
    var unknown: String?
    for schedule in values.sorted(by: { $0.timezone < $1.timezone }) {
      let zone = schedule.timezone
      guard let ahead = zone.isEmpty || zone == "UTC" ? .zero : offset(zone, now) else {
        unknown = unknown ?? zone
        continue
      }
      let local = LocalTime(now, ahead: ahead)
      if schedule.contains(weekday: local.weekday, minute: local.minute) { return true }
    }
    if let unknown {
      throw Problem(
        .badParameter, "`\(unknown.escapedForDisplay)` is not a time zone", hint: "write an IANA name such as Europe/Lisbon")
    }
    return false
  }
}

/// The place of a moment in the week of some zone.
struct LocalTime: Hashable {
  /// 1 for Monday to 7 for Sunday.
  let weekday: Int
  /// Minutes after midnight.
  let minute: Int

  /// - Parameter ahead: how far the zone is ahead of UTC.
  init(_ moment: Moment, ahead: Span) {
    let day: Int64 = 86_400_000
    let local = (moment + ahead).milliseconds
    let sinceMidnight = ((local % day) + day) % day
    let days = (local - sinceMidnight) / day
    minute = Int(sinceMidnight / 60_000)
    // 1970-01-01 was a Thursday.
    weekday = Int(((days + 3) % 7 + 7) % 7) + 1
  }
}
