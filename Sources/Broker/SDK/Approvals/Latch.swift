internal import Synchronization

/// Opens once; those who wait go on then, or when they have waited long enough, or when their task is cancelled.
final class Latch: Sendable {
  private struct State {
    var isOpen = false
    var next = 0
    var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private let state = Mutex(State())

  var isOpen: Bool { state.withLock { $0.isOpen } }

  func open() {
    let waiting = state.withLock { state in
      defer { state.waiting = [:] }
      state.isOpen = true
      return state.waiting.values.map { $0 }
    }
    for continuation in waiting { continuation.finish() }
  }

  func wait(atMost duration: Duration) async {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    let number: Int? = state.withLock { state in
      guard !state.isOpen else { return nil }
      state.next += 1
      state.waiting[state.next] = continuation
      return state.next
    }
    guard let number else { return }
    let timer = Task {
      try await Task.sleep(for: duration)
      continuation.finish()
    }
    for await _ in stream {}
    timer.cancel()
    state.withLock { $0.waiting[number] = nil }
  }
}
