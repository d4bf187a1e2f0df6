internal import Domain

/// When a refresh that did not work out is tried again.
enum RefreshBackoff {
  private static let seconds: [Int64] = [5, 15, 60, 300, 900]
  /// Nobody has to wait longer, whatever a provider asks.
  static let longestSeconds: Int64 = 3600

  static func end(after failures: Int, at now: Timestamp, asked: Int64?) -> Timestamp {
    let own = seconds[min(max(failures, 1), seconds.count) - 1]
    return now.adding(seconds: min(max(asked ?? own, 1), longestSeconds))
  }

  /// A later end is one of a clock that was wrong.
  static func isOn(_ state: ConnectionState, at now: Timestamp) -> Bool {
    guard let end = state.retryAt else { return false }
    return now < end && end <= now.adding(seconds: longestSeconds)
  }

  /// After one death of the process that refreshed, the next tries at once; after more of them nobody does for a while.
  static func end(afterDeaths attempts: Int, sentAt: Timestamp?) -> Timestamp? {
    guard attempts > 1, let sentAt else { return nil }
    return sentAt.adding(seconds: seconds[min(attempts, seconds.count - 1)])
  }
}
