internal import Domain
internal import GRDB

/// An event as stored: its canonical bytes, the leaf over them, and columns copied out to search by.
struct AuditRow: Sendable {
  var sequence: Int64
  var time: Timestamp
  var body: [UInt8]
  var leaf: [UInt8]
  var event: AuditEvent
}

extension Transaction {
  private static let columns =
    "kind, request_id, caller, grant_id, subject, provider, method, host, path, decision, rule, reason, status"

  func insertAudit(_ row: AuditRow) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO audit (sequence, time, body, leaf, \(Self.columns))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(
      arguments: [row.sequence, row.time.microseconds, Blob(row.body), Blob(row.leaf)]
        + StatementArguments(Self.copies(of: row.event)))
  }

  private static func copies(of event: AuditEvent) -> [(any DatabaseValueConvertible)?] {
    [
      event.kind.rawValue, event.requestID.map { Blob($0.bytes) }, event.caller, event.grantID.map { Blob($0.bytes) },
      event.subject, event.provider, event.method, event.host, event.path, event.decision, event.rule, event.reason,
      event.status,
    ]
  }

  /// Rows in order from `sequence`, with what the columns say; for verification.
  func auditRows(
    from sequence: Int64, limit: Int
  ) throws -> [(sequence: Int64, time: Int64, body: [UInt8], leaf: [UInt8], copies: [DatabaseValue])] {
    let statement = try db.cachedStatement(
      sql: "SELECT sequence, time, body, leaf, \(Self.columns) FROM audit WHERE sequence >= ? ORDER BY sequence LIMIT ?"
    )
    return try Array(
      Row.fetchCursor(statement, arguments: [sequence, limit]).map { row in
        (row[0], row[1], row.bytes(2), row.bytes(3), (4..<17).map { row[$0] as DatabaseValue })
      })
  }

  /// Whether the copied columns say what the event says.
  static func copies(_ copies: [DatabaseValue], match event: AuditEvent) -> Bool {
    zip(copies, Self.copies(of: event)).allSatisfy { $0 == ($1?.databaseValue ?? .null) }
  }

  func auditBody(_ sequence: Int64) throws -> (body: [UInt8], leaf: [UInt8])? {
    let statement = try db.cachedStatement(sql: "SELECT body, leaf FROM audit WHERE sequence = ?")
    return try Row.fetchOne(statement, arguments: [sequence]).map { ($0.bytes(0), $0.bytes(1)) }
  }

  func outcomeBody(of requestID: Identifier) throws -> [UInt8]? {
    let statement = try db.cachedStatement(
      sql: "SELECT body FROM audit WHERE request_id = ? AND kind = 'outcome'")
    return try Row.fetchOne(statement, arguments: [Blob(requestID.bytes)]).map { $0.bytes(0) }
  }

  /// Number and time of the newest event; (0, nil) in an empty log.
  func newestAudit() throws -> (sequence: Int64, time: Timestamp?) {
    let statement = try db.cachedStatement(sql: "SELECT sequence, time FROM audit ORDER BY sequence DESC LIMIT 1")
    guard let row = try Row.fetchOne(statement) else { return (0, nil) }
    return (row[0], Timestamp(microseconds: row[1]))
  }

  /// Calls with a grant by caller since a time, most first. Answered from the index alone.
  func auditUsage(of grant: Identifier, since: Timestamp) throws -> [GrantSummary.Usage] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT caller, count(*) FROM audit INDEXED BY audit_use
        WHERE grant_id = ? AND kind IN ('intent', 'denied') AND kind <> 'outcome' AND time >= ?
        GROUP BY 1 ORDER BY 2 DESC
        """)
    return try Array(
      Row.fetchCursor(statement, arguments: [Blob(grant.bytes), since.microseconds]).map { row in
        GrantSummary.Usage(caller: row[0], calls: row[1])
      })
  }

  /// When the vault was last put back from a backup. Reads the log backwards, for there is no index.
  func lastRestore() throws -> Timestamp? {
    let sql = "SELECT time FROM audit WHERE kind = 'vault_restored' ORDER BY sequence DESC LIMIT 1"
    return try Int64.fetchOne(db.cachedStatement(sql: sql)).map { Timestamp(microseconds: $0) }
  }

  /// When a caller last made a call or received a credential, and how many of both, or refusals, there were since a time.
  func use(byCaller name: String, from start: Timestamp, since time: Timestamp) throws -> (last: Timestamp?, calls: Int)
  {
    let last = try db.cachedStatement(
      sql: """
        SELECT time FROM audit INDEXED BY audit_caller
        WHERE caller = ? AND kind IN ('intent', 'credential_released') AND kind <> 'outcome' AND time >= ?
        ORDER BY sequence DESC LIMIT 1
        """)
    let calls = try db.cachedStatement(
      sql: """
        SELECT count(*) FROM audit INDEXED BY audit_caller
        WHERE caller = ? AND kind IN ('intent', 'denied', 'credential_released') AND kind <> 'outcome' AND time >= ?
          AND sequence >= ifnull((SELECT min(sequence) FROM audit WHERE time >= ?), 0)
        """)
    let since = max(start, time).microseconds
    return (
      try Int64.fetchOne(last, arguments: [name, start.microseconds]).map { Timestamp(microseconds: $0) },
      try Int.fetchOne(calls, arguments: [name, since, since]) ?? 0
    )
  }

  /// When a caller, or one below it, last made a call with a grant.
  func lastUse(of grant: Identifier, byCaller name: String, from start: Timestamp) throws -> Timestamp? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT time FROM audit INDEXED BY audit_use WHERE grant_id = ? AND kind = 'intent' AND kind <> 'outcome'
          AND time >= ? AND (caller = ? OR substr(caller, 1, ?) = ?)
        ORDER BY time DESC LIMIT 1
        """)
    let below = name + "/"
    return try Int64.fetchOne(
      statement, arguments: [Blob(grant.bytes), start.microseconds, name, below.unicodeScalars.count, below]
    )
    .map { Timestamp(microseconds: $0) }
  }

  func lastUse(of grant: Identifier) throws -> Timestamp? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT time FROM audit INDEXED BY audit_use WHERE grant_id = ? AND kind = 'intent' AND kind <> 'outcome'
        ORDER BY time DESC LIMIT 1
        """)
    return try Int64.fetchOne(statement, arguments: [Blob(grant.bytes)]).map { Timestamp(microseconds: $0) }
  }
}

/// The end of the chain, under a MAC: a log that was cut short does not match it.
struct AuditHeadRow: Sendable, Hashable {
  var sequence: Int64
  var leaf: [UInt8]
  /// The generation of the issued rows; 0 as long as there were none.
  var issued: Int64
  var mac: [UInt8]
}

extension Transaction {
  func auditHead() throws -> AuditHeadRow {
    guard let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT sequence, leaf, issued, mac FROM audit_head"))
    else {
      throw VaultError.damaged("the head of the audit log is missing")
    }
    return AuditHeadRow(sequence: row[0], leaf: row.bytes(1), issued: row[2], mac: row.bytes(3))
  }

  func putAuditHead(_ head: AuditHeadRow) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO audit_head (only, sequence, leaf, issued, mac) VALUES (1, ?, ?, ?, ?)")
    try statement.execute(arguments: [head.sequence, Blob(head.leaf), head.issued, Blob(head.mac)])
  }
}
