internal import CLinux
internal import FoundationEssentials
internal import Glibc

/// The runtime folder of one vault, 0700, and the lock that makes its holder the vault's broker (flock(2)).
final class BrokerFolder: Sendable {
  let path: String
  private let lock: Int32

  var usualSocket: String { path + "/broker.sock" }

  /// - Throws: ``BrokerProblem``: `alreadyRunning` when another process holds the lock.
  init(runtime: String, vault: String) throws(BrokerProblem) {
    path = "\(runtime)/\(vault)"
    try Self.make(runtime)
    try Self.make(path)
    lock = try Self.lock(in: path)
  }

  /// Removes what lies there while the lock still keeps others from making it anew.
  deinit {
    _ = unsafe unlink(path + "/broker.json")
    _ = unsafe unlink(path + "/broker.lock")
    _ = unsafe rmdir(path)
    _ = clinux_unlock(lock)
    close(lock)
  }

  /// Makes the notice whole or not at all.
  func write(_ notice: BrokerNotice) throws(BrokerProblem) {
    let draft = path + "/broker.json.new"
    let file = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600 as mode_t)
    guard file >= 0 else { throw Self.problem("cannot write \(path)/broker.json") }
    let bytes = notice.json
    let count = unsafe Glibc.write(file, bytes, bytes.count)
    close(file)
    guard count == bytes.count, unsafe rename(draft, path + "/broker.json") == 0 else {
      throw Self.problem("cannot write \(path)/broker.json")
    }
  }

  /// What the broker that runs says of itself; nil when nobody holds the lock.
  static func notice(in path: String) -> BrokerNotice? {
    let file = unsafe open(path + "/broker.lock", O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard clinux_try_lock(file) != 0 else {
      // Nobody is here; the lock was held for no longer than this look.
      _ = clinux_unlock(file)
      return nil
    }
    guard let data = FileManager.default.contents(atPath: path + "/broker.json") else { return nil }
    return try? JSONDecoder().decode(BrokerNotice.self, from: data)
  }

  /// A folder for its owner only. In a folder that everybody may write to, somebody else may have made it first.
  private static func make(_ path: String) throws(BrokerProblem) {
    if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
      guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
        throw problem("cannot make \(path)")
      }
      try make(String(path[..<slash]))
      guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw problem("cannot make \(path)") }
    }
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { throw problem("cannot look at \(path)") }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw BrokerProblem(.system, "\(path) is no folder", hint: "remove it, or set XDG_RUNTIME_DIR")
    }
    guard status.st_uid == geteuid() else {
      throw BrokerProblem(
        .system, "\(path) belongs to another user", hint: "set XDG_RUNTIME_DIR to a folder of your own")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw BrokerProblem(.system, "\(path) is open to others", hint: "chmod 700 \(path)")
    }
  }

  /// The lock of the file that has the name: the one that held it before may just be removing it.
  private static func lock(in path: String) throws(BrokerProblem) -> Int32 {
    let name = path + "/broker.lock"
    for attempt in 0..<100 {
      let file = unsafe open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600 as mode_t)
      if file < 0, errno == ENOENT {
        try make(path)
        continue
      }
      guard file >= 0 else { throw problem("cannot write \(name)") }
      guard clinux_try_lock(file) == 0 else {
        let isHeld = errno == EWOULDBLOCK
        close(file)
        guard isHeld else { throw problem("cannot lock \(name)") }
        // Who only looks whether there is a broker holds it for a moment too.
        if attempt < 5 {
          usleep(10_000)
          continue
        }
        let pid = notice(in: path)?.pid
        throw BrokerProblem(
          .alreadyRunning(pid: pid),
          "another process is this vault's broker already\(pid.map { ": process \($0)" } ?? "")",
          hint: "use it, or end it first")
      }
      var (held, named) = (stat(), stat())
      if unsafe fstat(file, &held) == 0, unsafe stat(name, &named) == 0, held.st_ino == named.st_ino,
        held.st_dev == named.st_dev
      {
        return file
      }
      close(file)
    }
    throw BrokerProblem(.system, "\(name) changes all the time", hint: "see who else uses it")
  }

  static func problem(_ what: String) -> BrokerProblem {
    let reason = unsafe String(cString: strerror(errno))
    return BrokerProblem(.system, "\(what): \(reason)", hint: "check the owner and mode of the folder")
  }
}
