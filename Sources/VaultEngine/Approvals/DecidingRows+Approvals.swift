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
    guard decision.verdict == .ask else { return nil }
    try requireSignedApprovals()
    // A clock that was set back brings no approval back.
    let moment = max(now, try transaction.newestAudit().time ?? now)
    let (facts, urlDigest) = (call.facts, call.url.digest)
    let isAsShown = parked.map { $0.message == ParkedContent.Message(call.redacted(decision.redactions)) } ?? false
    let digest = isAsShown ? parked?.digest : nil
    let isApprovedByUser = parked.map { parked in
      userAnswers(to: parked.id, digest: digest, grant: parked.grant).contains { $0.verdict == .approved }
    }
    var all: Set<String> = []
    for ask in decision.asks {
      let wasShown = parked?.asks.contains { $0.decider == ask.decider } == true
      var names: Set<String> = wasShown && isApprovedByUser == true ? [Approval.endUser] : []
      for record in records where record.answer.isByAdmin && record.answer.verdict == .approved {
        let isForThis = record.call == parked?.id && record.digest == digest && wasShown
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
    let given = approvals.values.filter { $0.call == parked.id && $0.digest == digest }.map(\.answer)
    return (given.filter(\.isByAdmin) + userAnswers(to: parked.id, digest: digest, grant: parked.grant))
      .sorted { ($0.time, $0.approver) < ($1.time, $1.approver) }
  }
}
