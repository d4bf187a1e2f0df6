internal import Domain
internal import GRDB

extension Transaction {
  /// Calls of a caller or key by seconds, oldest first, from behind `second` on. Seconds ahead of the clock count too: a
  /// clock that was set back gives nothing back.
  func callRate(of subject: Identifier, after second: Int64) throws -> [(second: Int64, count: Int64)] {
    let statement = try db.cachedStatement(
      sql: "SELECT second, count FROM call_rate WHERE subject = ? AND second > ? ORDER BY second")
    return try Array(
      Row.fetchCursor(statement, arguments: [Blob(subject.bytes), second]).map { row in (row[0], row[1]) })
  }

  /// Counts one call, and forgets those up to `old`.
  func countCall(of subject: Identifier, at second: Int64, forgettingUpTo old: Int64) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO call_rate (subject, second, count) VALUES (?, ?, 1)
        ON CONFLICT (subject, second) DO UPDATE SET count = count + 1
        """
    ).execute(arguments: [Blob(subject.bytes), second])
    try db.cachedStatement(sql: "DELETE FROM call_rate WHERE subject = ? AND second <= ?")
      .execute(arguments: [Blob(subject.bytes), old])
  }
}
