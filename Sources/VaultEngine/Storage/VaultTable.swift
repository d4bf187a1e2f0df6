internal import Domain
internal import Foundation
internal import GRDB

/// The one row that says who the vault is.
struct VaultRow: Sendable {
  var id: Identifier
  var adminKey: [UInt8]
  var createdAt: Timestamp
  var lockEpoch: Int64
  var failedUnlocks: Int64
}

extension Transaction {
  func insertVault(_ vault: VaultRow) throws {
    try db.execute(
      sql: "INSERT INTO vault (only, id, admin_key, created_at) VALUES (1, ?, ?, ?)",
      arguments: [Blob(vault.id.bytes), Blob(vault.adminKey), vault.createdAt.microseconds])
  }

  func vault() throws -> VaultRow {
    let sql = "SELECT id, admin_key, created_at, lock_epoch, failed_unlocks FROM vault"
    guard let row = try Row.fetchOne(db.cachedStatement(sql: sql)), let id = Identifier(bytes: row.bytes(0)) else {
      throw VaultError.damaged("its identity is missing")
    }
    return VaultRow(
      id: id, adminKey: row.bytes(1), createdAt: Timestamp(microseconds: row[2]), lockEpoch: row[3],
      failedUnlocks: row[4])
  }

  /// Whether SQLite can read every page and row (sqlite.org/pragma.html#pragma_quick_check).
  func isWhole() throws -> Bool { try String.fetchOne(db, sql: "PRAGMA quick_check(1)") == "ok" }

  /// Every process that keeps keys itself gives them up when it sees the new number.
  func raiseLockEpoch() throws { try db.execute(sql: "UPDATE vault SET lock_epoch = lock_epoch + 1") }

  func countFailedUnlock() throws { try db.execute(sql: "UPDATE vault SET failed_unlocks = failed_unlocks + 1") }

  func clearFailedUnlocks() throws { try db.execute(sql: "UPDATE vault SET failed_unlocks = 0") }
}

/// Bytes as SQLite and GRDB want them.
struct Blob: DatabaseValueConvertible {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var databaseValue: DatabaseValue { Data(bytes).databaseValue }

  static func fromDatabaseValue(_ value: DatabaseValue) -> Blob? {
    Data.fromDatabaseValue(value).map { Blob(Array($0)) }
  }
}

extension Row {
  /// The bytes of a column; empty for NULL.
  func bytes(_ column: Int) -> [UInt8] {
    (self[column] as Data?).map { Array($0) } ?? []
  }
}
