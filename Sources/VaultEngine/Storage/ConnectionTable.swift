internal import Domain
internal import GRDB

extension Transaction {
  /// What became of a connection's tokens; nil when there never were any.
  func connectionState(of id: Identifier) throws -> ConnectionState? {
    let sql = """
      SELECT token_version, access_expires_at, refreshed_at, can_refresh, scopes, needs_reauth, failure, retry_at
      FROM connection WHERE id = ?
      """
    guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [Blob(id.bytes)]) else { return nil }
    return ConnectionState(
      tokenVersion: row[0], accessExpiresAt: (row[1] as Int64?).map { Timestamp(microseconds: $0) },
      refreshedAt: Timestamp(microseconds: row[2]), canRefresh: row[3],
      scopesGiven: (row[4] as String).split(separator: " ").map(String.init), needsReauth: row[5], failure: row[6],
      retryAt: (row[7] as Int64?).map { Timestamp(microseconds: $0) }, remoteRevocation: try remoteRevocation(of: id))
  }

  /// Tokens that just came: what went wrong before is over.
  func putConnectionState(_ state: ConnectionState, of id: Identifier) throws {
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO connection
          (id, token_version, access_expires_at, refreshed_at, can_refresh, scopes, needs_reauth, failure, retry_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        Blob(id.bytes), state.tokenVersion, state.accessExpiresAt?.microseconds, state.refreshedAt.microseconds,
        state.canRefresh, state.scopesGiven.joined(separator: " "), state.needsReauth, state.failure,
        state.retryAt?.microseconds,
      ])
  }

  /// A refresh that brought no token: why, and when the next may be tried. The number of such refreshes in a row, this
  /// one included, decides on that.
  func putConnectionFailure(_ reason: String, of id: Identifier, retryAt: (_ failures: Int) -> Timestamp) throws {
    let sql = "SELECT failures FROM connection WHERE id = ?"
    let failures = try Int.fetchOne(db.cachedStatement(sql: sql), arguments: [Blob(id.bytes)]) ?? 0
    try db.execute(
      sql: "UPDATE connection SET failure = ?, failures = ?, retry_at = ? WHERE id = ?",
      arguments: [reason, failures + 1, retryAt(failures + 1).microseconds, Blob(id.bytes)])
  }

  /// With all that is known of its refreshes and its revocation.
  func deleteConnection(_ id: Identifier) throws {
    try db.execute(sql: "DELETE FROM connection WHERE id = ?", arguments: [Blob(id.bytes)])
    try db.execute(sql: "DELETE FROM refresh_lease WHERE connection = ?", arguments: [Blob(id.bytes)])
    try deleteRemoteRevocation(of: id)
  }

  func putNeedsReauth(_ reason: String, of id: Identifier) throws {
    try db.execute(
      sql: "UPDATE connection SET needs_reauth = ?, failure = NULL, retry_at = NULL WHERE id = ?",
      arguments: [reason, Blob(id.bytes)])
  }
}
