internal import Domain
internal import Glibc

/// A process that sends: it holds a lock file while it lives, so that others can tell its open calls from orphans.
final class Instance: Sendable {
  let id = Identifier()
  private let lock: Int32
  private let path: String

  init(folder: String) throws(VaultError) {
    try FileSystem.makeFolder(folder)
    path = "\(folder)/\(id).lock"
    lock = FileSystem.openFile(path, O_RDWR | O_CREAT)
    guard FileSystem.lock(lock, waiting: false) else { throw FileSystem.failure("cannot lock \(path)") }
  }

  deinit {
    FileSystem.remove(path)
    FileSystem.unlockAndCloseFile(lock)
  }

  /// Whether the process of that instance is gone: its file is, or nobody holds it.
  static func isDead(_ id: Identifier, folder: String) -> Bool {
    let path = "\(folder)/\(id).lock"
    let file = FileSystem.openFile(path, O_RDWR)
    guard file >= 0 else { return errno == ENOENT }
    defer { FileSystem.closeFile(file) }
    guard FileSystem.lock(file, waiting: false) else { return false }
    FileSystem.remove(path)
    return true
  }
}
