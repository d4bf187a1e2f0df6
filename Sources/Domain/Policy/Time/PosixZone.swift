/// A rule for all years to come, as POSIX writes it in `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixZone: Hashable, Sendable {
  private struct Change: Hashable, Sendable {
    enum Day: Hashable, Sendable {
      /// Month, week (5 is the last), weekday (0 is Sunday).
      case weekday(Int64, Int64, Int64)
      /// 1 to 365; 29 February is never counted.
      case withoutLeapDay(Int64)
      /// 0 to 365.
      case dayOfYear(Int64)
    }

    let day: Day
    /// Seconds after midnight; may be negative or beyond a day.
    let time: Int64

    /// Seconds since 1970 on the clock that stood until then.
    func localSeconds(in year: Int64) -> Int64 {
      let newYear = CivilTime.dayNumber(year: year, month: 1, day: 1)
      let number: Int64
      switch day {
      case .withoutLeapDay(let day): number = newYear + day - (CivilTime.isLeap(year) && day >= 60 ? 0 : 1)
      case .dayOfYear(let day): number = newYear + day
      case .weekday(let month, let week, let weekday):
        let first = CivilTime.dayNumber(year: year, month: month, day: 1)
        // CivilTime counts from Monday, POSIX from Sunday.
        let firstWeekday = Int64(CivilTime(localSeconds: first * 86_400).weekday + 1) % 7
        var found = first + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
        let nextMonth = CivilTime.dayNumber(
          year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)
        while found >= nextMonth { found -= 7 }
        number = found
      }
      return number * 86_400 + time
    }
  }

  private struct Summer: Hashable, Sendable {
    let offset: Int64
    let start: Change
    let end: Change
  }

  private let offset: Int64
  private let summer: Summer?

  init?(_ text: String) {
    var reader = Reader(text)
    guard reader.name(), let offset = reader.offset() else { return nil }
    self.offset = offset
    if reader.isAtEnd {
      summer = nil
      return
    }
    guard reader.name() else { return nil }
    let summerOffset = reader.next == UInt8(ascii: ",") ? offset + 3600 : reader.offset()
    guard let summerOffset, let start = reader.change(), let end = reader.change(), reader.isAtEnd else { return nil }
    summer = Summer(offset: summerOffset, start: start, end: end)
  }

  /// Seconds east of UTC.
  func offset(at seconds: Int64) -> Int64 {
    guard let summer else { return offset }
    let year = CivilTime(localSeconds: seconds + offset).year
    let start = summer.start.localSeconds(in: year) - offset
    let end = summer.end.localSeconds(in: year) - summer.offset
    let isSummer = start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end
    return isSummer ? summer.offset : offset
  }

  private struct Reader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }
    var next: UInt8? { rest.first }

    mutating func take(_ byte: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: byte) else { return false }
      rest = rest.dropFirst()
      return true
    }

    mutating func name() -> Bool {
      if take("<") {
        while let byte = rest.popFirst() { if byte == UInt8(ascii: ">") { return true } }
        return false
      }
      let letters = rest.prefix { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }.count
      rest = rest.dropFirst(letters)
      return letters >= 3
    }

    mutating func number() -> Int64? {
      let digits = rest.prefix { $0.isDigit }
      rest = rest.dropFirst(digits.count)
      return digits.count <= 4 ? Int64(String(decoding: digits, as: UTF8.self)) : nil
    }

    /// `[+-]h[:m[:s]]` in seconds.
    mutating func clock() -> Int64? {
      let sign: Int64 = take("-") ? -1 : 1
      if sign == 1 { _ = take("+") }
      guard var seconds = number().map({ $0 * 3600 }) else { return nil }
      for unit: Int64 in [60, 1] where take(":") {
        guard let part = number() else { return nil }
        seconds += part * unit
      }
      return sign * seconds
    }

    /// POSIX counts west of UTC.
    mutating func offset() -> Int64? { clock().map { -$0 } }

    mutating func change() -> Change? {
      guard take(",") else { return nil }
      let day: Change.Day
      if take("M") {
        guard let month = number(), take("."), let week = number(), take("."), let weekday = number(),
          (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
        else { return nil }
        day = .weekday(month, week, weekday)
      } else if take("J") {
        guard let number = number(), (1...365).contains(number) else { return nil }
        day = .withoutLeapDay(number)
      } else {
        guard let number = number(), (0...365).contains(number) else { return nil }
        day = .dayOfYear(number)
      }
      guard take("/") else { return Change(day: day, time: 7200) }
      return clock().map { Change(day: day, time: $0) }
    }
  }
}
