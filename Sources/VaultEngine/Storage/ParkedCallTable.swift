internal import Domain
internal import GRDB

/// A call that waits for an answer. The row goes, in the transaction of its intent or of its denial, once and for all.
struct ParkedCallRow: Sendable {
  let id: Identifier
  /// The process that will send it.
  let instance: Identifier
  let parkedAt: Timestamp
  let expiresAt: Timestamp
  let box: [UInt8]
  /// Why it will not be sent, when that could not be written into the log, because the vault was locked.
  let ending: String?
}

extension Transaction {
  private static var columns: String { "id, instance, parked_at, expires_at, box, ending" }

  func insertParkedCall(_ row: ParkedCallRow) throws {
    try db.execute(
      sql: "INSERT INTO parked_call (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [
        Blob(row.id.bytes), Blob(row.instance.bytes), row.parkedAt.microseconds, row.expiresAt.microseconds,
        Blob(row.box), row.ending,
      ])
  }

  /// Oldest first.
  func parkedCalls() throws -> [ParkedCallRow] {
    try Row.fetchAll(db, sql: "SELECT \(Self.columns) FROM parked_call ORDER BY parked_at, id").compactMap(Self.parked)
  }

  func parkedCall(_ id: Identifier) throws -> ParkedCallRow? {
    try Row.fetchOne(
      db, sql: "SELECT \(Self.columns) FROM parked_call WHERE id = ?", arguments: [Blob(id.bytes)]
    )
    .flatMap(Self.parked)
  }

  /// Whether the call was still waiting; from then on it no longer is.
  func takeParkedCall(_ id: Identifier) throws -> Bool {
    try db.execute(sql: "DELETE FROM parked_call WHERE id = ? AND ending IS NULL", arguments: [Blob(id.bytes)])
    return db.changesCount > 0
  }

  /// Forgets one that has ended.
  func deleteParkedCall(_ id: Identifier) throws {
    try db.execute(sql: "DELETE FROM parked_call WHERE id = ?", arguments: [Blob(id.bytes)])
  }

  func endParkedCall(_ id: Identifier, because reason: String) throws {
    try db.execute(
      sql: "UPDATE parked_call SET ending = ? WHERE id = ? AND ending IS NULL", arguments: [reason, Blob(id.bytes)])
  }

  private static func parked(_ row: Row) -> ParkedCallRow? {
    guard let id = Identifier(bytes: row.bytes(0)), let instance = Identifier(bytes: row.bytes(1)) else { return nil }
    return ParkedCallRow(
      id: id, instance: instance, parkedAt: Timestamp(microseconds: row[2]),
      expiresAt: Timestamp(microseconds: row[3]), box: row.bytes(4), ending: row[5])
  }
}
