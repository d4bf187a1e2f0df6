internal import Domain
internal import Synchronization

/// The demo vault's clock: set to the past while its history is made, the real one afterwards.
final class DemoClock: Sendable {
  private let past = Mutex<Timestamp?>(nil)

  init(at time: Timestamp) { past.withLock { $0 = time } }

  /// Each reading of a set clock is a little later than the one before.
  var now: Timestamp {
    past.withLock { past in
      guard let time = past else { return .now() }
      past = Timestamp(microseconds: time.microseconds + 1_700_000)
      return time
    }
  }

  func set(_ time: Timestamp?) { past.withLock { $0 = time } }
}
