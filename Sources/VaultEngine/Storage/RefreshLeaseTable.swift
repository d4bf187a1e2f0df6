internal import Domain
internal import GRDB

/// Who refreshes a connection just now, and what was sent last.
struct RefreshLeaseRow: Sendable {
  /// Counts the leases; only the newest may store tokens.
  var fence: Int64 = 0
  /// nil when nobody holds it.
  var holder: Identifier?
  var endsAt: Timestamp?
  /// Of the refresh token whose last request brought no tokens that were stored; empty for none.
  var fingerprint: [UInt8] = []
  var sentAt: Timestamp?
  /// Requests with that token whose end was never written down, because their process died.
  var attempts = 0
}

extension Transaction {
  func refreshLease(of connection: Identifier) throws -> RefreshLeaseRow {
    let sql = "SELECT fence, instance, ends_at, fingerprint, sent_at, attempts FROM refresh_lease WHERE connection = ?"
    guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [Blob(connection.bytes)]) else {
      return RefreshLeaseRow()
    }
    return RefreshLeaseRow(
      fence: row[0], holder: Identifier(bytes: row.bytes(1)),
      endsAt: (row[2] as Int64?).map { Timestamp(microseconds: $0) }, fingerprint: row.bytes(3),
      sentAt: (row[4] as Int64?).map { Timestamp(microseconds: $0) }, attempts: row[5])
  }

  func putRefreshLease(_ lease: RefreshLeaseRow, of connection: Identifier) throws {
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO refresh_lease (connection, fence, instance, ends_at, fingerprint, sent_at, attempts)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        Blob(connection.bytes), lease.fence, lease.holder.map { Blob($0.bytes) }, lease.endsAt?.microseconds,
        lease.fingerprint.isEmpty ? nil : Blob(lease.fingerprint), lease.sentAt?.microseconds, lease.attempts,
      ])
  }
}
