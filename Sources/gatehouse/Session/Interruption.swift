internal import CLinux
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Ctrl-C as a cancellation, so that what was begun is taken back before the command ends.
enum Interruption {
  /// Runs the work; the first Ctrl-C cancels it, a second one ends the process at once.
  static func cancelling<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    // What is ignored reaches the source all the same (dispatch_source_create(3)), and nothing else.
    let before = signal(SIGINT, SIG_IGN)
    defer { signal(SIGINT, before) }
    let count = Counter()
    let (interruptions, continuation) = AsyncStream.makeStream(of: Void.self)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: DispatchQueue(label: "interruption"))
    source.setEventHandler {
      guard count.next() == 1 else {
        clinux_prompt_end()
        _exit(128 + SIGINT)
      }
      continuation.yield()
    }
    // Until then a signal would be lost, so nothing begins, and nothing says that Ctrl-C cancels.
    await withCheckedContinuation { registered in
      source.setRegistrationHandler { registered.resume() }
      source.activate()
    }
    defer { source.cancel() }
    let task = Task { try await work() }
    let watch = Task { for await _ in interruptions { task.cancel() } }
    defer { watch.cancel() }
    do { return try await task.value } catch {
      guard task.isCancelled else { throw error }
      throw Failure(.failure, code: "cancelled", "it was cancelled", hint: "nothing was stored")
    }
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
