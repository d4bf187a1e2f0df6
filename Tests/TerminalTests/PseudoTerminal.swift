import Foundation
import Glibc
import LocalServers
import Synchronization

/// A process with a terminal of its own, as a user's shell would start it; the test holds the other end.
final class PseudoTerminal: Sendable {
  let process: pid_t
  private let master: Int32
  private let output = Mutex<[UInt8]>([])
  private let isHungUp = Atomic(false)
  /// Whether everything that the process wrote before it ended is in `output`.
  private let isRead = Atomic(false)
  /// Processor time in user mode, once the process has ended.
  let processorSeconds = Mutex(0.0)

  struct Failure: Error { let what: String }

  init(
    _ program: String, _ arguments: [String] = [], environment: [String: String], columns: UInt16 = 90,
    rows: UInt16 = 24
  ) throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // pts(4): TIOCSPTLCK unlocks, TIOCGPTN tells the number; Glibc's module has neither them nor posix_openpt.
    var (unlocked, number): (Int32, Int32) = (0, 0)
    guard master != -1, ioctl(master, 0x4004_5431, &unlocked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
      throw Failure(what: "no pseudo terminal")
    }
    let path = "/dev/pts/\(number)"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    // A session leader that opens a terminal gets it as its controlling one.
    posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    closeInherited(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    posix_spawnattr_setflags(&attributes, 0x80)  // POSIX_SPAWN_SETSID
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var child = pid_t()
    guard posix_spawn(&child, program, &actions, &attributes, &argv, &envp) == 0 else {
      throw Failure(what: "cannot start \(program)")
    }
    process = child
    let master = master
    Thread.detachNewThread { [weak self] in
      var buffer = [UInt8](repeating: 0, count: 65_536)
      // A read that is blocked would keep the terminal alive beyond its closing, so this waits in poll and closes it
      // itself. Once the process has left, the test may still ask for the terminal's modes.
      while let self, !self.isHungUp.load(ordering: .relaxed) {
        var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, 20) > 0 else { continue }
        let count = read(master, &buffer, buffer.count)
        guard count > 0 else {
          self.isRead.store(true, ordering: .releasing)
          return
        }
        self.output.withLock { $0 += buffer[..<count] }
      }
      close(master)
    }
  }

  /// Everything written so far.
  var text: String { output.withLock { String(decoding: $0, as: UTF8.self) } }
  var count: Int { output.withLock { $0.count } }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// The other end goes away, as when a window is closed.
  func hangUp() { isHungUp.store(true, ordering: .relaxed) }

  /// Waits until the output behind the first `skipped` bytes holds `text`.
  func wait(for text: String, after skipped: Int = 0) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      if output.withLock({ String(decoding: $0.dropFirst(skipped), as: UTF8.self) }).contains(text) { return }
      usleep(2000)
    }
    throw Failure(what: "\(text) has not come; there is \(self.text.suffix(400).debugDescription)")
  }

  /// How the process ended: its exit code, or 128 and the signal as a shell says it; nil when it still runs then.
  func end(within limit: Duration = .seconds(60)) -> Int32? {
    let deadline = ContinuousClock.now + limit
    var status: Int32 = 0
    while ContinuousClock.now < deadline {
      var usage = rusage()
      if wait4(process, &status, WNOHANG, &usage) == process {
        processorSeconds.withLock { $0 = Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6 }
        while !isRead.load(ordering: .acquiring), !isHungUp.load(ordering: .relaxed), ContinuousClock.now < deadline {
          usleep(1000)
        }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
      }
      usleep(2000)
    }
    return nil
  }

  var isCanonical: Bool {
    var modes = termios()
    return tcgetattr(master, &modes) == 0 && modes.c_lflag & tcflag_t(ICANON | ECHO) == tcflag_t(ICANON | ECHO)
  }

  deinit { if kill(process, 0) == 0 { kill(process, SIGKILL) } }
}
