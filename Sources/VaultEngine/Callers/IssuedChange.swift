internal import Domain
internal import VaultCrypto

/// A change of issued rows inside its transaction, with the events that tell of it. No passphrase was typed for it: it signs
/// nothing.
struct IssuedChange {
  let transaction: Transaction
  let rows: DecidingRows
  let issued: IssuedWriter
  let keys: UseKeys
  let vaultID: Identifier
  let now: Timestamp
  /// The newest time that is known: what has ended stays ended.
  let moment: Timestamp
  private let events = EventList()

  private final class EventList {
    var all: [AuditEvent] = []
  }

  init(
    _ transaction: Transaction, rows: DecidingRows, keys: UseKeys, vaultID: Identifier, now: Timestamp
  ) throws {
    self.transaction = transaction
    self.rows = rows
    self.keys = keys
    self.vaultID = vaultID
    self.now = now
    issued = try IssuedWriter(transaction, rows: rows.issued, seal: IssuedSeal(keys, vaultID: vaultID))
    moment = max(now, try transaction.newestAudit().time ?? now)
  }

  /// Notes what was done, for the log, where it joins at the end.
  func record(_ event: AuditEvent) { events.all.append(event) }

  func finish(_ log: AuditLog) throws {
    let generation = try issued.finish(at: now)
    guard !events.all.isEmpty || generation != nil else { return }
    try log.append(events.all, issued: generation, in: transaction)
  }
}

/// A change by somebody in particular, who may do some of it.
protocol ChangesIssuedRows {
  var change: IssuedChange { get }
}

extension ChangesIssuedRows {
  var transaction: Transaction { change.transaction }
  var rows: DecidingRows { change.rows }
  var issued: IssuedWriter { change.issued }
  var keys: UseKeys { change.keys }
  var vaultID: Identifier { change.vaultID }
  var now: Timestamp { change.now }
  var moment: Timestamp { change.moment }

  /// Notes what was done, for the log, where it joins at the end.
  func record(_ event: AuditEvent) { change.record(event) }
}

extension Vault {
  /// Runs a change of issued rows in one synced transaction with its events, everything looked at again in it, and moves the
  /// anchor forward.
  ///
  /// - Parameter rearming: whether the vault counts as used.
  func changeIssued<Result: Sendable>(
    rearming: Bool = true, _ body: @escaping @Sendable (IssuedChange) throws -> Result
  ) async throws(VaultError) -> Result {
    // Before the keys are looked for: a lock takes them first and counts then.
    let epoch = try await database.read { try $0.vault().lockEpoch }
    let keys = try await useKeys(rearming: rearming)
    let (log, cache, id, time) = (auditLog(keys), decidingRows, id, now)
    try anchor(keys).prepare()
    let result = try await database.write { transaction in
      guard try transaction.vault().lockEpoch == epoch else { throw VaultError.locked }
      let rows = try cache.freshRows(transaction)
      try rows.requireAllSigned()
      try rows.requireAuthentic(keys, vaultID: id)
      let change = try IssuedChange(transaction, rows: rows, keys: keys, vaultID: id, now: time)
      let result = try body(change)
      try change.finish(log)
      return result
    }
    cache.lookAgain()
    await followAnchor(keys)
    return result
  }
}
