internal import CLinux
internal import Glibc
internal import Synchronization

/// A program that was started, confined or not.
public final class ConfinedProcess: Sendable {
  private struct State {
    var start: Result<Int32, ConfinementProblem>?
    /// Closed, and -1, once it has ended.
    var handle: Int32 = -1
    var status: Int32?
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  init() {}

  /// Its number; 0 before it is known.
  public var pid: Int32 { state.withLock { (try? $0.start?.get()) ?? 0 } }

  /// Until it has ended and, if it was confined, everything it had started.
  ///
  /// - Returns: its exit status, or 128 and the number of the signal that ended it, as shells say it.
  public func ended() async -> Int32 {
    await until { $0.status != nil }
    return state.withLock { $0.status ?? 128 + SIGKILL }
  }

  /// Sends it a signal; nothing happens once it has ended.
  public func signal(_ number: Int32) {
    state.withLock { state in
      if state.handle >= 0 { _ = clinux_signal_handle(state.handle, number) }
    }
  }

  func started() async throws(ConfinementProblem) {
    await until { $0.start != nil }
    if let start = state.withLock({ $0.start }) { _ = try start.get() }
  }

  /// Starts it and waits for it, on the calling thread.
  func live(_ plan: StartPlan) {
    let warden: pid_t
    let reports: Int32
    do { (warden, reports) = try plan.start() } catch {
      let problem = error
      return change { $0.start = .failure(problem) }
    }
    var report = clinux_report()
    while unsafe clinux_next_report(reports, &report) == 1 {
      let told = report
      change { state in
        switch told.kind {
        case Int32(CLINUX_STARTED):
          state.start = .success(told.value)
          state.handle = clinux_process_handle(told.value)
        case Int32(CLINUX_FAILED): state.start = .failure(plan.problem(told))
        default: state.status = Self.exitStatus(told.value)
        }
      }
    }
    close(reports)
    clinux_wait_warden(warden)
    change { state in
      // A warden that was killed says nothing; the kernel has then ended the program.
      state.start = state.start ?? .failure(ConfinementProblem(.failed, "the program was ended before it had begun"))
      state.status = state.status ?? 128 + SIGKILL
      if state.handle >= 0 { close(state.handle) }
      state.handle = -1
    }
  }

  /// wait(2): the lowest seven bits are the signal, the next byte the exit status.
  private static func exitStatus(_ status: Int32) -> Int32 {
    status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
  }

  private func change(_ body: (inout sending State) -> Void) {
    let waiters = state.withLock { state in
      body(&state)
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  private func until(_ condition: @Sendable (borrowing State) -> Bool) async {
    while !state.withLock({ condition($0) }) {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          if !condition(state) { state.waiters.append(continuation) }
          return condition(state)
        }
        if isDue { continuation.resume() }
      }
    }
  }
}
