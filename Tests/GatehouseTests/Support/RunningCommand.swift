import Foundation
import LocalServers
import Synchronization

/// A child process in a session of its own, so that it has no terminal unless it is given one.
final class RunningCommand: Sendable {
  struct Ended: Sendable {
    /// The exit code, or the negative number of the signal that ended it.
    let status: Int32
    let output: [UInt8]
    let errors: [UInt8]
    /// Bytes of standard output, also those that were not kept.
    let outputCount: Int
    /// The most memory it held, in KiB (getrusage(2)).
    let peakMemory: Int

    var text: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errors, as: UTF8.self) }
  }

  private struct State {
    var output: [UInt8] = []
    var outputCount = 0
    var peakMemory = 0
    var errors: [UInt8] = []
    var openStreams: Int
    var status: Int32?
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  let pid: pid_t
  private let input: Int32
  /// A second handle of the pseudo-terminal, which outlives the child; -1 without one.
  private let watch: Int32
  private let state: Mutex<State>

  enum Reading: Sendable, Equatable {
    case all
    /// Counts standard output without keeping it.
    case discarding
    /// Closes standard output after its first bytes, as `head` does.
    case firstBytes
  }

  /// - Parameter onTerminal: a pseudo-terminal takes the place of all three streams and becomes the controlling one.
  init(
    _ arguments: [String], executable: String = Binary.path, environment: [String: String], onTerminal: Bool = false,
    reading: Reading = .all
  ) {
    var inward: [Int32] = [-1, -1]
    var outward: [Int32] = [-1, -1]
    var errorward: [Int32] = [-1, -1]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    var terminal: Int32 = -1
    if onTerminal {
      // ptmx(4), ioctl_tty(2): TIOCSPTLCK and TIOCGPTN.
      terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
      var (unlocked, number): (Int32, Int32) = (0, 0)
      _ = ioctl(terminal, 0x4004_5431, &unlocked)
      _ = ioctl(terminal, 0x8004_5430, &number)
      var size = winsize(ws_row: 30, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
      _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/pts/\(number)", O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
    } else {
      for pipe in [0, 1, 2] {
        var ends: [Int32] = [-1, -1]
        // Not pipes, since those cannot be made close-on-exec here without a gap in which another child inherits them.
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
        if pipe == 0 { inward = ends } else if pipe == 1 { outward = ends } else { errorward = ends }
        posix_spawn_file_actions_adddup2(&actions, pipe == 0 ? ends[0] : ends[1], Int32(pipe))
      }
    }
    closeInherited(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    posix_spawnattr_setflags(&attributes, 0x80)  // POSIX_SPAWN_SETSID
    var argv = ([executable] + arguments).map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    var pid: pid_t = 0
    let failure = posix_spawn(&pid, executable, &actions, &attributes, &argv, &envp)
    precondition(failure == 0, "cannot start \(executable): \(failure)")
    for text in argv + envp { free(text) }
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
    self.pid = pid
    if onTerminal {
      input = terminal
      watch = fcntl(terminal, F_DUPFD_CLOEXEC, 0)
      state = Mutex(State(openStreams: 1))
      read(terminal) { $0.output += $1 }
    } else {
      for end in [inward[0], outward[1], errorward[1]] { close(end) }
      input = inward[1]
      watch = -1
      state = Mutex(State(openStreams: 2))
      read(outward[0], reading) {
        if reading != .discarding { $0.output += $1 }
        $0.outputCount += $1.count
      }
      read(errorward[0]) { $0.errors += $1 }
    }
    reap()
  }

  deinit { if watch >= 0 { close(watch) } }

  /// Whether the terminal shows nothing of what is typed (termios(3)).
  var isHidingTyping: Bool {
    var settings = termios()
    return tcgetattr(watch, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) == 0
  }

  /// Writes on a thread of its own, since a pipe may be full for a while.
  func send(_ bytes: [UInt8], closing: Bool = true) {
    let input = input
    Thread.detachNewThread {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
        if count < 0 && errno != EINTR { break }
        rest = rest.dropFirst(max(0, count))
      }
      if closing { close(input) }
    }
  }

  func type(_ text: String) { send(Array(text.utf8), closing: false) }

  func signal(_ number: Int32) { kill(pid, number) }

  /// Until the child has ended and all its output was read.
  func ended() async -> Ended {
    await until { $0.status != nil && $0.openStreams == 0 }
    return state.withLock {
      Ended(
        status: $0.status ?? -1, output: $0.output, errors: $0.errors, outputCount: $0.outputCount,
        peakMemory: $0.peakMemory)
    }
  }

  /// Until standard output holds the text so many times; false when it ended without.
  func outputHolds(_ text: String, times: Int = 1) async -> Bool {
    let wanted = Array(text.utf8)
    await until { $0.openStreams == 0 || $0.output.ranges(of: wanted).count >= times }
    return state.withLock { $0.output.ranges(of: wanted).count >= times }
  }

  var outputSoFar: String { state.withLock { String(decoding: $0.output, as: UTF8.self) } }

  /// Until standard error holds the text; false when it ended without. On a terminal both are the output.
  func errorsHold(_ text: String) async -> Bool {
    let wanted = Array(text.utf8)
    await until { $0.openStreams == 0 || $0.errors.firstRange(of: wanted) != nil }
    return state.withLock { $0.errors.firstRange(of: wanted) != nil }
  }

  var errorsSoFar: String { state.withLock { String(decoding: $0.errors, as: UTF8.self) } }

  private func until(_ condition: @Sendable (State) -> Bool) async {
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

  private func change(_ body: (inout State) -> Void) {
    let waiters = state.withLock { state in
      body(&state)
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  private func read(
    _ file: Int32, _ reading: Reading = .all, _ append: @escaping @Sendable (inout State, ArraySlice<UInt8>) -> Void
  ) {
    Thread.detachNewThread { [self] in
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = Foundation.read(file, &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { break }
        let chunk = buffer[..<count]
        change { append(&$0, chunk) }
        if reading == .firstBytes { break }
      }
      change { $0.openStreams -= 1 }
      close(file)
    }
  }

  /// Ends a child that hangs, so that a broken command is a failed test.
  private func reap() {
    DispatchQueue.global().asyncAfter(deadline: .now() + 120) { [weak self] in
      if let self, state.withLock({ $0.status == nil }) { kill(pid, SIGKILL) }
    }
    Thread.detachNewThread { [self] in
      var status: Int32 = 0
      var usage = rusage()
      while wait4(pid, &status, 0, &usage) == -1 && errno == EINTR {}
      let code = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
      let peak = usage.ru_maxrss
      change {
        $0.status = code
        $0.peakMemory = peak
      }
    }
  }
}
