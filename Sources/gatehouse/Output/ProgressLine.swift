internal import Domain
internal import Glibc
internal import Synchronization

/// One line on standard error that is written over and over, where somebody looks at it.
final class ProgressLine: Sendable {
  private let words: String
  private let isShown = isatty(STDERR_FILENO) == 1 && !Output.isForPrograms
  private let lastShown = Mutex<ContinuousClock.Instant?>(nil)

  init(_ words: String) { self.words = words }

  /// At most ten times a second.
  func show(_ done: Int64, of total: Int64) {
    guard isShown, total > 0 else { return }
    let isDue = lastShown.withLock { last in
      let now = ContinuousClock.now
      if let shown = last, now - shown < .milliseconds(100) { return false }
      last = now
      return true
    }
    guard isDue else { return }
    let filled = Int(done * 30 / total)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
    write("\r[\(bar)] \(words) \(Printable.count(done)) of \(Printable.count(total)) events")
  }

  /// Clears the line.
  func end() {
    if lastShown.withLock({ $0 != nil }) { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}
