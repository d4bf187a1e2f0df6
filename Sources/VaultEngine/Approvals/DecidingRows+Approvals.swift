internal import Domain

extension DecidingRows {
  /// Who has approved what the rules ask, for this very call or for calls of its shape; nil when somebody is missing.
  ///
  /// - Parameter parked: what was shown of the call while it waited; nil for a call that did not wait.
  func approvers(
    of decision: Decision, _ call: Call, grant: Grant, parked: ParkedContent?, now: Timestamp,
    in transaction: Transaction
  ) throws -> [String]? {
    let records = approvals.values
    guard decision.verdict == .ask, !records.isEmpty else { return nil }
    try requireSignedApprovals()
    // A clock that was set back brings no approval back.
    let moment = max(now, try transaction.newestAudit().time ?? now)
    let (facts, urlDigest) = (call.facts, call.url.digest)
    let isAsShown = parked.map { $0.message == ParkedContent.Message(call.redacted(decision.redactions)) } ?? false
    let digest = isAsShown ? parked?.digest : nil
    var all: Set<String> = []
    for ask in decision.asks {
      var names: Set<String> = []
      for record in records where record.answer.verdict == .approved {
        let isForThis =
          record.call == parked?.id && record.digest == digest
          && parked?.asks.contains { $0.decider == ask.decider } == true
        if isForThis
          || record.pass(at: moment)?.shape.covers(
            facts, urlDigest: urlDigest, grant: grant.id, ask: ask) == true
        {
          names.insert(record.answer.approver)
        }
      }
      guard ask.approval.missing(among: names).count == 0 else { return nil }
      all.formUnion(names)
    }
    return all.sorted()
  }

  /// What was answered to a parked call as it was shown, oldest first.
  func answers(to parked: ParkedContent) throws(VaultError) -> [ApprovalAnswer] {
    try requireSignedApprovals()
    let digest = parked.digest
    return approvals.values.filter { $0.call == parked.id && $0.digest == digest }.map(\.answer)
      .sorted { ($0.time, $0.approver) < ($1.time, $1.approver) }
  }
}
