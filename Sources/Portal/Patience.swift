/// Waiting that has an end, whatever is waited for.
enum Patience {
  /// Begins the work and returns when it is done, or when `limit` has passed; then the work goes on by itself.
  static func wait(for limit: Duration, _ work: @escaping @Sendable () async -> Void) async {
    let (ends, end) = AsyncStream.makeStream(of: Void.self)
    Task {
      await work()
      end.finish()
    }
    let watchdog = Task {
      try await Task.sleep(for: limit)
      end.finish()
    }
    for await _ in ends {}
    watchdog.cancel()
  }
}
