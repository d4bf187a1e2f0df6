internal import Glibc

/// The place of a Unix socket (unix(7)), made free before it is bound.
enum SocketPath {
  /// Without the zero byte at the end.
  static let longest = 107

  /// Removes a socket that nobody listens at any more. Whatever else lies there stays, and is a problem.
  static func prepare(_ path: String) throws(BrokerProblem) {
    guard path.utf8.count <= longest else {
      throw BrokerProblem(
        .socket, "the socket's path \(path) is longer than \(longest) bytes",
        hint: "give a shorter one with --socket, or set XDG_RUNTIME_DIR")
    }
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw BrokerFolder.problem("cannot look at \(path)")
    }
    guard status.st_uid == geteuid() else {
      throw BrokerProblem(
        .socket, "the socket's path \(path) is taken by another user (\(name(of: status.st_uid)))",
        hint: "give another one with --socket, or set XDG_RUNTIME_DIR")
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw BrokerProblem(
        .socket, "at \(path) there is a file that is no socket", hint: "remove it, or give another path with --socket")
    }
    guard !isAlive(path) else {
      throw BrokerProblem(
        .socket, "another program listens at \(path)", hint: "end it, or give another path with --socket")
    }
    guard unsafe unlink(path) == 0 else { throw BrokerFolder.problem("cannot remove the old socket \(path)") }
  }

  private static func name(of user: uid_t) -> String {
    guard let entry = unsafe getpwuid(user), let name = unsafe entry.pointee.pw_name else { return "user \(user)" }
    return unsafe String(cString: name)
  }

  private static func isAlive(_ path: String) -> Bool {
    let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard file >= 0 else { return true }
    defer { close(file) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
      unsafe room.copyBytes(from: path.utf8)
    }
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }
}
