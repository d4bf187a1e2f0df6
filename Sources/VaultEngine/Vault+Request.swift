public import Domain
internal import Glibc
public import Outbound
internal import ProviderCatalog

extension Vault {
  /// Makes a call with a grant's credential; the caller never sees it.
  ///
  /// The grant is decided on and the intent written, durable, before anything is unsealed; the outcome is written before
  /// the answer ends. Redirects are answers, never followed.
  ///
  /// - Parameters:
  ///   - grantID: the grant's id, or its name.
  ///   - headers: must not hold Authorization, Cookie, Host or the like; the credential goes in last.
  ///   - caller: who asks, for the log.
  ///   - reason: why, in the caller's words, for whoever is asked to approve the call.
  ///   - onParked: told once when a policy wants the call approved; the call then waits, as long as the policy lets it.
  /// - Throws: ``VaultError``: `locked`, `notFound`, `denied` (with the rule and what would pass), `needsReauth` when the
  ///   end user of a connection has to agree again, `unreachable`, `storage` when the log cannot be written (the call is
  ///   then not sent).
  public func request(
    _ method: RequestMethod, _ url: String, grantID: String, headers: [(name: String, value: String)] = [],
    body: OutboundBody = .none, caller: String = "swift", reason: String = "",
    onParked: @Sendable (ParkedCall) -> Void = { _ in }
  ) async throws(VaultError) -> VaultResponse {
    let asked = Call(
      method: try Self.checkedMethod(method.description), url: try Self.canonical(url), headers: headers, body: body,
      caller: Printable.text(caller, limit: 64), reason: Printable.text(reason, limit: 1000))
    return try await send(asked, grant: grantID, onParked: onParked)
  }

  /// The way of every call, whoever makes it.
  func send(
    _ asked: Call, grant grantID: String, onParked: @Sendable (ParkedCall) -> Void
  ) async throws(VaultError) -> VaultResponse {
    var keys = try await useKeys()
    try await tidyOnce(keys)
    let call = try await readable(asked, grant: grantID)
    // Reading a body takes as long as its sender likes, and the vault may be locked meanwhile.
    if case .stream = asked.body { keys = try await useKeys() }
    let permit: Permit
    switch try await decideAndRecord(call, grant: grantID, keys: keys) {
    case .permit(let given): permit = given
    case .wait(let parked, let shown):
      onParked(shown)
      (permit, keys) = try await awaitPermit(parked, call, grant: grantID)
    }
    let exchange = try await exchange(for: permit, call: call, keys: keys)
    return try await exchange.start()
  }

  /// A call that may be sent (its intent is on the disk), or that waits until it may.
  struct Permit: Sendable {
    let grant: Grant?
    let source: GrantSource
    let name: String
    let sequence: Int64
    /// What the grant goes by: the id of an issued grant where it is one.
    var reachedID: Identifier?
    /// The counts that the call has raised.
    var counted: [CounterQuery] = []
    /// Of a connection's tokens, as they were when it was decided.
    var tokens: ConnectionState?
    /// The call as it was shown to those who approved it.
    var approved: ParkedContent?
  }

  enum Admission: Sendable {
    case permit(Permit)
    case wait(ParkedContent, ParkedCall)
  }

