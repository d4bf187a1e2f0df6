internal import Domain
internal import GRDB

/// A way into the vault, as it lies on disk.
struct KeySlotRow: Sendable {
  enum Kind: String, Sendable { case passphrase, recovery }

  var kind: Kind
  /// Canonical bytes: what the KDF needs, readable before unlock.
  var parameters: [UInt8]
  /// A verifier of the slot key, then the sealed root key.
  var box: [UInt8]
  /// SHA-256 of the rest: wrong means damage, right with a wrong verifier means a wrong passphrase.
  var checksum: [UInt8]
  var testedAt: Timestamp?
}

extension Transaction {
  func putKeySlot(_ slot: KeySlotRow) throws {
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO key_slot (kind, parameters, box, checksum, tested_at) VALUES (?, ?, ?, ?, ?)
        """,
      arguments: [
        slot.kind.rawValue, Blob(slot.parameters), Blob(slot.box), Blob(slot.checksum), slot.testedAt?.microseconds,
      ])
  }

  func keySlot(_ kind: KeySlotRow.Kind) throws -> KeySlotRow? {
    let sql = "SELECT parameters, box, checksum, tested_at FROM key_slot WHERE kind = ?"
    return try Row.fetchOne(db, sql: sql, arguments: [kind.rawValue]).map { row in
      KeySlotRow(
        kind: kind, parameters: row.bytes(0), box: row.bytes(1), checksum: row.bytes(2),
        testedAt: (row[3] as Int64?).map { Timestamp(microseconds: $0) })
    }
  }

  func markKeySlotTested(_ kind: KeySlotRow.Kind, at time: Timestamp) throws {
    try db.execute(
      sql: "UPDATE key_slot SET tested_at = ? WHERE kind = ?", arguments: [time.microseconds, kind.rawValue])
  }
}
