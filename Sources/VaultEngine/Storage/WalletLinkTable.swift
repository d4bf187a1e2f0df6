internal import Domain
internal import GRDB

extension Transaction {
  func isWalletLinkOpened(_ id: Identifier) throws -> Bool {
    try Bool.fetchOne(db, sql: "SELECT 1 FROM wallet_link WHERE id = ?", arguments: [Blob(id.bytes)]) ?? false
  }

  /// Notes that a link was opened; false when it was before.
  func openWalletLink(_ id: Identifier, expiresAt: Timestamp, at time: Timestamp) throws -> Bool {
    try db.execute(
      sql: "INSERT OR IGNORE INTO wallet_link (id, expires_at, opened_at) VALUES (?, ?, ?)",
      arguments: [Blob(id.bytes), expiresAt.microseconds, time.microseconds])
    return db.changesCount > 0
  }

  func forgetWalletLinks(endedBefore time: Timestamp) throws {
    try db.execute(sql: "DELETE FROM wallet_link WHERE expires_at < ?", arguments: [time.microseconds])
  }
}
