/// A day of the Gregorian calendar, extended to all years.
public struct ParquetDate: Sendable, Hashable, CustomStringConvertible {
  /// Since 1970-01-01.
  public var days: Int32

  public init(days: Int32) { self.days = days }

  /// As in ISO 8601: `2024-02-29`; years before 0 and beyond 9999 have a sign.
  public var description: String { CivilDate(days: Int64(days)).description }
}

/// A time of day.
public struct ParquetTime: Sendable, Hashable, CustomStringConvertible {
  /// Units since midnight.
  public var count: Int64
  public var unit: ParquetTimeUnit
  public var isUTC: Bool

  public init(count: Int64, unit: ParquetTimeUnit, isUTC: Bool) {
    self.count = count
    self.unit = unit
    self.isUTC = isUTC
  }

  /// As in ISO 8601, with as many digits as the unit has: `12:34:56.789`. What is no time of day is given as a number.
  public var description: String {
    let (seconds, fraction) = count.dividedDown(by: unit.perSecond)
    guard (0..<86_400).contains(seconds) else { return "\(count)" }
    return clock(seconds, fraction, unit)
  }
}

/// A point in time.
public struct ParquetTimestamp: Sendable, Hashable, CustomStringConvertible {
  /// Units since 1970-01-01 00:00.
  public var count: Int64
  public var unit: ParquetTimeUnit
  /// False for a time on the clock of a place that is not named.
  public var isUTC: Bool

  public init(count: Int64, unit: ParquetTimeUnit, isUTC: Bool) {
    self.count = count
    self.unit = unit
    self.isUTC = isUTC
  }

  /// As in ISO 8601, with as many digits as the unit has: `2024-02-29T12:34:56.789Z`, without the Z when it is not UTC.
  public var description: String {
    let (total, fraction) = count.dividedDown(by: unit.perSecond)
    let (days, seconds) = total.dividedDown(by: 86_400)
    return "\(CivilDate(days: days))T\(clock(seconds, fraction, unit))\(isUTC ? "Z" : "")"
  }
}

private func clock(_ seconds: Int64, _ fraction: Int64, _ unit: ParquetTimeUnit) -> String {
  let digits = 3 * (Int(unit.rawValue) + 1)
  let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0.padded(2) }.joined(separator: ":")
  return "\(time).\(fraction.padded(digits))"
}

private struct CivilDate: CustomStringConvertible {
  var (year, month, day): (Int64, Int64, Int64) = (0, 0, 0)

  /// Counts in eras of 400 years, which are all of one length, and in years from March to February.
  init(days: Int64) {
    let (era, ofEra) = (days &+ 719_468).dividedDown(by: 146_097)
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * ofYear + 2) / 153
    day = ofYear - (153 * fromMarch + 2) / 5 + 1
    month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  var description: String {
    let sign = year < 0 ? "-" : year > 9999 ? "+" : ""
    return "\(sign)\(abs(year).padded(4))-\(month.padded(2))-\(day.padded(2))"
  }
}

extension Int64 {
  /// Rounded towards negative infinity, with a remainder that is not negative.
  fileprivate func dividedDown(by divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  fileprivate func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.utf8.count)) + digits
  }
}
