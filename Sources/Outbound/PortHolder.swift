internal import Domain
internal import FoundationEssentials
internal import Glibc

/// Which program listens at a port, from `/proc` (proc(5)). Of other users' programs the system tells the user only.
public enum PortHolder {
  /// Words for a message: `nginx (process 4711)`.
  ///
  /// - Parameters:
  ///   - isIPv6: the port of `::1` is meant, where another program may listen than at 127.0.0.1.
  ///   - itself: the words for this very program.
  public static func name(of port: UInt16, isIPv6: Bool = false, itself: String = "this program itself") -> String {
    let tables = isIPv6 ? ["/proc/net/tcp6", "/proc/net/tcp"] : ["/proc/net/tcp", "/proc/net/tcp6"]
    guard let socket = listening(in: tables[0], port) ?? listening(in: tables[1], port) else {
      return "another program"
    }
    guard let process = process(holding: socket.inode) else {
      return socket.user == String(getuid()) ? "another program" : "a program of user \(socket.user)"
    }
    if process == String(getpid()) { return itself }
    let command = Printable.text(read("/proc/\(process)/comm").split(separator: "\n").joined(), limit: 40)
    return "\(command.isEmpty ? "a program" : command) (process \(process))"
  }

  /// Columns: number, local address, remote address, state, queues, timer, retransmissions, user, timeout, inode.
  private static func listening(in table: String, _ port: UInt16) -> (inode: String, user: String)? {
    for line in read(table).split(separator: "\n").dropFirst() {
      let columns = line.split(separator: " ")
      guard columns.count > 9, columns[3] == "0A", let digits = columns[1].split(separator: ":").last,
        UInt16(digits, radix: 16) == port
      else { continue }
      return (String(columns[9]), String(columns[7]))
    }
    return nil
  }

  private static func process(holding inode: String) -> String? {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.first { process in
      guard process.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
      let folder = "/proc/\(process)/fd"
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return files.contains { file in
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(file)")) == "socket:[\(inode)]"
      }
    }
  }

  /// Such a file gives a page at a time, which a reader of ordinary files takes for its end.
  private static func read(_ file: String) -> String {
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var page = [UInt8](repeating: 0, count: 16 * 1024)
    while case let count = unsafe Glibc.read(descriptor, &page, page.count), count > 0 { text += page.prefix(count) }
    return String(decoding: text, as: UTF8.self)
  }
}
