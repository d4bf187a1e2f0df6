internal import Foundation
internal import Glibc

/// A program in a terminal of its own, which answers what the program asks of it, as a real one does.
final class TerminalSession {
  private let master: Int32
  private let child: pid_t
  private var buffer = [UInt8](repeating: 0, count: 65_536)
  /// The end of a frame (synchronized update), and the question that every terminal answers (DA1).
  private static let frameEnd = Array("\u{1B}[?2026l".utf8)
  private static let question = Array("\u{1B}[c".utf8)
  private static let answer = Array("\u{1B}]11;rgb:0000/0000/0000\u{1B}\\\u{1B}[?62;22c".utf8)

  init(_ process: ChildProcess, columns: UInt16 = 120, rows: UInt16 = 40) throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // pts(4): TIOCSPTLCK unlocks, TIOCGPTN tells the number; Glibc's module has neither them nor posix_openpt.
    var (unlocked, number): (Int32, Int32) = (0, 0)
    guard master != -1, ioctl(master, 0x4004_5431, &unlocked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
      throw ChildProcess.Failed(description: "no pseudo terminal")
    }
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    child = try process.spawn { actions in
      // A session leader that opens a terminal gets it as its controlling one.
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/pts/\(number)", O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
    }
  }

  /// Presses a key.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  /// Reads to the end of a frame, and on to the one that shows `text`; gives back how many bytes came.
  @discardableResult
  func readFrame(showing text: String? = nil) throws -> Int {
    var output: [UInt8] = []
    while true {
      let count = read(master, &buffer, buffer.count)
      guard count > 0 else {
        throw ChildProcess.Failed(description: "nothing was painted: \(String(decoding: output, as: UTF8.self))")
      }
      output += buffer[..<count]
      if Self.contains(buffer[..<count], Self.question) { _ = write(master, Self.answer, Self.answer.count) }
      if Self.contains(output[...], Self.frameEnd), text.map({ Self.contains(output[...], Array($0.utf8)) }) ?? true {
        return output.count
      }
    }
  }

  /// Reads what comes until nothing has for a while.
  func settle(milliseconds: Int32 = 150) {
    var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, milliseconds) > 0, read(master, &buffer, buffer.count) > 0 {}
  }

  /// Memory in use, KiB (proc_pid_status(5)).
  var residentKiB: Int {
    let status = (try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
  }

  /// Hangs up and waits for the end.
  func end() {
    close(master)
    kill(child, SIGHUP)
    var status: Int32 = 0
    waitpid(child, &status, 0)
  }

  private static func contains(_ bytes: ArraySlice<UInt8>, _ pattern: [UInt8]) -> Bool {
    bytes.indices.contains { bytes[$0] == pattern[0] && bytes[$0...].starts(with: pattern) }
  }
}
