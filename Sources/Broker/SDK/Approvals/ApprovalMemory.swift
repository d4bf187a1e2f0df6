internal import Domain
internal import Synchronization

/// Calls that were parked, with what came of them: each for whoever made it, for ten minutes after its end, in memory
/// alone, since the answers of providers are nobody else's business.
final class ApprovalMemory: Sendable {
  struct Entry: Sendable {
    let parked: ParkedCall
    let owner: Identifier
    let call: HeldCall
  }

  private struct Kept {
    let entry: Entry
    /// When it ended, and how many bytes its answer has; nil while it has not.
    var end: (time: ContinuousClock.Instant, bytes: Int)?
  }

  static let keptFor: Duration = .seconds(600)
  static let usualLimit = 1000
  private let limit: Int
  private let byteLimit: Int
  private let kept = Mutex<[Identifier: Kept]>([:])

  init(limit: Int = usualLimit, byteLimit: Int = 64 * 1_048_576) {
    self.limit = limit
    self.byteLimit = byteLimit
  }

  /// - Returns: false when so many calls wait that nobody could look at them all.
  func keep(_ entry: Entry) -> Bool {
    kept.withLock { kept in
      Self.forget(&kept, limit: limit - 1, byteLimit: byteLimit)
      guard kept.count < limit else { return false }
      kept[entry.parked.id] = Kept(entry: entry)
      return true
    }
  }

  /// nil also for a call of somebody else.
  func entry(_ id: Identifier, of owner: Identifier) -> Entry? {
    kept.withLock { kept in
      Self.forget(&kept, limit: limit, byteLimit: byteLimit)
      guard let found = kept[id], found.entry.owner == owner else { return nil }
      return found.entry
    }
  }

  /// Ends all calls that still wait, and waits until that is recorded.
  func close() async {
    let calls = kept.withLock { kept in
      defer { kept = [:] }
      return kept.values.map(\.entry.call)
    }
    for call in calls { await call.cancelAndWait() }
  }

  /// Those that ended long ago go, and the oldest ended ones when there are too many or they are too large.
  private static func forget(_ kept: inout [Identifier: Kept], limit: Int, byteLimit: Int) {
    let now = ContinuousClock.now
    for (id, item) in kept where item.end == nil {
      switch item.entry.call.state {
      case .executed(let result, _): kept[id]?.end = (now, result.body.count)
      case .refused: kept[id]?.end = (now, 0)
      case .running, .parked: break
      }
    }
    var ended = kept.compactMap { id, item in item.end.map { (id: id, time: $0.time, bytes: $0.bytes) } }
    ended.sort { $0.time < $1.time }
    var bytes = ended.reduce(0) { $0 + $1.bytes }
    for item in ended where now - item.time > keptFor || kept.count > limit || bytes > byteLimit {
      kept[item.id] = nil
      bytes -= item.bytes
    }
  }
}
