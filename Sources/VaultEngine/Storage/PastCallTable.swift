internal import Domain
internal import GRDB

extension Transaction {
  /// The first event at or after a time, as a clock that never went back would have it; nil when there is none.
  func firstAudit(since time: Timestamp) throws -> Int64? {
    try Int64.fetchOne(
      db, sql: "SELECT min(sequence) FROM audit WHERE time >= ?", arguments: [time.microseconds])
  }

  /// Every call with a grant since a time, oldest first, as the log's columns tell it.
  ///
  /// - Parameter body: gets each call.
  func forEachCall(
    from sequence: Int64, since time: Timestamp, withQueryKeys: Bool,
    _ body: (_ call: PastCall, _ sequence: Int64, _ time: Timestamp) throws -> Void
  ) throws {
    let statement = try db.cachedStatement(
      sql: """
        SELECT sequence, time, kind = 'intent', caller, grant_id, method, host, path
          \(withQueryKeys ? ", body" : "")
        FROM audit NOT INDEXED
        WHERE sequence >= ? AND time >= ? AND kind IN ('intent', 'denied') AND grant_id IS NOT NULL AND method <> ''
        ORDER BY sequence
        """)
    let cursor = try Row.fetchCursor(statement, arguments: [sequence, time.microseconds])
    while let row = try cursor.next() {
      guard let grant = Identifier(bytes: row.bytes(4)) else { continue }
      let call = PastCall(
        grantID: grant, caller: row[3], method: row[5], host: row[6], path: row[7], wasAllowed: row[2],
        queryKeys: withQueryKeys ? try Self.queryKeys(row.bytes(8)) : nil)
      try body(call, row[0], Timestamp(microseconds: row[1]))
    }
  }

  /// nil where one is masked, or may have been a value.
  private static func queryKeys(_ body: [UInt8]) throws -> [String]? {
    guard let keys = try? AuditCodec.decode(body).event.queryKeys else {
      throw VaultError.damaged("an audit event cannot be read")
    }
    return keys.contains { $0 == "-" || $0.contains("***") } ? nil : keys
  }
}
