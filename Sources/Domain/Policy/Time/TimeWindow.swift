/// Hours of some days on a zone's clock: `Mon-Fri 09:00-17:00 Europe/Berlin`.
///
/// The local clock decides, so that a window has 23 or 25 hours' worth of its night when the clocks change. A window over
/// midnight belongs to the day on which it begins.
public struct TimeWindow: Hashable, Sendable {
  /// 0 is Monday; ascending, at least one.
  public let days: [Int]
  /// Minutes after midnight: the first that is in.
  public let start: Int
  /// The first that is out again; up to 1440. At or before `start` it is the next day's.
  public let end: Int
  /// An IANA name.
  public let zone: String

  /// nil when a part is out of range, or the window is empty.
  public init?(days: some Sequence<Int> = 0..<7, start: Int = 0, end: Int = 1440, zone: String = "UTC") {
    let sorted = Set(days).sorted()
    guard !sorted.isEmpty, sorted.allSatisfy({ (0..<7).contains($0) }), (0..<1440).contains(start),
      (1...1440).contains(end), start != end, ZoneSource.isName(zone)
    else { return nil }
    self.days = sorted
    self.start = start
    self.end = end
    self.zone = zone
  }

  /// Whether a moment of the zone's clock lies in the window.
  public func contains(_ local: CivilTime) -> Bool {
    let minute = Int(local.secondOfDay / 60)
    if start < end { return minute >= start && minute < end && days.contains(local.weekday) }
    if minute >= start { return days.contains(local.weekday) }
    return minute < end && days.contains((local.weekday + 6) % 7)
  }

  static let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  /// Reads `Mon-Fri,Sun`; nil for anything else.
  public static func days(_ text: String) -> [Int]? {
    var days: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { name in
        dayNames.firstIndex { $0.lowercased() == name.lowercased() }
      }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
      // Fri-Mon goes over the weekend.
      for step in 0...((last - first + 7) % 7) { days.insert((first + step) % 7) }
    }
    return days.sorted()
  }

  /// Reads `09:00-17:00`; the end may be `24:00`.
  public static func hours(_ text: String) -> (start: Int, end: Int)? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(minute)
    guard parts.count == 2, let start = parts[0], let end = parts[1], start < 1440, start != end else { return nil }
    return (start, end == 0 ? 1440 : end)
  }

  private static func minute(_ text: Substring) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), [0, 1, 3, 4].allSatisfy({ bytes[$0].isDigit }),
      let hour = Int(text.prefix(2)), let minute = Int(text.suffix(2)), minute < 60, hour * 60 + minute <= 1440
    else { return nil }
    return hour * 60 + minute
  }

  public var daysText: String {
    var parts: [String] = []
    var rest = days[...]
    while let first = rest.first {
      let run = rest.enumerated().prefix { $0.element == first + $0.offset }.count
      let last = first + run - 1
      if run < 3 {
        parts += (first...last).map { Self.dayNames[$0] }
      } else {
        parts.append("\(Self.dayNames[first])-\(Self.dayNames[last])")
      }
      rest = rest.dropFirst(run)
    }
    return parts.joined(separator: ",")
  }

  public var hoursText: String { "\(Self.text(start))-\(Self.text(end))" }

  private static func text(_ minute: Int) -> String {
    let (hour, rest) = (String(minute / 60), String(minute % 60))
    return "\(hour.count < 2 ? "0" : "")\(hour):\(rest.count < 2 ? "0" : "")\(rest)"
  }
}
