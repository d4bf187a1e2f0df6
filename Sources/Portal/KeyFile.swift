internal import Domain
internal import Glibc

/// A caller's key in a file of its own.
enum KeyFile {
  struct Problem: Error {
    let message: String
    let hint: String
  }

  /// Makes the file with mode 0600 and writes the key and a line break. A file that is there already stays as it is, and
  /// a link in its place is not followed (open(2): O_EXCL).
  ///
  /// - Returns: the path, with the home folder in the place of `~`.
  static func write(_ key: SecretBytes, to path: String, home: String?) throws(Problem) -> String {
    let path = path.hasPrefix("~/") ? (home ?? "~") + path.dropFirst(1) : path
    let shown = Printable.text(path, limit: 200)
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      if errno == EEXIST { throw Problem(message: "\(shown) is there already", hint: "give a name that is free") }
      throw Problem(message: "\(shown) cannot be made: \(reason(errno))", hint: "give another place")
    }
    defer { close(file) }
    // The umask may have taken bits away, never added some.
    let line = SecretBytes(key.copy() + [0x0A])
    let isWritten = unsafe line.withUnsafeBytes { bytes in
      unsafe Glibc.write(file, bytes.baseAddress, bytes.count) == bytes.count
    }
    guard isWritten, fsync(file) == 0 else {
      let reason = reason(errno)
      unsafe unlink(path)
      throw Problem(message: "\(shown) cannot be written: \(reason)", hint: "give another place")
    }
    return path
  }

  private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
