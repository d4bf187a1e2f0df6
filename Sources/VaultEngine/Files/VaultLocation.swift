internal import Domain
internal import Glibc

/// Where a vault and what belongs to it lie (XDG Base Directory Specification).
public struct VaultLocation: Hashable, Sendable {
  /// `$GATEHOUSE_HOME`, else `$XDG_DATA_HOME/gatehouse`: the vault, 0700.
  public let home: String
  /// `$XDG_STATE_HOME/gatehouse`: anchors, lock files, the log.
  public let state: String
  /// `$XDG_CONFIG_HOME/gatehouse`: `config.toml`, themes, custom providers.
  public let configuration: String

  public init(home: String, state: String, configuration: String) {
    self.home = home
    self.state = state
    self.configuration = configuration
  }

  /// Reads the environment as the specification says; a relative path in it is ignored.
  public init(environment: [String: String]) {
    func directory(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    let user = directory("HOME") ?? "/"
    home = directory("GATEHOUSE_HOME") ?? (directory("XDG_DATA_HOME") ?? user + "/.local/share") + "/gatehouse"
    state = (directory("XDG_STATE_HOME") ?? user + "/.local/state") + "/gatehouse"
    configuration = (directory("XDG_CONFIG_HOME") ?? user + "/.config") + "/gatehouse"
  }

  public var database: String { home + "/vault.db" }
  public var configurationFile: String { configuration + "/config.toml" }
  public var hasVault: Bool { FileSystem.exists(database) }

  /// Held by whoever makes a vault here or puts one in its place.
  func lockForReplacing() throws(VaultError) -> FileLock {
    try FileLock(
      home + "/vault.lock", waiting: false,
      busy: VaultError(.storage, "another process is making or restoring a vault in \(home)", hint: "wait for it"))
  }

  /// Refuses a folder that others could read, or that is somebody else's.
  func checkFolder() throws(VaultError) {
    var status = stat()
    guard unsafe stat(home, &status) == 0 else { throw FileSystem.failure("cannot look at \(home)") }
    try Self.check(status, home, widest: 0o700, kind: "folder")
  }

  /// Refuses a vault whose folder or files others could read, or that is somebody else's.
  func checkPrivacy() throws(VaultError) {
    try checkFolder()
    for path in [database, database + "-wal", database + "-shm"] {
      var status = stat()
      guard unsafe lstat(path, &status) == 0 else {
        if path != database, errno == ENOENT { continue }
        throw FileSystem.failure("cannot look at \(path)")
      }
      // SQLite puts its log beside what a link points at, where nobody looks for it or protects it.
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw VaultError(
          .storage, "the vault's file \(path) is not an ordinary file",
          hint: "put the file itself there; the folder may be a link, or set GATEHOUSE_HOME")
      }
      try Self.check(status, path, widest: 0o600, kind: "file")
    }
  }

  private static func check(_ status: stat, _ path: String, widest: mode_t, kind: String) throws(VaultError) {
    guard status.st_uid == geteuid() else {
      throw VaultError(
        .storage, "the vault's \(kind) \(path) belongs to another user",
        hint: "use it as its owner, or set GATEHOUSE_HOME")
    }
    guard status.st_mode & 0o777 & ~widest == 0 else {
      let mode = String(widest, radix: 8)
      throw VaultError(.storage, "the vault's \(kind) \(path) is open to others", hint: "chmod \(mode) \(path)")
    }
  }

  /// Moves a write-ahead log that was left without its vault out of the way: SQLite would play it into the next one.
  func setLogAside(as name: String) {
    for suffix in ["-wal", "-shm"] where FileSystem.exists(database + suffix) {
      _ = FileSystem.move(database + suffix, to: name + suffix)
    }
  }

  /// A name beside the vault under which nothing lies yet.
  func free(_ word: String, at time: Timestamp) -> String {
    let name = "\(database).\(word)-\(time.seconds)"
    return FileSystem.exists(name) || FileSystem.exists(name + "-wal") ? "\(name)-\(Identifier())" : name
  }
}
