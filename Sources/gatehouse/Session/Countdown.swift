internal import Domain
internal import Glibc
internal import Synchronization

/// A last line on standard error that says once a second how much time is left. For a terminal only.
final class Countdown: Sendable {
  private let task = Mutex<Task<Void, Never>?>(nil)

  func start(until end: Timestamp) {
    stop()
    task.withLock { task in
      task = Task {
        while !Task.isCancelled {
          let left = end.seconds - Timestamp.now().seconds
          guard left > 0 else { return }
          show("Waiting: \(left) s left. Ctrl-C cancels.")
          try? await Task.sleep(for: .seconds(1))
        }
      }
    }
  }

  /// Takes the line away.
  func stop() {
    task.withLock { task in
      guard let running = task else { return }
      running.cancel()
      task = nil
      Self.rewrite("")
    }
  }

  /// Never after it was stopped.
  private func show(_ text: String) {
    task.withLock { _ in
      if !Task.isCancelled { Self.rewrite(text) }
    }
  }

  private static func rewrite(_ text: String) {
    let bytes = Array("\r\u{1B}[K\(text)".utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
