internal import CLinux
internal import Glibc

/// The few calls of the system that a vault's files need, each with its error as text.
enum FileSystem {
  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
  static func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }
  static func isWritable(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

  /// nil when it was removed, or its name is too long (getcwd(3)).
  static var currentFolder: String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard unsafe getcwd(&buffer, buffer.count) != nil else { return nil }
    return String(validating: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Which file a name leads to.
  struct FileID: Equatable, Sendable {
    let device: dev_t
    let number: ino_t
  }

  static func id(of path: String) -> FileID? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return FileID(device: status.st_dev, number: status.st_ino)
  }

  /// Moves a file in one step; false leaves errno.
  static func move(_ path: String, to target: String) -> Bool { unsafe rename(path, target) == 0 }

  static func remove(_ path: String) { _ = unsafe unlink(path) }
  static func removeFolder(_ path: String) { _ = unsafe rmdir(path) }

  /// An open descriptor, close-on-exec; negative leaves errno. New files are for their owner only.
  static func openFile(_ path: String, _ flags: Int32) -> Int32 {
    unsafe Glibc.open(path, flags | O_CLOEXEC, 0o600 as mode_t)
  }

  static func closeFile(_ file: Int32) { _ = Glibc.close(file) }

  /// The file's bytes; nil leaves errno.
  static func bytes(of path: String, upTo limit: Int = .max) -> [UInt8]? {
    let file = openFile(path, O_RDONLY)
    guard file >= 0 else { return nil }
    defer { closeFile(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < limit {
      let count = unsafe Glibc.read(file, &chunk, min(chunk.count, limit - bytes.count))
      guard count > 0 else { return count == 0 ? bytes : nil }
      bytes += chunk[..<count]
    }
    return bytes
  }

  static func lines(of path: String) -> [Substring] {
    String(decoding: bytes(of: path) ?? [], as: UTF8.self).split(separator: "\n")
  }

  /// Has what was written to the file on the disk, by whichever process; true when there is no such file.
  static func sync(_ path: String) -> Bool {
    let file = openFile(path, O_RDWR)
    guard file >= 0 else { return errno == ENOENT }
    defer { closeFile(file) }
    return fdatasync(file) == 0
  }

  /// Has a rename in the folder survive a power cut; an older name is no harm where this fails.
  static func syncFolder(of path: String) {
    let slash = path.lastIndex(of: "/")
    let folder = openFile(slash.map { String(path[...$0]) } ?? ".", O_RDONLY | O_DIRECTORY)
    guard folder >= 0 else { return }
    _ = fsync(folder)
    closeFile(folder)
  }

  /// Copies an ordinary file, whatever its size, into a new one of mode 0600.
  static func copy(_ path: String, to target: String) throws(VaultError) {
    // Not blocking, so that a pipe is found out instead of waited for.
    let source = openFile(path, O_RDONLY | O_NONBLOCK)
    guard source >= 0 else { throw failure("cannot read \(path)", hint: "check the path") }
    defer { closeFile(source) }
    var status = stat()
    guard unsafe fstat(source, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw VaultError(
        .badInput, "\(path) is not an ordinary file", hint: "name the file that the backup was written to")
    }
    let file = openFile(target, O_WRONLY | O_CREAT | O_EXCL)
    guard file >= 0 else { throw failure("cannot write \(target)") }
    defer { closeFile(file) }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe Glibc.read(source, &chunk, chunk.count)
      guard count >= 0 else { throw failure("cannot read \(path)", hint: "check the disk it lies on") }
      if count == 0 { break }
      guard write(chunk[..<count], to: file) else { throw failure("cannot write \(target)") }
    }
    guard fsync(file) == 0 else { throw failure("cannot write \(target)") }
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to file: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Replaces the file in one step (rename(2)): a reader finds the old one or the new one, whole.
  static func replace(_ path: String, with bytes: [UInt8]) throws(VaultError) {
    let draft = path + ".new"
    let file = openFile(draft, O_WRONLY | O_CREAT | O_TRUNC)
    guard file >= 0 else { throw failure("cannot write \(path)") }
    let isWritten = write(bytes[...], to: file) && fsync(file) == 0
    closeFile(file)
    guard isWritten, move(draft, to: path) else {
      let problem = failure("cannot write \(path)")
      remove(draft)
      throw problem
    }
  }

  /// Makes a folder of mode 0700 with its parents.
  static func makeFolder(_ path: String) throws(VaultError) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if unsafe mkdir(made, 0o700) == -1, errno != EEXIST, errno != EISDIR, errno != EROFS, errno != EACCES {
        throw failure("cannot make \(made)")
      }
    }
    guard isWritable(path) else { throw failure("cannot write to \(path)") }
  }

  /// Takes an exclusive lock (flock(2)) that the descriptor holds; false when it cannot.
  static func lock(_ file: Int32, waiting: Bool) -> Bool {
    file >= 0 && (waiting ? clinux_lock(file) : clinux_try_lock(file)) == 0
  }

  /// Gives a lock back before it closes the file: a child that another thread is just starting has copies of all
  /// descriptors until it executes its program, and a lock goes with the last copy unless it is given back.
  static func unlockAndCloseFile(_ file: Int32) {
    _ = clinux_unlock(file)
    closeFile(file)
  }

  static func failure(
    _ what: String, hint: String = "check the disk, and the owner and mode of the folder"
  ) -> VaultError {
    VaultError(.storage, "\(what): \(lastError())", hint: hint)
  }

  /// The text of errno.
  static func lastError() -> String { unsafe String(cString: strerror(errno)) }
}