  /// Deciding and writing the intent are one transaction; a denial is one event and ends here. So is a call that has to
  /// wait for an approval: its row and its event.
  ///
  /// - Parameter parked: the call has waited, and was approved as this.
  func decideAndRecord(
    _ call: Call, grant name: String, keys: UseKeys, parked: ParkedContent? = nil
  ) async throws(VaultError) -> Admission {
    let instance = try ensureInstance()
    let (log, cache, time, vaultID) = (auditLog(keys), decidingRows, now, id)
    let admission: Result<Admission, VaultError> = try await appending { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireAuthentic(keys, vaultID: vaultID)
      let admission = try rows.admit(call, grant: name, now: time, in: transaction)
      guard admission.refusal == nil, let grant = admission.grant, let source = admission.source else {
        return .failure(try log.refuse(call, admission, grant: name, parked: parked, in: transaction))
      }
      try CallerHeaders.check(call.headers, for: source.injection)
      let decision = try rows.decide(call, grant: grant, source: source, now: time, in: transaction)
      let tokens = try transaction.connectionState(of: source)
      var event = call.event(.denied, grant: grant, source: source, name: grant.name)
      event.rule = decision.decider.description
      if let id = admission.issued.first?.id { event.reason = "by the issued grant \(id): " }
      if let parked, try !transaction.takeParkedCall(parked.id) { return .failure(.noLongerWaiting) }
      let approvers = try rows.approvers(of: decision, call, grant: grant, parked: parked, now: time, in: transaction)
      let dead = source.connection.flatMap { connection in
        tokens?.needsReauth.map { VaultError.needsReauth(connection, $0) }
      }
      var refusal = dead
      let isWaiting = decision.verdict == .ask && approvers == nil && parked == nil && dead == nil
      let message = isWaiting ? ParkedContent.Message(call.redacted(decision.redactions)) : nil
      if let message {
        let content = ParkedContent(call, message: message, grant: grant.id, asks: decision.asks, now: time)
        try transaction.insertInstance(instance, pid: getpid(), startedAt: time)
        try transaction.insertParkedCall(
          ParkedCallRow(
            id: content.id, instance: instance, parkedAt: content.parkedAt, expiresAt: content.expiresAt,
            box: try ParkedSeal.seal(content, vaultID: vaultID, with: keys), ending: nil))
        (event.kind, event.decision) = (.asked, "ask")
        event.reason += CredentialMask.path(decision.reason)
        try log.append(event, in: transaction)
        return .success(.wait(content, content.shown(grant: grant, source: source, answers: [])))
      }
      if isWaiting { refusal = .cannotBeShown(decision) }
      if decision.verdict == .deny { refusal = .denied(decision, call, grant: grant, source: source, by: rows) }
      if decision.verdict == .ask, approvers == nil, parked != nil { refusal = .anotherApproval(decision) }
      (event.kind, event.decision) = refusal == nil ? (.intent, "allow") : (.denied, "deny")
      if refusal?.code == .needsReauth { event.rule = "connection" }
      event.reason += refusal?.message ?? decision.reason
      if refusal == nil, let approvers {
        event.reason += "; approved by \(approvers.joined(separator: ", "))"
        event.flags.append("approved")
      }
      if refusal == nil, !decision.redactions.isEmpty, call.facts.body != .none { event.flags.append("redacted") }
      let sequence = try log.append(event, in: transaction)
      if let refusal { return .failure(refusal) }
      try transaction.count(decision.counted)
      try admission.standing?.count(at: time, in: transaction)
      try transaction.insertInstance(instance, pid: getpid(), startedAt: time)
      try transaction.insertOpenIntent(call.requestID, instance: instance)
      return .success(
        .permit(
          Permit(
            grant: grant, source: source, name: grant.name, sequence: sequence, reachedID: admission.reachedID,
            counted: decision.counted, tokens: tokens, approved: parked)))
    }
    return try admission.get()
  }

  /// What came of a call that waited. It is decided on again, with the policies of then.
  private func awaitPermit(
    _ parked: ParkedContent, _ call: Call, grant name: String
  ) async throws(VaultError) -> (Permit, UseKeys) {
    try await awaitAnswer(to: parked, call)
    // Waiting takes as long as people like. Once the intent is written nothing may fail that is not recorded.
    let keys: UseKeys
    do throws(VaultError) { keys = try await useKeys() } catch {
      try? await end(parked, with: error)
      throw error
    }
    switch try await decideAndRecord(call, grant: name, keys: keys, parked: parked) {
    case .permit(let permit): return (permit, keys)
    case .wait: throw .noLongerWaiting
    }
  }

  /// Renews a connection's token that is near its end, and unseals.
  private func exchange(for permit: Permit, call: Call, keys: UseKeys) async throws(VaultError) -> Exchange {
    let recorder = recorder(call, permit: permit, keys: keys)
    do throws(VaultError) {
      try await renewIfDue(permit, keys: keys)
      let (credentials, tokens, redactions) = try await unseal(permit, call: call)
      guard !credentials.isEmpty else { throw .damaged("the value of \(permit.name) is missing") }
      var renew: Exchange.Renewal?
      if let tokens {
        renew = { () async throws(VaultError) in
          try await self.renewed(permit, call: call, redacted: redactions, after: tokens, keys: keys)
        }
      }
      return Exchange(
        call: call.redacted(redactions), injection: permit.source.injection, credentials: credentials,
        client: try ensureOutbound(), recorder: recorder, sequence: permit.sequence, open: openExchanges, renew: renew)
    } catch {
      try await recorder.record(.init(notSent: error))
      throw error
    }
  }

