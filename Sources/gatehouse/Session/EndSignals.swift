internal import CLinux
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Ctrl-C and SIGTERM as a wish to end, for a command that serves until then.
enum EndSignals {
  /// Runs the work, which waits for the stream's first element: a signal came. A second one ends the process at once.
  static func caught<Result>(_ work: (_ signals: AsyncStream<Void>) async throws -> Result) async throws -> Result {
    let count = Counter()
    let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
    let queue = DispatchQueue(label: "end signals")
    let kinds = [SIGINT, SIGTERM]
    // What is ignored reaches the source all the same (dispatch_source_create(3)), and nothing else.
    let before = kinds.map { signal($0, SIG_IGN) }
    let sources = kinds.map { DispatchSource.makeSignalSource(signal: $0, queue: queue) }
    defer {
      for source in sources { source.cancel() }
      for (kind, handler) in zip(kinds, before) { signal(kind, handler) }
    }
    for (source, kind) in zip(sources, kinds) {
      source.setEventHandler {
        guard count.next() == 1 else { _exit(128 + kind) }
        continuation.yield()
      }
      // Until then a signal would be lost, so nothing begins.
      await withCheckedContinuation { registered in
        source.setRegistrationHandler { registered.resume() }
        source.activate()
      }
    }
    return try await work(signals)
  }

  private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
      count.withLock { count in
        count += 1
        return count
      }
    }
  }
}
