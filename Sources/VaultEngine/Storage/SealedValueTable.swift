internal import Domain
internal import GRDB

/// A sealed credential, and when it is to be destroyed (nil: it is in use).
struct SealedValueRow: Sendable {
  var owner: Identifier
  var version: Int
  var box: [UInt8]
  var expiresAt: Timestamp?
}

extension Transaction {
  func insertSealedValue(_ value: SealedValueRow) throws {
    try db.execute(
      sql: "INSERT INTO sealed_value (owner, version, box, expires_at) VALUES (?, ?, ?, ?)",
      arguments: [Blob(value.owner.bytes), value.version, Blob(value.box), value.expiresAt?.microseconds])
  }

  func sealedValues(of owner: Identifier) throws -> [SealedValueRow] {
    let sql = "SELECT version, box, expires_at FROM sealed_value WHERE owner = ? ORDER BY version DESC"
    let statement = try db.cachedStatement(sql: sql)
    return try Array(
      Row.fetchCursor(statement, arguments: [Blob(owner.bytes)]).map { row in
        SealedValueRow(
          owner: owner, version: row[0], box: row.bytes(1),
          expiresAt: (row[2] as Int64?).map { Timestamp(microseconds: $0) })
      })
  }

  func expireSealedValue(of owner: Identifier, version: Int, at time: Timestamp?) throws {
    try db.execute(
      sql: "UPDATE sealed_value SET expires_at = ? WHERE owner = ? AND version = ?",
      arguments: [time?.microseconds, Blob(owner.bytes), version])
  }

  /// Values older than `version` go at once: one earlier value is kept, not two.
  func deleteSealedValues(of owner: Identifier, before version: Int) throws {
    try db.execute(
      sql: "DELETE FROM sealed_value WHERE owner = ? AND version < ?", arguments: [Blob(owner.bytes), version])
  }

  func hasExpiredValues(at now: Timestamp) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM sealed_value WHERE expires_at <= ?)", arguments: [now.microseconds])
      ?? false
  }

  func deleteExpiredValues(at now: Timestamp) throws {
    try db.execute(sql: "DELETE FROM sealed_value WHERE expires_at <= ?", arguments: [now.microseconds])
  }
}
