internal import Domain
internal import GRDB

/// The SQLite file: how it is opened, what every connection is told, and one transaction at a time.
///
/// Writers are immediate and wait up to five seconds for each other. `main` syncs every commit
/// (`PRAGMA synchronous=FULL`, sqlite.org/pragma.html#pragma_synchronous); `outcomes` leaves the sync to the next of those.
final class VaultDatabase: Sendable {
  enum Durability { case synced, withTheNextSync }

  static let applicationID: Int32 = 0x6761_7465  // "gate"

  let path: String
  private let main: any DatabaseWriter
  private let outcomes: DatabaseQueue
  let writes: WriteQueue
  private let file: FileSystem.FileID?

  /// Opens an existing vault, migrating an older schema; refuses anything else.
  ///
  /// - Parameter isBrief: reads and writes take turns on one connection, which opens in half the time. A pool makes sure
  ///   of the write-ahead log first, by a change that it syncs.
  init(path: String, isNew: Bool = false, isBrief: Bool = false) throws(VaultError) {
    self.path = path
    let hasLog = isNew ? false : try Self.checkHeader(of: path)
    do {
      main =
        isBrief && hasLog
        ? try DatabaseQueue(path: path, configuration: Self.configuration())
        : try DatabasePool(path: path, configuration: Self.configuration())
      // GRDB sets NORMAL while it turns on the WAL, after the prepare closure; a test reads this back.
      try main.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA synchronous = FULL")
        if isNew { try db.execute(sql: "PRAGMA application_id = \(Self.applicationID)") }
      }
      try Schema.migrator.migrate(main, refusingNewer: path)
      outcomes = try DatabaseQueue(path: path, configuration: Self.configuration())
      try outcomes.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = NORMAL") }
      writes = WriteQueue(synced: main, lazy: outcomes)
      file = FileSystem.id(of: path)
    } catch {
      throw Self.translated(error, path: path)
    }
  }

  private static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.foreignKeysEnabled = true
    configuration.maximumReaderCount = 2
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA trusted_schema = OFF;
          PRAGMA cell_size_check = ON;
          PRAGMA mmap_size = 0;
          """)
      if !db.configuration.readonly { try db.execute(sql: "PRAGMA secure_delete = ON") }
    }
    return configuration
  }

  /// All or nothing, in an immediate transaction that is durable when this returns (unless asked otherwise). A caller that
  /// is cancelled meanwhile still gets to know how it ended, so that nothing is committed that nobody answers for.
  func write<Result: Sendable>(
    _ durability: Durability = .synced, _ body: @escaping @Sendable (Transaction) throws -> Result
  ) async throws(VaultError) -> Result {
    try requireSameFile()
    do {
      return try await writes.write(isSynced: durability == .synced) { try body(Transaction(db: $0)) }
    } catch {
      throw Self.translated(error, path: path)
    }
  }

  /// One consistent snapshot.
  func read<Result: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> Result
  ) async throws(VaultError) -> Result {
    try requireSameFile()
    do { return try await main.read { try body(Transaction(db: $0)) } } catch {
      throw Self.translated(error, path: path)
    }
  }

  /// After a restore, or when somebody moved the file away, what is open here is no longer the vault: nothing that is
  /// written to it would be found again.
  private func requireSameFile() throws(VaultError) {
    guard FileSystem.id(of: path) != file else { return }
    throw VaultError(
      .storage, "the vault \(path) was replaced or moved while it was open here", hint: "start this program again")
  }

  /// Moves the log into the file and empties it, so that deleted values are gone from both.
  func checkpoint() async throws(VaultError) {
    do { try await main.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) } } catch {
      throw Self.translated(error, path: path)
    }
  }

  /// A consistent copy of the live vault (sqlite.org/backup.html).
  func copy(to file: String) throws(VaultError) {
    do {
      let target = try DatabaseQueue(path: file)
      try main.backup(to: target)
      try target.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try target.close()
    } catch {
      throw Self.translated(error, path: file)
    }
  }

  func close() throws(VaultError) {
    do {
      // The pool closes its read-only connections last, and those cannot fold the log into the file; `outcomes` can.
      try main.close()
      try outcomes.close()
    } catch { throw Self.translated(error, path: path) }
  }

  /// The effective setting of every connection, and the page limit, for tests.
  func pragma(_ name: String, _ durability: Durability = .synced) throws -> Int {
    let read: (Database) throws -> Int = { try Int.fetchOne($0, sql: "PRAGMA \(name)") ?? -1 }
    return durability == .synced
      ? try main.writeWithoutTransaction(read) : try outcomes.writeWithoutTransaction(read)
  }

  /// Lets the file grow no further, as a full disk would; for tests.
  func limitPages(to count: Int) throws {
    for pool in [main, outcomes] as [any DatabaseWriter] {
      try pool.writeWithoutTransaction { _ = try Int.fetchOne($0, sql: "PRAGMA max_page_count = \(count)") }
    }
  }

  /// A vault begins with SQLite's magic and carries our application id at offset 68 (sqlite.org/fileformat.html).
  ///
  /// - Returns: whether it is in write-ahead mode, as a copy by ``copy(to:)`` is not.
  private static func checkHeader(of path: String) throws(VaultError) -> Bool {
    guard let header = FileSystem.bytes(of: path, upTo: 100) else { throw FileSystem.failure("cannot open \(path)") }
    guard header.count == 100 else { throw VaultError.damaged("\(path) is cut short") }
    guard header.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw VaultError(
        .integrity, "\(path) is not a vault", hint: "move it away, or restore a backup with: gatehouse restore FILE")
    }
    let id = header[68..<72].reduce(Int32(0)) { $0 << 8 | Int32($1) }
    guard id == applicationID else {
      throw VaultError(
        .integrity, "\(path) is a database of another program", hint: "set GATEHOUSE_HOME to the vault's folder")
    }
    return header[18] == 2 && header[19] == 2
  }

  static func translated(_ error: any Error, path: String) -> VaultError {
    if let known = error as? VaultError { return known }
    if error is CancellationError { return .cancelled }
    guard let error = error as? DatabaseError else {
      return VaultError(.storage, "the vault's storage failed", hint: "check the disk of \(path)")
    }
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: return .damaged("SQLite cannot read \(path)")
    case .SQLITE_FULL:
      return VaultError(.storage, "no space left to write \(path)", hint: "free disk space; nothing was changed")
    case .SQLITE_BUSY:
      return VaultError(
        .storage, "another process held the vault for five seconds", hint: "try again; nothing was changed")
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
      return VaultError(.storage, "cannot write \(path)", hint: "check its owner, mode and disk; nothing was changed")
    case .SQLITE_IOERR:
      return VaultError(.storage, "reading or writing \(path) failed", hint: "check the disk; nothing was changed")
    default:
      return VaultError(
        .storage, "the vault's storage failed (SQLite \(error.resultCode.rawValue))", hint: "check \(path)")
    }
  }
}

/// What one transaction can do; the tables add their own statements in their own files.
struct Transaction {
  let db: Database
}
