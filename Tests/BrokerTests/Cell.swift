import Synchronization

/// A value that a test changes while threads look at it.
final class Cell: Sendable {
  private let stored = Mutex("")

  var value: String {
    get { stored.withLock { $0 } }
    set { stored.withLock { $0 = newValue } }
  }
}