  /// Decides again, since what was awaited took time in which the vault may have been locked or the grant revoked, and
  /// unseals in the same snapshot.
  func unseal(
    _ permit: Permit, call: Call
  ) async throws(VaultError) -> (credentials: [Credential], tokens: ConnectionState?, redactions: [JSONPointer]) {
    let (cache, time, id) = (decidingRows, now, id)
    let keys = try await useKeys(rearming: false)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      guard let grant = permit.grant else { throw VaultError.damaged("the call has no grant") }
      try rows.requireAuthentic(keys, vaultID: id)
      let admission = try rows.admit(
        call, grant: (permit.reachedID ?? grant.id).description, isCounted: false, now: time, in: transaction)
      if let refusal = admission.refusal { throw refusal.error }
      guard let current = admission.grant, let source = admission.source else {
        throw VaultError.damaged("the call has no grant")
      }
      let decision = try rows.decide(
        call, grant: current, source: source, now: time, in: transaction, counted: permit.counted)
      if decision.verdict != .allow {
        let approvers = try rows.approvers(
          of: decision, call, grant: current, parked: permit.approved, now: time, in: transaction)
        guard approvers != nil else { throw VaultError.denied(decision) }
      }
      let tokens = try transaction.connectionState(of: source)
      if let connection = source.connection, let reason = tokens?.needsReauth {
        throw VaultError.needsReauth(connection, reason)
      }
      return (
        try transaction.credentials(of: source, vaultID: id, keys: keys, now: time), tokens, decision.redactions
      )
    }
  }

  func recorder(_ call: Call, permit: Permit, keys: UseKeys) -> OutcomeRecorder {
    OutcomeRecorder(
      database: database, log: auditLog(keys),
      event: call.event(.outcome, grant: permit.grant, source: permit.source, name: permit.name))
  }

  /// A write whose failure means that nothing is sent.
  func appending<Result: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> Result
  ) async throws(VaultError) -> Result {
    do throws(VaultError) { return try await database.write(.synced, body) } catch {
      guard error.code == .storage else { throw error }
      throw VaultError(
        .storage, "the call was not sent, because the audit log cannot be written: \(error.message)", hint: error.hint)
    }
  }

  func tidyOnce(_ keys: UseKeys) async throws(VaultError) {
    if instance == nil { try await tidy(keys) }
  }

  /// The lock file of this process; made at its first call.
  func ensureInstance() throws(VaultError) -> Identifier {
    if let instance { return instance.id }
    let made = try Instance(folder: instancesFolder)
    instance = made
    return made.id
  }

  func closeInstance() async {
    guard let id = instance?.id else { return }
    // Lost in a power cut, the row is a dead process's, which the next one deletes.
    try? await database.write(.withTheNextSync) { transaction in
      // Calls still open keep the row, so that the next process closes them as unknown.
      if try transaction.openIntents(of: id).isEmpty { try transaction.deleteInstance(id) }
    }
    instance = nil
  }

  func ensureOutbound() throws(VaultError) -> OutboundClient {
    if let outbound { return outbound }
    do {
      let made = try OutboundClient(configuration: OutboundConfiguration(extraCAFiles: options.extraCAFiles))
      outbound = made
      return made
    } catch {
      throw VaultError(error)
    }
  }
}

extension Decision {
  /// Why the call is not sent.
  var refusal: String { verdict == .ask ? "\(reason); it wants an approval that it does not have" : reason }
}

extension VaultError {
  static let noLongerWaiting = VaultError(
    .denied, "the call no longer waits for an approval", hint: "nothing was sent; call again")

  static func anotherApproval(_ decision: Decision) -> VaultError {
    VaultError(
      .denied,
      CredentialMask.path("the policies changed while the call waited, and want another approval: \(decision.reason)"),
      hint: "nothing was sent; call again")
  }

  static func cannotBeShown(_ decision: Decision) -> VaultError {
    VaultError(
      .denied,
      CredentialMask.path(
        "\(decision.reason); its body is longer than the \(Printable.count(Int64(CallBody.limit))) bytes that can be "
          + "shown to whoever approves"),
      hint: "nothing was sent; send less at once")
  }

  static func denied(_ decision: Decision) -> VaultError {
    VaultError(
      .denied, CredentialMask.path(decision.refusal),
      hint: decision.remedy.isEmpty ? "" : "what would pass: \(decision.remedy)")
  }
}
