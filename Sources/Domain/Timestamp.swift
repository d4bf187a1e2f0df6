internal import Glibc

/// A moment in microseconds since 1970 UTC: the form on disk. Outside it is RFC 3339 with `Z`.
public struct Timestamp: Hashable, Sendable, Comparable, CustomStringConvertible {
  public var microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }

  public static func now() -> Timestamp {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  public var seconds: Int64 { microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000 }

  public func adding(seconds: Int64) -> Timestamp { Timestamp(microseconds: microseconds + seconds * 1_000_000) }

  /// `2026-11-24T14:02:31.412Z`.
  public var description: String {
    let time = Self.calendar(seconds, local: false)
    return "\(time.date)T\(time.clock).\(Self.padded((microseconds - seconds * 1_000_000) / 1000, 3))Z"
  }

  /// `14:02:31` in the machine's zone.
  public var localTime: String { Self.calendar(seconds, local: true).clock }

  /// `2026-11-24` in the machine's zone.
  public var localDate: String { Self.calendar(seconds, local: true).date }

  /// Reads RFC 3339 in UTC (`2026-11-24T14:02:31Z`, with or without fractions) or a date alone; nil otherwise, and for
  /// a day that its month does not have.
  public init?(_ text: String) {
    var bytes = Array(text.utf8)
    if bytes.count == 10 { bytes += Array("T00:00:00Z".utf8) }
    guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") else { return nil }
    let template = Array("dddd-dd-ddTdd:dd:dd".utf8)
    for (byte, wanted) in zip(bytes, template) {
      guard wanted == UInt8(ascii: "d") ? (0x30...0x39).contains(byte) : byte == wanted else { return nil }
    }
    func number(_ range: Range<Int>) -> Int32 { bytes[range].reduce(0) { $0 * 10 + Int32($1 - 0x30) } }

    var micros: Int64 = 0
    let fraction = bytes[template.count..<(bytes.count - 1)]
    if !fraction.isEmpty {
      let digits = fraction.dropFirst()
      guard fraction.first == UInt8(ascii: "."), (1...6).contains(digits.count),
        digits.allSatisfy({ (0x30...0x39).contains($0) })
      else { return nil }
      micros = digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
      for _ in digits.count..<6 { micros *= 10 }
    }
    let (month, day) = (number(5..<7), number(8..<10))
    guard number(11..<13) < 24, number(14..<16) < 60, number(17..<19) <= 60 else { return nil }
    var time = unsafe tm()
    unsafe time.tm_year = number(0..<4) - 1900
    unsafe time.tm_mon = month - 1
    unsafe time.tm_mday = day
    // timegm(3) turns 31 February into 3 March, and says so in the fields.
    let midnight = unsafe timegm(&time)
    guard unsafe time.tm_mon == month - 1, unsafe time.tm_mday == day else { return nil }
    let seconds = Int64(midnight) + Int64(number(11..<13)) * 3600 + Int64(number(14..<16)) * 60 + Int64(number(17..<19))
    self.init(microseconds: seconds * 1_000_000 + micros)
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

  private static func calendar(_ seconds: Int64, local: Bool) -> (date: String, clock: String) {
    var clock = time_t(seconds)
    var time = unsafe tm()
    if local { unsafe localtime_r(&clock, &time) } else { unsafe gmtime_r(&clock, &time) }
    return unsafe (
      "\(padded(time.tm_year + 1900, 4))-\(padded(time.tm_mon + 1, 2))-\(padded(time.tm_mday, 2))",
      "\(padded(time.tm_hour, 2)):\(padded(time.tm_min, 2)):\(padded(time.tm_sec, 2))"
    )
  }

  private static func padded(_ number: some BinaryInteger, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
