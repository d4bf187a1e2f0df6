internal import CLinux
internal import Dispatch
internal import Glibc

extension Vault {
  /// Longer than a sync takes on any disk that one would work with.
  static let settlingMilliseconds = 300

  /// Yields after this or another process has committed something, at most once for a burst.
  ///
  /// SQLite's own observation sees only its process; inotify(7) on the folder sees every write to the write-ahead log.
  /// That write comes before its sync, and the commit can be seen after it only (sqlite.org/walformat.html), so a look
  /// may come too early: ``settlingMilliseconds`` after a burst it is yielded once more.
  public nonisolated func changes() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let watch = unsafe clinux_watch(location.home)
    guard watch >= 0 else {
      continuation.finish()
      return stream
    }
    // Not Sendable by declaration; cancelling a source is safe from any thread (dispatch_source_cancel(3)).
    let queue = DispatchQueue(label: "vault changes")
    nonisolated(unsafe) let source = DispatchSource.makeReadSource(fileDescriptor: watch, queue: queue)
    // Touched on the queue only.
    nonisolated(unsafe) var settled: DispatchWorkItem?
    unsafe source.setEventHandler {
      var events = [UInt8](repeating: 0, count: 4096)
      while unsafe Glibc.read(watch, &events, events.count) > 0 {}
      continuation.yield()
      unsafe settled?.cancel()
      let look = DispatchWorkItem { continuation.yield() }
      unsafe settled = look
      queue.asyncAfter(deadline: .now() + .milliseconds(Self.settlingMilliseconds), execute: look)
    }
    unsafe source.setCancelHandler { FileSystem.closeFile(watch) }
    continuation.onTermination = { _ in unsafe source.cancel() }
    unsafe source.activate()
    return stream
  }
}
