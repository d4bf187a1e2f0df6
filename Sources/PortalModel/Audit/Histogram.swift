public import Domain

/// The calls of the rows that were read, over time: how many, how many denied, how long they took.
public struct Histogram: Sendable, Equatable {
  public let calls: [Int]
  public let denied: [Int]
  /// Where the first bar begins.
  public let start: Timestamp
  public let secondsPerBar: Int64

  public let allowedCount: Int
  public let deniedCount: Int
  /// Milliseconds that half, and 95 of a hundred, of the answered calls took at most; nil without one.
  public let median: Int64?
  public let slowest: Int64?
  /// Of a hundred answered calls, those with a status of 400 or more, or with none.
  public let errorPercent: Int?

  /// Widths of a bar that people can name.
  private static let widths: [Int64] = [
    1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800,
  ]

  /// - Parameters:
  ///   - entries: newest first.
  ///   - bars: how many fit; the last one ends at the newest entry, or now.
  public init(_ entries: [AuditEntry], end: Timestamp, bars: Int) {
    let rows = entries.filter { $0.event.kind == .intent || $0.event.kind == .denied }
    let last = max(end.seconds, rows.first?.time.seconds ?? end.seconds)
    let span = last - (rows.map(\.time.seconds).min() ?? last) + 1
    let width =
      Self.widths.first { span / $0 + 2 <= Int64(max(1, bars)) } ?? max(604_800, span / Int64(max(1, bars)) + 1)
    // Bars begin at whole multiples of their width, so that they do not move while one watches.
    let first = (last / width - Int64(bars) + 1) * width
    var calls = Array(repeating: 0, count: bars)
    var denied = calls
    for row in rows {
      let index = Int((row.time.seconds - first) / width)
      guard calls.indices.contains(index) else { continue }
      calls[index] += 1
      if row.event.kind == .denied { denied[index] += 1 }
    }
    self.calls = calls
    self.denied = denied
    start = Timestamp(microseconds: first * 1_000_000)
    secondsPerBar = width

    deniedCount = rows.count { $0.event.kind == .denied }
    allowedCount = rows.count - deniedCount
    let answered = rows.compactMap(\.outcome?.event)
    let times = answered.compactMap(\.milliseconds).sorted()
    median = times.isEmpty ? nil : times[(times.count - 1) / 2]
    slowest = times.isEmpty ? nil : times[(times.count - 1) * 95 / 100]
    errorPercent =
      answered.isEmpty ? nil : answered.count { ($0.status ?? 500) >= 400 } * 100 / answered.count
  }
}
