/// Days and hours of a local clock, from seconds of UTC and an offset. The Gregorian calendar without leap seconds.
public struct CivilTime: Hashable, Sendable {
  public let year: Int64
  public let month: Int64
  public let day: Int64
  /// 0 is Monday.
  public let weekday: Int
  public let secondOfDay: Int64
  /// Days since 1 January 1970.
  public let dayNumber: Int64

  /// - Parameter localSeconds: seconds since 1970 on the local clock.
  public init(localSeconds: Int64) {
    let days = Self.floorDivide(localSeconds, 86_400)
    dayNumber = days
    secondOfDay = localSeconds - days * 86_400
    // 1 January 1970 was a Thursday.
    weekday = Int(((days + 3) % 7 + 7) % 7)
    (year, month, day) = Self.date(of: days)
  }

  /// Months since year 0, for a calendar month's number.
  public var monthNumber: Int64 { year * 12 + month - 1 }
  /// Weeks that begin on Monday.
  public var weekNumber: Int64 { Self.floorDivide(dayNumber + 3, 7) }

  /// Days since 1970 of a date (Hinnant: chrono-compatible low-level date algorithms, days_from_civil).
  public static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivide(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(of dayNumber: Int64) -> (Int64, Int64, Int64) {
    let shifted = dayNumber + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
    number >= 0 ? number / divisor : -((-number + divisor - 1) / divisor)
  }

  static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
}
