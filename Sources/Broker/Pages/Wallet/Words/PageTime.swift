internal import Domain

/// Times as people read them, on the clock of this machine, on which they read it.
enum PageTime {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  /// `29 November 2026`
  static func day(_ time: Timestamp) -> String {
    let parts = time.localDate.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, (1...12).contains(parts[1]) else { return time.localDate }
    return "\(parts[2]) \(months[parts[1] - 1]) \(parts[0])"
  }

  /// `29 November 2026, 14:32`
  static func moment(_ time: Timestamp) -> String { "\(day(time)), \(time.localTime.prefix(5))" }

  /// `29 Nov 2026, 14:32`, for tables.
  static func short(_ time: Timestamp) -> String {
    let words = moment(time).split(separator: " ").map(String.init)
    return words.count == 4 ? "\(words[0]) \(words[1].prefix(3)) \(words[2]) \(words[3])" : moment(time)
  }

  /// The last moment of something: `the end of 31 December 2026`.
  static func latest(_ time: Timestamp) -> String {
    time.localTime == "00:00:00" ? "the end of \(day(time.adding(seconds: -1)))" : moment(time)
  }

  /// When something ends, as a part of a sentence: `at the end of 31 December 2026`.
  static func end(_ time: Timestamp) -> String {
    time.localTime == "00:00:00" ? "at the end of \(day(time.adding(seconds: -1)))" : "on \(moment(time))"
  }

  /// How long ago something was: `3 minutes ago`, `yesterday`; after a month the day itself.
  static func ago(_ time: Timestamp, at now: Timestamp) -> String {
    let seconds = now.seconds - time.seconds
    switch seconds {
    case ..<60: return "just now"
    case ..<3600: return "\(count(seconds / 60, "minute")) ago"
    case ..<86_400: return "\(count(seconds / 3600, "hour")) ago"
    case ..<172_800: return "yesterday"
    case ..<2_592_000: return "\(count(seconds / 86_400, "day")) ago"
    default: return "on \(day(time))"
    }
  }

  /// How much time is left: `2 minutes`, at least one.
  static func left(until time: Timestamp, at now: Timestamp) -> String {
    let seconds = max(0, time.seconds - now.seconds)
    return seconds < 3600 ? count(max(1, (seconds + 59) / 60), "minute") : count((seconds + 3599) / 3600, "hour")
  }

  static func count(_ number: Int64, _ thing: String) -> String {
    "\(Printable.count(number)) \(thing)\(number == 1 ? "" : "s")"
  }

  /// `2026-12-31`, as a date field wants it (HTML Standard, section 2.3.5.2).
  static func field(_ time: Timestamp) -> String { time.localDate }

  /// The end of a day of a date field on this machine's clock; nil for what is no day.
  static func endOfDay(_ field: String) -> Timestamp? {
    guard field.utf8.count == 10, let midnight = Timestamp(field)?.adding(seconds: 86_400) else { return nil }
    // Twice, since the clock may change on that day.
    let guess = midnight.adding(seconds: -offset(at: midnight))
    return midnight.adding(seconds: -offset(at: guess))
  }

  /// Seconds by which this machine's clock is ahead of UTC.
  private static func offset(at time: Timestamp) -> Int64 {
    Timestamp("\(time.localDate)T\(time.localTime)Z").map { $0.seconds - time.seconds } ?? 0
  }
}
