internal import Domain
internal import VaultCrypto

/// One change of what may be done, inside its transaction: the rows as they are, the writer that signs, the log.
struct AdminChange {
  let transaction: Transaction
  let rows: DecidingRows
  let writer: RecordWriter
  let log: AuditLog
  let keys: UseKeys
  let vaultID: Identifier
  let now: Timestamp

  func record(_ event: AuditEvent) throws { try log.append(event, in: transaction) }

  /// The same for a grant that a caller has ended: with the revocation the withdrawal goes too.
  func recordLifting(withdrawalOf id: Identifier, _ event: AuditEvent) throws {
    let issued = try IssuedWriter(transaction, rows: rows.issued, seal: IssuedSeal(keys, vaultID: vaultID))
    if rows.issued.bodies.contains(where: { $0.kind == .withdrawal && $0.id == id }) {
      try issued.delete(.withdrawal, id)
    }
    try log.append([event], issued: issued.finish(at: now), in: transaction)
  }

  func grant(_ id: Identifier) throws -> GrantRecord {
    guard let record = rows.grants[id] else { throw VaultError.notFound("grant", id.description, list: "grants list") }
    return record
  }

  func secret(_ id: Identifier) throws -> SecretRecord {
    guard let record = rows.secrets[id] else {
      throw VaultError.notFound("secret", id.description, list: "secrets list")
    }
    return record
  }
}

extension Vault {
  /// Runs a change in one synced transaction, with its audit event in it, and moves the anchor forward.
  func change<Result: Sendable>(
    _ body: @escaping @Sendable (AdminChange) throws -> Result
  ) async throws(VaultError) -> Result {
    try await change(as: requireAdmin(), body)
  }

  /// The same with an admin right that was held when a long act began; a lock meanwhile ends it.
  func change<Result: Sendable>(
    as admin: Admin, _ body: @escaping @Sendable (AdminChange) throws -> Result
  ) async throws(VaultError) -> Result {
    let (log, id, time, cache) = (auditLog(admin.useKeys), id, now, decidingRows)
    try anchor(admin.useKeys).prepare()
    let result = try await database.write { transaction in
      guard try transaction.vault().lockEpoch == admin.epoch else { throw VaultError.adminNeeded }
      let rows = try cache.freshRows(transaction)
      try rows.requireAuthentic(admin.useKeys, vaultID: id)
      let change = AdminChange(
        transaction: transaction, rows: rows,
        writer: try RecordWriter(transaction, rows: rows, adminKey: admin.signing), log: log, keys: admin.useKeys,
        vaultID: id, now: time)
      let result = try body(change)
      try change.writer.finish()
      return result
    }
    cache.lookAgain()
    await followAnchor(admin.useKeys)
    return result
  }
}
