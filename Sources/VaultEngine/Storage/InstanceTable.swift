internal import Domain
internal import GRDB

extension Transaction {
  func insertInstance(_ id: Identifier, pid: Int32, startedAt: Timestamp) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO instance (id, pid, started_at) VALUES (?, ?, ?)",
      arguments: [Blob(id.bytes), pid, startedAt.microseconds])
  }

  func instances() throws -> [Identifier] {
    try Row.fetchAll(db, sql: "SELECT id FROM instance").compactMap { Identifier(bytes: $0.bytes(0)) }
  }

  func deleteInstance(_ id: Identifier) throws {
    try db.execute(sql: "DELETE FROM instance WHERE id = ?", arguments: [Blob(id.bytes)])
  }

  func insertOpenIntent(_ requestID: Identifier, instance: Identifier) throws {
    try db.cachedStatement(sql: "INSERT INTO open_intent (request_id, instance) VALUES (?, ?)")
      .execute(arguments: [Blob(requestID.bytes), Blob(instance.bytes)])
  }

  /// Whether the intent was still open.
  @discardableResult
  func deleteOpenIntent(_ requestID: Identifier) throws -> Bool {
    try db.cachedStatement(sql: "DELETE FROM open_intent WHERE request_id = ?")
      .execute(arguments: [Blob(requestID.bytes)])
    return db.changesCount > 0
  }

  func openIntents(of instance: Identifier) throws -> [Identifier] {
    try Row.fetchAll(
      db, sql: "SELECT request_id FROM open_intent WHERE instance = ?", arguments: [Blob(instance.bytes)]
    )
    .compactMap { Identifier(bytes: $0.bytes(0)) }
  }
}
