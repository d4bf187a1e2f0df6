public import Domain

extension Vault {
  /// An event with what the policies of its time and those of today say of the same call at that time.
  ///
  /// The log holds neither bodies nor headers nor counts: what depends on them cannot be told any more.
  public func explain(sequence: Int64) async throws(VaultError) -> Explanation {
    let cache = decidingRows
    return try await database.read { transaction in
      guard let bytes = try transaction.auditBody(sequence)?.body else {
        throw VaultError.notFound("event", String(sequence), list: "audit list")
      }
      let outcome = try (try? AuditCodec.decode(bytes))?.event.requestID.flatMap { try transaction.outcomeBody(of: $0) }
      let entry = try Self.entry(body: bytes, outcome: outcome)
      let rows = try cache.rows(transaction)
      try rows.requireIntact()
      guard let call = rows.pastCall(entry) else { return Explanation(entry: entry, then: nil, today: nil) }
      // Of what end users have said only the newest is known.
      let limits = rows.userLimits.policies.filter { $0.createdAt <= entry.time }
      let then = CompiledPolicies(try rows.policies(at: entry.time) + limits)
      return Explanation(
        entry: entry, then: call.decision(by: then, asOf: entry.time), today: call.decision(by: rows.policiesInForce))
    }
  }
}

/// A call as the log knows it, with the grant and the source of today.
private struct LoggedCall {
  let facts: CallFacts
  let grant: Grant
  let source: GrantSource
  let time: Timestamp

  /// - Parameter moment: what was revoked after it counts as not revoked.
  func decision(by policies: CompiledPolicies, asOf moment: Timestamp? = nil) -> Decision {
    var (grant, source) = (grant, source)
    if let moment {
      if let end = grant.revokedAt, end > moment { grant.revokedAt = nil }
      if let end = source.revokedAt, end > moment { source = source.alive }
    }
    return policies.explain(facts, grant: grant, source: source, context: PolicyContext(now: time))
  }
}

extension DecidingRows {
  /// nil for an event that is no call, and for a call whose grant is gone.
  fileprivate func pastCall(_ entry: AuditEntry) -> LoggedCall? {
    let event = entry.event
    guard let id = event.grantID, !event.method.isEmpty, let grant = grants[id]?.grant,
      let source = source(of: grant),
      let origin = source.binding.origins.first(where: { $0.authority == event.host })
        ?? (try? Origin("https://\(event.host)")),
      let url = try? CanonicalURL(origin: origin, path: event.path, query: nil)
    else { return nil }
    // The broker listens on loopback only.
    var facts = CallFacts(method: event.method, url: url, caller: event.caller, address: .thisMachine)
    facts.queryKeys = event.queryKeys.contains("-") ? nil : CallFacts.keys(escaped: event.queryKeys)
    return LoggedCall(facts: facts, grant: grant, source: source, time: entry.time)
  }
}
