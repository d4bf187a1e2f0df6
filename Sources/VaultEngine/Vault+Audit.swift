public import Domain

extension Vault {
  /// Matching events, newest first, beginning at `before` (nil: the newest). Works locked.
  public func auditPage(_ query: AuditQuery, before: Int64?, limit: Int) async throws(VaultError) -> AuditPage {
    try await database.read { transaction in
      let rows = try transaction.searchAudit(query, before: before, limit: limit + 1)
      return AuditPage(
        entries: try rows.prefix(limit).map(Self.entry), total: try transaction.auditHead().sequence,
        hasMore: rows.count > limit)
    }
  }

  /// Matching events behind `after`, oldest first, for following the log.
  public func auditEntries(
    _ query: AuditQuery, after: Int64, limit: Int = 1000
  ) async throws(VaultError) -> [AuditEntry] {
    try await database.read { try $0.searchAudit(query, after: after, limit: limit).map(Self.entry) }
  }

  /// Checks the log; the head's MAC, and that this machine saw no newer log, only while the vault is unlocked.
  ///
  /// - Parameter continuing: begins where this process's last check ended, for a log that is watched; else the whole log.
  public func verifyAudit(continuing: Bool = false) async throws(VaultError) -> AuditVerification {
    let keys = try await presentKeys(rearming: false)
    let found = try await verifyAudit(with: keys.map(auditLog), from: continuing ? verifier : AuditVerifier())
    if found.problem == nil, let keys {
      // A whole log can still be an older one.
      hasCheckedAnchor = false
      try await checkAnchorOnce(keys)
    }
    return found
  }

  func verifyAudit(
    with log: AuditLog?, from start: AuditVerifier = AuditVerifier()
  ) async throws(VaultError) -> AuditVerification {
    let (verifier, head) = try await database.read { transaction in
      // One snapshot for all pages and the head, so that events that arrive meanwhile do not disturb.
      var verifier = start
      while try verifier.check(transaction) {}
      return (verifier, try transaction.auditHead())
    }
    self.verifier = verifier
    return verifier.finish(head: head, log: log)
  }

  static func entry(body: [UInt8], outcome: [UInt8]?) throws -> AuditEntry {
    guard let event = try? AuditCodec.decode(body) else { throw VaultError.damaged("an audit event cannot be read") }
    // A call that waited has rows with its request id before its intent.
    let end = event.event.kind != .intent ? nil : outcome.flatMap { try? AuditCodec.decode($0) }
    return AuditEntry(
      sequence: event.sequence, time: event.time, event: event.event,
      outcome: end.map { AuditEntry.Outcome(sequence: $0.sequence, time: $0.time, event: $0.event) })
  }
}
