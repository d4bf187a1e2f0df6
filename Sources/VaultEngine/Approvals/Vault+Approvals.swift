public import Domain
internal import Glibc

extension Vault {
  /// The calls that wait for an answer, oldest first, as they may be shown. Empty while locked, since what would be sent is
  /// sealed.
  public func parkedCalls() async throws(VaultError) -> [ParkedCall] {
    guard let keys = try await presentKeys(rearming: false) else { return [] }
    let (cache, id, time) = (decidingRows, id, now)
    let waiting = try await waitingRows(at: time)
    guard !waiting.isEmpty else { return [] }
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireAuthentic(keys, vaultID: id)
      return try waiting.compactMap { row in
        let content = try ParkedSeal.open(row.box, id: row.id, vaultID: id, with: keys)
        guard let grant = rows.grants[content.grant]?.grant, let source = rows.source(of: grant) else { return nil }
        return content.shown(grant: grant, source: source, answers: try rows.answers(to: content))
      }
    }
  }

  /// The approvals of calls to come that hold now, the newest first.
  public func passes() async throws(VaultError) -> [ApprovalPass] {
    let (cache, time) = (decidingRows, now)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      let moment = max(time, try transaction.newestAudit().time ?? time)
      return rows.approvals.values.compactMap { $0.pass(at: moment) }.sorted { $0.givenAt > $1.givenAt }
    }
  }

  /// Answers a parked call. An admin act: what is signed is the answer to the call as it was shown.
  ///
  /// - Parameters:
  ///   - digest: ``ParkedCall/digest`` of what the approver has seen; nil for a caller who has seen nothing.
  ///   - approver: who answers; nil for the user of this process. Where the rules name approvers, one of them.
  /// - Throws: ``VaultError`` `notFound` when the call no longer waits, `badInput` for an approver who is not asked or has
  ///   approved already, and for a time beyond ``ApprovalChoice/longestPass``.
  public func answer(
    _ call: Identifier, shown digest: [UInt8]? = nil, _ choice: ApprovalChoice, as approver: String? = nil
  ) async throws(VaultError) -> ApprovalProgress {
    let (name, folder) = (try Self.approver(approver ?? UserName.current), instancesFolder)
    if case .forShape(let seconds) = choice, !(1...ApprovalChoice.longestPass).contains(seconds) {
      throw VaultError(.badInput, "an approval for a while lasts a second to a day", hint: "nothing was answered")
    }
    return try await change { change in
      guard let row = try change.transaction.parkedCall(call), row.ending == nil, row.expiresAt > change.now,
        !Instance.isDead(row.instance, folder: folder)
      else {
        throw VaultError.notFound("waiting call", call.description, list: "approvals list")
      }
      let content = try ParkedSeal.open(row.box, id: call, vaultID: change.vaultID, with: change.keys)
      guard digest == nil || digest == content.digest else {
        throw VaultError.damaged("the parked call \(call) is no longer the one that was shown")
      }
      let grant = try change.grant(content.grant).grant
      guard let source = change.rows.source(of: grant) else { throw VaultError.damaged("the grant has no source") }
      let before = content.shown(grant: grant, source: source, answers: try change.rows.answers(to: content))
      try Self.check(name, choice, for: before)
      let record = ApprovalRecord(content, choice, by: name, at: change.now)
      try change.forgetOldApprovals()
      try change.writer.put(record)
      try change.record(record.event(before, source: source))
      guard record.answer.verdict == .approved else { return .denied }
      let after = content.shown(grant: grant, source: source, answers: before.answers + [record.answer])
      return after.missing == 0 ? .approved : .wants(more: after.missing, of: after.openApprovers)
    }
  }

  /// Ends an approval for a while. An admin act.
  public func endPass(_ id: Identifier) async throws(VaultError) {
    try await change { change in
      guard let record = change.rows.approvals[id], let pass = record.pass(at: change.now) else {
        throw VaultError.notFound("approval", id.description, list: "approvals list")
      }
      try change.writer.delete(.approval, id)
      try change.record(
        AuditEvent(
          kind: .approvalEnded, pid: getpid(), grantID: pass.shape.grant,
          subject: change.rows.grants[pass.shape.grant]?.grant.name ?? "", reason: "given by \(pass.approver)"))
    }
  }

  /// Those of living processes whose time is not over.
  func waitingRows(at time: Timestamp) async throws(VaultError) -> [ParkedCallRow] {
    let folder = instancesFolder
    return try await database.read { try $0.parkedCalls() }
      .filter { $0.ending == nil && $0.expiresAt > time && !Instance.isDead($0.instance, folder: folder) }
  }

  private static func approver(_ text: String) throws(VaultError) -> String {
    let name = text.trimmingPrefix { $0.isWhitespace }
    guard !name.isEmpty, name.utf8.count <= 64, Printable.text(String(name), limit: 64) == name else {
      throw VaultError(.badInput, "an approver's name is one line of up to 64 bytes", hint: "nothing was answered")
    }
    return String(name)
  }

  private static func check(
    _ name: String, _ choice: ApprovalChoice, for call: ParkedCall
  ) throws(VaultError) {
    if case .deny = choice { return }
    if call.answers.contains(where: { $0.approver == name && $0.verdict == .approved }) {
      throw VaultError(
        .badInput, "\(name) has approved this call already",
        hint: call.openApprovers.isEmpty
          ? "somebody else has to" : "still wanted: \(call.openApprovers.joined(separator: ", "))")
    }
    let users =
      "only the user of the grant can, in their wallet: gatehouse wallet link --user \(call.userName ?? "USER")"
    guard name != Approval.endUser else {
      throw VaultError(.badInput, "nobody else can approve a call as \(Approval.endUser)", hint: users)
    }
    let names = call.asks.flatMap(\.approval.approvers)
    let isAnybodyAsked = call.asks.contains { $0.approval.approvers.isEmpty }
    guard isAnybodyAsked || names.contains(name) else {
      throw VaultError(
        .badInput, "\(name) is not asked",
        hint: call.openApprovers == [Approval.endUser]
          ? users : "answer as one of: \(call.openApprovers.joined(separator: ", "))")
    }
  }
}

