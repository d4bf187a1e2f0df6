public import Domain
internal import Glibc

/// Calls that wait for the user whose grant they are made with.
extension Vault {
  /// Calls with the user's grants that wait for the user, oldest first.
  public func walletCalls(of visitor: WalletVisitor) async throws(VaultError) -> [ParkedCall] {
    let (id, waiting) = (id, try await waitingRows(at: now))
    return try await look(as: visitor) { view, _, keys in
      try waiting.compactMap { row in
        let content = try ParkedSeal.open(row.box, id: row.id, vaultID: id, with: keys)
        guard let call = try view.call(content), !call.isAnsweredByUser else { return nil }
        return call
      }
    }
  }

  /// Answers one of them, as it was shown: once, or with a denial.
  ///
  /// - Throws: ``VaultError`` `notFound` for a call that does not wait for this user, `badInput` for one that the user has
  ///   answered, and for an approval of other calls than this one.
  public func answerInWallet(
    _ call: Identifier, shown digest: [UInt8], _ choice: ApprovalChoice, by visitor: WalletVisitor
  ) async throws(VaultError) -> ApprovalProgress {
    if case .forShape = choice {
      throw VaultError(.badInput, "a user approves one call at a time", hint: "nothing was answered")
    }
    let folder = instancesFolder
    return try await change(as: visitor) { change in
      let notFound = VaultError(.notFound, "the call no longer waits for you", hint: "look at the wallet again")
      guard let row = try change.transaction.parkedCall(call), row.ending == nil, row.expiresAt > change.view.moment,
        !Instance.isDead(row.instance, folder: folder)
      else { throw notFound }
      let content = try ParkedSeal.open(row.box, id: call, vaultID: change.vaultID, with: change.keys)
      guard let before = try change.view.call(content) else { throw notFound }
      guard digest == content.digest else {
        throw VaultError.damaged("the parked call \(call) is no longer the one that was shown")
      }
      guard !before.isAnsweredByUser else {
        throw VaultError(.badInput, "you have answered this call already", hint: "nothing was answered")
      }
      let (grant, source) = try change.view.grant(content.grant)
      let record = ApprovalRecord(content, choice, by: change.user, at: change.now)
      try change.forgetOldAnswers()
      try change.issued.put(.userAnswer(record))
      var event = record.event(before, source: source)
      event.caller = Self.walletName
      change.record(event)
      guard record.answer.verdict == .approved else { return .denied }
      let given = ApprovalAnswer(approver: Approval.endUser, verdict: .approved, reason: "", time: change.now)
      let after = content.shown(grant: grant, source: source, answers: before.answers + [given])
      return after.missing == 0 ? .approved : .wants(more: after.missing, of: after.openApprovers)
    }
  }
}

extension WalletView {
  /// A call that waits, where it is made with a grant that this visitor sees and its rules name the user; nil for any
  /// other.
  fileprivate func call(_ content: ParkedContent) throws(VaultError) -> ParkedCall? {
    guard content.asks.contains(where: { $0.approval.approvers.contains(Approval.endUser) }),
      isOwn(caller: content.caller.name),
      let (grant, source) = try? grant(content.grant), (grant.revokedAt ?? source.revokedAt) == nil
    else { return nil }
    return content.shown(grant: grant, source: source, answers: try rows.answers(to: content))
  }
}

extension ParkedCall {
  fileprivate var isAnsweredByUser: Bool { answers.contains { $0.approver == Approval.endUser } }
}

extension WalletChange {
  /// Answers that nobody looks at any more, as of the developer's approvals.
  fileprivate func forgetOldAnswers() throws {
    for case .userAnswer(let answer) in view.rows.issued.bodies
    where answer.expiresAt.adding(seconds: AdminChange.answersKept) < now {
      try issued.delete(.userAnswer, answer.id)
    }
  }
}

extension DecidingRows {
  /// What the user of a grant answered to a parked call as it was shown. An answer by anybody else is none.
  func userAnswers(to call: Identifier, digest: [UInt8]?, grant id: Identifier) -> [ApprovalAnswer] {
    guard let digest, let principal = grants[id]?.grant.principal, case .user = principal else { return [] }
    var answers: [ApprovalAnswer] = []
    for case .userAnswer(let record) in issued.bodies
    where record.call == call && record.digest == digest && record.answer.approver == principal.description {
      let answer = record.answer
      answers.append(
        ApprovalAnswer(
          approver: Approval.endUser, verdict: answer.verdict, reason: answer.reason, time: answer.time))
    }
    return answers
  }
}

extension ApprovalAnswer {
  /// Whether an answer that the admin key signed counts: nobody approves in the name of the end user.
  var isByAdmin: Bool { verdict == .denied || approver != Approval.endUser }
}
