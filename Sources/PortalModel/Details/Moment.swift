public import Domain

/// Times as people say them.
public enum Moment {
  /// `41 days ago`, `in 49 days`, `just now`.
  public static func distance(to time: Timestamp, from now: Timestamp) -> String {
    let seconds = time.seconds - now.seconds
    let amount = length(abs(seconds))
    if amount.isEmpty { return "just now" }
    return seconds < 0 ? "\(amount) ago" : "in \(amount)"
  }

  /// `12 min`, `3 hours`, `41 days`; empty below half a minute.
  public static func length(_ seconds: Int64) -> String {
    switch seconds {
    case ..<30: ""
    case ..<3_600: "\((seconds + 30) / 60) min"
    case ..<86_400: plural((seconds + 1800) / 3_600, "hour")
    default: plural(seconds / 86_400, "day")
    }
  }

  /// What is left, as it counts down: `40 s`, `52 min`, `7 h`, `6 d`.
  public static func left(_ seconds: Int64) -> String {
    switch seconds {
    case ..<60: "\(max(0, seconds)) s"
    case ..<5_400: "\((seconds + 30) / 60) min"
    case ..<172_800: "\((seconds + 1_800) / 3_600) h"
    default: "\(seconds / 86_400) d"
    }
  }

  /// `today 04:10`, `11-23 04:10`, `2025-12-01`, in the machine's zone.
  public static func short(_ time: Timestamp, now: Timestamp) -> String {
    let (date, today) = (time.localDate, now.localDate)
    if date == today { return "today \(time.localTime.dropLast(3))" }
    return date.prefix(4) == today.prefix(4) ? "\(date.dropFirst(5)) \(time.localTime.dropLast(3))" : date
  }

  private static func plural(_ count: Int64, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
}