extension AdminChange {
  /// So many seconds longer: some time is left to calls that were approved at the last moment.
  static let answersKept: Int64 = 600

  /// Answers that nobody looks at any more.
  fileprivate func forgetOldApprovals() throws {
    for record in rows.approvals.values where record.expiresAt.adding(seconds: Self.answersKept) < now {
      try writer.delete(.approval, record.id)
    }
  }
}

extension ParkedCall {
  /// The user whose grant it is.
  fileprivate var userName: String? { if case .user(let name) = principal { name } else { nil } }
}

extension ApprovalRecord {
  init(_ content: ParkedContent, _ choice: ApprovalChoice, by name: String, at now: Timestamp) {
    var (verdict, reason, shape, end) = (ApprovalAnswer.Verdict.approved, "", CallShape?.none, content.expiresAt)
    switch choice {
    case .once: break
    case .forShape(let seconds): (shape, end) = (content.shape, now.adding(seconds: seconds))
    case .deny(let why): (verdict, reason) = (.denied, Printable.text(why, limit: 500))
    }
    self.init(
      id: Identifier(), call: content.id, digest: content.digest,
      answer: ApprovalAnswer(approver: name, verdict: verdict, reason: reason, time: now), shape: shape, expiresAt: end)
  }

  func event(_ call: ParkedCall, source: GrantSource) -> AuditEvent {
    var words = ["by \(answer.approver)"]
    if shape != nil { words.append("also calls like it until \(expiresAt)") }
    if !answer.reason.isEmpty { words.append(answer.reason) }
    return AuditEvent(
      kind: answer.verdict == .approved ? .approved : .approvalDenied, requestID: call.id, pid: getpid(),
      principal: call.principal.description, grantID: call.grantID, subject: call.grantName,
      provider: source.provider, credentialKind: source.kind, reason: words.joined(separator: ": "))
  }
}
