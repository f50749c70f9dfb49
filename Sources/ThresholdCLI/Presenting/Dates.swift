public import ThresholdModel

/// Times as the command lines print them, always in UTC (reference, cli-api-terraform §1.1).
extension Moment {
  /// `23 Jun 22 18:25 UTC`: in tables of requests.
  public var inRequestTables: String {
    let parts = parts
    return "\(two(parts.day)) \(Self.months[parts.month - 1]) \(two(parts.year % 100)) \(two(parts.hour)):\(two(parts.minute)) UTC"
  }

  /// `2026-01-31 15:04:05`: in other tables, under a header that says UTC.
  public var inTables: String {
    let parts = parts
    return "\(parts.year)-\(two(parts.month))-\(two(parts.day)) \(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
  }

  private typealias Parts = (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int)

  /// The civil date, by counting days in eras of 400 years that begin on 1 March.
  private var parts: Parts {
    let (days, rest) = (Int(seconds.floored(by: 86_400)), Int(seconds - seconds.floored(by: 86_400) * 86_400))
    let shifted = days + 719_468
    let era = Int(Int64(shifted).floored(by: 146_097))
    let day = shifted - era * 146_097
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let civilMonth = month < 10 ? month + 3 : month - 9
    return (
      year + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, dayOfYear - (153 * month + 2) / 5 + 1,
      rest / 3600, rest / 60 % 60, rest % 60
    )
  }

  private func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

extension Int64 {
  fileprivate func floored(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

extension Span {
  /// To the second, as Go writes it: `11h52m0s`; what has passed is `expired`.
  public var remaining: String { milliseconds <= 0 ? "expired" : Span.seconds(wholeSeconds).description }
}
