internal import Domain
internal import GRDB

/// A row that decides something: canonical bytes and the admin key's signature over them.
struct RecordRow: Sendable, Hashable {
  var kind: String
  var id: [UInt8]
  var version: Int64
  var isCurrent: Bool
  var body: [UInt8]
  var signature: [UInt8]
}

extension Transaction {
  func insertRecord(_ row: RecordRow) throws {
    try db.execute(
      sql: "INSERT INTO record (kind, id, version, is_current, body, signature) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [row.kind, Blob(row.id), row.version, row.isCurrent, Blob(row.body), Blob(row.signature)])
  }

  func deleteRecord(_ row: RecordRow) throws {
    try db.execute(
      sql: "DELETE FROM record WHERE kind = ? AND id = ? AND version = ?",
      arguments: [row.kind, Blob(row.id), row.version])
  }

  func retireRecord(_ row: RecordRow) throws {
    try db.execute(
      sql: "UPDATE record SET is_current = 0 WHERE kind = ? AND id = ? AND version = ?",
      arguments: [row.kind, Blob(row.id), row.version])
  }

  func records() throws -> [RecordRow] {
    let sql = "SELECT kind, id, version, is_current, body, signature FROM record"
    return try Array(
      Row.fetchCursor(db.cachedStatement(sql: sql)).map { row in
        RecordRow(
          kind: row[0], id: row.bytes(1), version: row[2], isCurrent: row[3], body: row.bytes(4),
          signature: row.bytes(5))
      })
  }
}

/// What must be there: generation, number and sum of the records, signed by the admin key.
struct ManifestRow: Sendable, Hashable {
  var generation: Int64
  var count: Int64
  /// The sum of the rows' SHA-256 modulo 2^256, big-endian.
  var sum: [UInt8]
  var signature: [UInt8]
}

extension Transaction {
  func putManifest(_ manifest: ManifestRow) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO manifest (only, generation, count, sum, signature) VALUES (1, ?, ?, ?, ?)",
      arguments: [manifest.generation, manifest.count, Blob(manifest.sum), Blob(manifest.signature)])
  }

  func manifest() throws -> ManifestRow {
    let sql = "SELECT generation, count, sum, signature FROM manifest"
    guard let row = try Row.fetchOne(db.cachedStatement(sql: sql)) else {
      throw VaultError.damaged("the manifest of its rows is missing")
    }
    return ManifestRow(generation: row[0], count: row[1], sum: row.bytes(2), signature: row.bytes(3))
  }
}
