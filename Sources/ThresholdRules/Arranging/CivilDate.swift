import ThresholdModel

/// A day of the Gregorian calendar, carried on before its introduction, in UTC. Whole-number arithmetic
/// only, so that a date is the same everywhere.
struct CivilDate: Hashable {
  let year: Int
  /// 1 to 12.
  let month: Int
  /// 1 to 31.
  let day: Int

  init(year: Int, month: Int, day: Int) {
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// The day in UTC that a moment lies in.
  init(_ moment: Moment) {
    self.init(dayNumber: Int(Self.floored(moment.milliseconds, by: 86_400_000)))
  }

  // Years are counted from March here, so that the leap day is the last of its year. A cycle of 400 such
  // years has 146,097 days; 719,468 days lie between 0000-03-01 and 1970-01-01.

  /// - Parameter dayNumber: days since 1970-01-01.
  private init(dayNumber: Int) {
    let days = dayNumber + 719_468
    let cycle = Self.floored(days, by: 146_097)
    let dayOfCycle = days - cycle * 146_097
    let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    self.init(
      year: cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  /// Days since 1970-01-01; negative before.
  private var dayNumber: Int {
    let marchYear = month <= 2 ? year - 1 : year
    let cycle = Self.floored(marchYear, by: 400)
    let yearOfCycle = marchYear - cycle * 400
    let monthFromMarch = month > 2 ? month - 3 : month + 9
    let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + (153 * monthFromMarch + 2) / 5 + day - 1
    return cycle * 146_097 + dayOfCycle - 719_468
  }

  /// 00:00 UTC of the day.
  var midnight: Moment { Moment(seconds: Int64(dayNumber) * 86_400) }

  /// Months since the year 0.
  var monthNumber: Int { year * 12 + month - 1 }

  /// A day of the month that is some months after the year 0.
  init(monthNumber: Int, day: Int) {
    let year = Self.floored(monthNumber, by: 12)
    self.init(year: year, month: monthNumber - year * 12 + 1, day: day)
  }

  /// The last day of that month.
  init(lastOf monthNumber: Int) {
    self.init(dayNumber: CivilDate(monthNumber: monthNumber + 1, day: 1).dayNumber - 1)
  }

  /// Division that rounds down, also below zero.
  private static func floored<Number: BinaryInteger>(_ number: Number, by divisor: Number) -> Number {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
