internal import Domain
internal import GRDB

/// What a caller made or ended: canonical bytes, and a MAC over them and their place.
struct IssuedRow: Sendable, Hashable {
  var kind: String
  var id: [UInt8]
  var version: Int64
  var body: [UInt8]
  var mac: [UInt8]
}

/// What must be there: number and sum of the issued rows, under a MAC.
struct IssuedHeadRow: Sendable, Hashable {
  var generation: Int64
  var count: Int64
  /// The sum of the rows' SHA-256 modulo 2^256, big-endian.
  var sum: [UInt8]
  var mac: [UInt8]
}

extension Transaction {
  func issuedRows() throws -> [IssuedRow] {
    let statement = try db.cachedStatement(sql: "SELECT kind, id, version, body, mac FROM issued")
    return try Array(
      Row.fetchCursor(statement).map { row in
        IssuedRow(kind: row[0], id: row.bytes(1), version: row[2], body: row.bytes(3), mac: row.bytes(4))
      })
  }

  func putIssued(_ row: IssuedRow) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO issued (kind, id, version, body, mac) VALUES (?, ?, ?, ?, ?)",
      arguments: [row.kind, Blob(row.id), row.version, Blob(row.body), Blob(row.mac)])
  }

  func deleteIssued(_ kind: String, _ id: [UInt8]) throws {
    try db.execute(sql: "DELETE FROM issued WHERE kind = ? AND id = ?", arguments: [kind, Blob(id)])
  }

  /// The head as it stands, nil as long as nothing was issued, and the generation that the log has seen.
  func issuedHead() throws -> (head: IssuedHeadRow?, seenByLog: Int64) {
    let statement = try db.cachedStatement(
      sql: """
        SELECT a.issued, h.generation, h.count, h.sum, h.mac FROM audit_head a LEFT JOIN issued_head h ON h.only = 1
        """)
    guard let row = try Row.fetchOne(statement) else {
      throw VaultError.damaged("the head of the audit log is missing")
    }
    guard let generation = row[1] as Int64? else { return (nil, row[0]) }
    return (IssuedHeadRow(generation: generation, count: row[2], sum: row.bytes(3), mac: row.bytes(4)), row[0])
  }

  func putIssuedHead(_ head: IssuedHeadRow) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO issued_head (only, generation, count, sum, mac) VALUES (1, ?, ?, ?, ?)",
      arguments: [head.generation, head.count, Blob(head.sum), Blob(head.mac)])
  }
}
