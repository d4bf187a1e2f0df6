internal import Glibc

/// An exclusive lock (flock(2)) on a file, held until this value goes.
final class FileLock: Sendable {
  private let file: Int32

  /// - Throws: when another process holds it and `waiting` is false, or the file cannot be made.
  init(_ path: String, waiting: Bool, busy: VaultError? = nil) throws(VaultError) {
    let file = FileSystem.openFile(path, O_RDWR | O_CREAT)
    guard file >= 0 else { throw FileSystem.failure("cannot write \(path)") }
    guard FileSystem.lock(file, waiting: waiting) else {
      let problem = errno == EWOULDBLOCK ? busy : nil
      let failure = problem ?? FileSystem.failure("cannot lock \(path)")
      FileSystem.closeFile(file)
      throw failure
    }
    self.file = file
  }

  deinit { FileSystem.unlockAndCloseFile(file) }
}
