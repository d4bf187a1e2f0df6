internal import CLinux
internal import Glibc
internal import Synchronization

/// A thread that waits in poll(2) for descriptors, timers, and jobs of ``TerminalActor``.
final class PollLoop: SerialExecutor {
  static let shared = PollLoop()

  /// A descriptor to wait for. The handler gets what poll(2) returned for it.
  private struct Source {
    let descriptor: Int32
    let handler: @TerminalActor (_ events: Int16) -> Void
  }

  /// Each timer has one deadline; a new one takes the place of the old.
  enum Timer { case input, owner }

  private struct Deadline {
    let at: ContinuousClock.Instant
    let handler: @TerminalActor () -> Void
  }

  private let jobs = Mutex<[UnownedJob]>([])
  private let wakeup = clinux_eventfd()
  // Both belong to the thread of the loop, which alone runs TerminalActor.
  nonisolated(unsafe) private var sources: [Source] = []
  nonisolated(unsafe) private var deadlines: [Timer: Deadline] = [:]
  private let thread = Atomic<pthread_t>(0)

  private init() {
    precondition(wakeup != -1, "no descriptor is left for the terminal's thread")
    var created = pthread_t()
    let status = unsafe pthread_create(
      &created, nil,
      { _ in PollLoop.shared.run() }, nil)
    precondition(status == 0, "no thread is left for the terminal")
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    var one: UInt64 = 1
    _ = unsafe write(wakeup, &one, MemoryLayout<UInt64>.size)
  }

  func checkIsolated() {
    precondition(thread.load(ordering: .relaxed) == pthread_self(), "not on the terminal's thread")
  }

  /// Waits for input on `descriptor` from now on.
  @TerminalActor func watch(_ descriptor: Int32, _ handler: @escaping @TerminalActor (Int16) -> Void) {
    unsafe sources.append(Source(descriptor: descriptor, handler: handler))
  }

  @TerminalActor func stopWatching(_ descriptor: Int32) {
    unsafe sources.removeAll { $0.descriptor == descriptor }
  }

  /// Calls `handler` once after `duration`.
  @TerminalActor func set(_ timer: Timer, after duration: Duration, _ handler: @escaping @TerminalActor () -> Void) {
    unsafe deadlines[timer] = Deadline(at: ContinuousClock.now + duration, handler: handler)
  }

  @TerminalActor func clear(_ timer: Timer) { unsafe deadlines[timer] = nil }

  private func run() -> Never {
    thread.store(pthread_self(), ordering: .relaxed)
    while true {
      runJobs()
      var waits = [pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0)]
      let waited = unsafe sources
      for source in waited { waits.append(pollfd(fd: source.descriptor, events: Int16(POLLIN), revents: 0)) }
      let ready = unsafe poll(&waits, nfds_t(waits.count), timeout())
      if ready > 0, waits[0].revents != 0 { drainWakeup() }
      runJobs()
      for (index, source) in waited.enumerated() where ready > 0 {
        let events = waits[index + 1].revents
        if events != 0 { TerminalActor.assumeIsolated { source.handler(events) } }
      }
      runTimers()
    }
  }

  private func runTimers() {
    for timer in [Timer.input, .owner] {
      guard let due = unsafe deadlines[timer], due.at <= .now else { continue }
      unsafe deadlines[timer] = nil
      TerminalActor.assumeIsolated(due.handler)
    }
  }

  /// Milliseconds until the next deadline, rounded up so that the loop does not spin before it; -1 without one.
  private func timeout() -> Int32 {
    guard let next = unsafe deadlines.values.map(\.at).min() else { return -1 }
    let left = next - .now
    guard left > .zero else { return 0 }
    let (seconds, attoseconds) = left.components
    return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
  }

  private func drainWakeup() {
    var count: UInt64 = 0
    _ = unsafe read(wakeup, &count, MemoryLayout<UInt64>.size)
  }

  private func runJobs() {
    while true {
      let batch = jobs.withLock { jobs in
        defer { jobs.removeAll(keepingCapacity: true) }
        return jobs
      }
      if batch.isEmpty { return }
      for job in batch { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
  }
}
