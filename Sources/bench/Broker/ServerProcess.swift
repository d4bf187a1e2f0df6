internal import Foundation
internal import Glibc

/// A server that runs while it is measured, in a session of its own.
final class ServerProcess {
  private let pid: pid_t

  /// Starts it, and waits until its port takes connections.
  init(_ process: ChildProcess, port: UInt16, log: String) throws {
    pid = try process.spawn { actions in
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
    guard Self.wait(until: { Self.isListening(port) }) else {
      stop()
      let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      throw ChildProcess.Failed(description: "\(process.program) does not listen on \(port): \(said.suffix(500))")
    }
  }

  func stop() {
    kill(-pid, SIGTERM)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
  }

  /// Processor time that it and its children have used, and the memory that they hold.
  var cost: (time: Duration, residentBytes: Int) {
    var ticks = 0
    var pages = 0
    for process in Self.family(of: pid) {
      guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { continue }
      // Behind the name in parentheses; utime and stime are fields 14 and 15, rss is 24 (proc(5)).
      let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
      guard fields.count > 22 else { continue }
      ticks += (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0)
      pages += Int(fields[22]) ?? 0
    }
    return (.milliseconds(ticks * 1000 / sysconf(Int32(_SC_CLK_TCK))), pages * sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func family(of pid: pid_t) -> [pid_t] {
    let children =
      (try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8))?
      .split(separator: " ").compactMap { pid_t($0) } ?? []
    return [pid] + children.flatMap(family)
  }

  static func wait(until condition: () -> Bool) -> Bool {
    let deadline = ContinuousClock.now + .seconds(20)
    while !condition() {
      if ContinuousClock.now > deadline { return false }
      usleep(10_000)
    }
    return true
  }

  static func freePort() -> UInt16 {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(file) }
    var address = loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(file, $0, length)
        _ = getsockname(file, $0, &length)
      }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func isListening(_ port: UInt16) -> Bool {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(file) }
    var address = loopback(port)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return address
  }
}
