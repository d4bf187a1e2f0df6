internal import Domain
internal import GRDB

extension Transaction {
  func remoteRevocation(of connection: Identifier) throws -> RemoteRevocation? {
    let sql = "SELECT state, attempts, reason FROM remote_revocation WHERE connection = ?"
    guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [Blob(connection.bytes)]) else {
      return nil
    }
    return switch row[0] as String {
    case "done": .done
    case "unsupported": .unsupported
    case "failed": .failed(row[2])
    default: .pending(attempts: row[1])
    }
  }

  /// `nextAt` is when the provider is told (again); nil when that is over.
  func putRemoteRevocation(_ revocation: RemoteRevocation, of connection: Identifier, nextAt: Timestamp?) throws {
    let (state, attempts, reason) =
      switch revocation {
      case .pending(let attempts): ("pending", attempts, "")
      case .done: ("done", 0, "")
      case .unsupported: ("unsupported", 0, "")
      case .failed(let reason): ("failed", 0, reason)
      }
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO remote_revocation (connection, state, attempts, next_at, reason) VALUES (?, ?, ?, ?, ?)
        """,
      arguments: [Blob(connection.bytes), state, attempts, nextAt?.microseconds, reason])
  }

  /// Connections whose provider is to be told now.
  func dueRevocations(at now: Timestamp) throws -> [Identifier] {
    let sql = "SELECT connection FROM remote_revocation WHERE state = 'pending' AND next_at <= ?"
    return try Row.fetchAll(db, sql: sql, arguments: [now.microseconds]).compactMap { Identifier(bytes: $0.bytes(0)) }
  }

  func deleteRemoteRevocation(of connection: Identifier) throws {
    try db.execute(sql: "DELETE FROM remote_revocation WHERE connection = ?", arguments: [Blob(connection.bytes)])
  }
}
