public import Domain

extension Vault {
  /// What a draft would have changed of the calls since a time, compared with the policies of today; nothing is changed.
  ///
  /// It throws soon after its task is cancelled: the reading statement is interrupted (sqlite.org/c3ref/interrupt.html).
  ///
  /// - Parameters:
  ///   - examplesOfEach: how many calls of each turn the report keeps.
  ///   - progress: told now and then how far it is.
  public func replay(
    _ draft: PolicyDraft, since time: Timestamp, examplesOfEach: Int = 5,
    progress: @escaping @Sendable (ReplayProgress) -> Void = { _ in }
  ) async throws(VaultError) -> ReplayReport {
    let (cache, now) = (decidingRows, now)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireIntact()
      let policy = try rows.policy(saving: draft, now: now)
      var replay = PolicyReplay(
        policies: rows.activePolicies + rows.userLimits.policies, draft: policy, grants: rows.covered,
        examplesOfEach: examplesOfEach)
      guard let first = try transaction.firstAudit(since: time) else { return replay.report }
      let total = try transaction.newestAudit().sequence - first + 1
      var next = first
      try transaction.forEachCall(
        from: first, since: time, withQueryKeys: PolicyReplay.needsQueryKeys(rows.activePolicies + [policy])
      ) { call, sequence, time in
        if sequence >= next {
          progress(ReplayProgress(done: sequence - first, total: total, report: replay.report))
          next = sequence + 20_000
        }
        replay.add(call, sequence: sequence, time: time)
      }
      progress(ReplayProgress(done: total, total: total, report: replay.report))
      return replay.report
    }
  }
}
