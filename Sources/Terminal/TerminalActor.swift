/// Owns the terminal. Its executor is the thread that polls stdin, so that using the screen from elsewhere does not
/// compile, and a key press is read, understood and painted without changing threads.
@globalActor public actor TerminalActor {
  public static let shared = TerminalActor()

  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe PollLoop.shared.asUnownedSerialExecutor() }

  /// Runs `operation` when this is the poll loop's thread already; traps on any other.
  static nonisolated func assumeIsolated<Result: Sendable>(_ operation: @TerminalActor () -> Result) -> Result {
    shared.preconditionIsolated()
    return withoutActuallyEscaping(operation) { operation in
      // The isolation is in the type only; the check above proves it (the same way as MainActor.assumeIsolated).
      unsafe unsafeBitCast(operation, to: (() -> Result).self)()
    }
  }
}
