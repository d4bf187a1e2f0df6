internal import Domain
internal import Synchronization

/// How many remarks a caller may add to the log a minute: they cost nothing to make, and the log is kept.
final class ReportLimit: Sendable {
  static let usual = 1200
  private let limit: Int
  private let counts = Mutex<(minute: Int64, byCaller: [Identifier: Int])>((0, [:]))

  init(limit: Int = usual) { self.limit = limit }

  func take(_ caller: Identifier, at now: Timestamp) throws(SDKRefusal) {
    let minute = now.seconds / 60
    let isOver = counts.withLock { counts in
      if counts.minute != minute { counts = (minute, [:]) }
      counts.byCaller[caller, default: 0] += 1
      return counts.byCaller[caller, default: 0] > limit
    }
    guard isOver else { return }
    throw .rateLimited(
      "more remarks for the log than it takes a minute", scope: "api_key", limit: limit, window: 60,
      retryAfter: 60 - now.seconds % 60)
  }
}
