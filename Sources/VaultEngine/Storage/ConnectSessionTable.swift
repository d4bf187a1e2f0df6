internal import Domain
internal import GRDB

/// A connect session as it lies there: canonical bytes under a MAC, found by its id or by the hash of its token.
struct ConnectSessionRow: Sendable {
  let id: Identifier
  /// SHA-256 of the token, which only the caller has.
  let token: [UInt8]
  let expiresAt: Timestamp
  let body: [UInt8]
  let mac: [UInt8]
}

extension Transaction {
  private static var columns: String { "id, token, expires_at, body, mac" }

  func putConnectSession(_ row: ConnectSessionRow) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO connect_session (\(Self.columns)) VALUES (?, ?, ?, ?, ?)",
      arguments: [Blob(row.id.bytes), Blob(row.token), row.expiresAt.microseconds, Blob(row.body), Blob(row.mac)])
  }

  func connectSession(token: [UInt8]) throws -> ConnectSessionRow? {
    try Row.fetchOne(
      db, sql: "SELECT \(Self.columns) FROM connect_session WHERE token = ?", arguments: [Blob(token)]
    )
    .flatMap(Self.session)
  }

  func connectSession(_ id: Identifier) throws -> ConnectSessionRow? {
    try Row.fetchOne(
      db, sql: "SELECT \(Self.columns) FROM connect_session WHERE id = ?", arguments: [Blob(id.bytes)]
    )
    .flatMap(Self.session)
  }

  /// Those that end soonest first.
  func connectSessions() throws -> [ConnectSessionRow] {
    try Row.fetchAll(db, sql: "SELECT \(Self.columns) FROM connect_session ORDER BY expires_at, id")
      .compactMap(Self.session)
  }

  func forgetConnectSessions(endedBefore time: Timestamp) throws {
    try db.execute(sql: "DELETE FROM connect_session WHERE expires_at < ?", arguments: [time.microseconds])
  }

  private static func session(_ row: Row) -> ConnectSessionRow? {
    guard let id = Identifier(bytes: row.bytes(0)) else { return nil }
    return ConnectSessionRow(
      id: id, token: row.bytes(1), expiresAt: Timestamp(microseconds: row[2]), body: row.bytes(3), mac: row.bytes(4))
  }
}
