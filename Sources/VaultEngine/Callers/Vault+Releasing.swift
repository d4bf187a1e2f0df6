public import Domain
internal import Outbound

extension Vault {
  /// Hands the credential itself to a caller that has the right to receive it (`tokens:retrieve`). From then on nothing
  /// that the vault says about calls binds what is done with it, so it is refused where anything does.
  ///
  /// The event `credential_released` is on the disk before this returns. A connection's token is renewed when it is near
  /// its end; its refresh token never leaves.
  ///
  /// - Parameters:
  ///   - method, url: the call that the caller says it is for: decided on, and its origin must be bound.
  /// - Throws: ``VaultError`` with its ``VaultError/cause``.
  public func releaseCredential(
    grantID: String, method: RequestMethod, url: String, as identity: CallerIdentity,
    context: CallContext = CallContext(), reason: String = ""
  ) async throws(VaultError) -> ReleasedCredential {
    let call = Call(
      method: try Self.checkedMethod(method.description), url: try Self.canonical(url), headers: [], body: .none,
      as: identity, context: context, reason: Printable.text(reason, limit: 1000))
    let keys = try await useKeys()
    try await tidyOnce(keys)
    switch try await release(call, grant: grantID, keys: keys, isRenewed: false) {
    case .done(let released): return released
    case .due(let permit):
      try await renewIfDue(permit, keys: keys)
      guard
        case .done(let released) = try await release(
          call, grant: grantID, keys: try await useKeys(), isRenewed: true)
      else { throw .damaged("the tokens of \(permit.name) are missing") }
      return released
    }
  }

  private enum Release: Sendable {
    case done(ReleasedCredential)
    /// The connection's token is to be renewed first.
    case due(Permit)
  }

  /// - Parameter isRenewed: whether the token was renewed just now, as far as that works out.
  private func release(
    _ call: Call, grant name: String, keys: UseKeys, isRenewed: Bool
  ) async throws(VaultError) -> Release {
    let (log, cache, time, vaultID) = (auditLog(keys), decidingRows, now, id)
    let result: Result<Release, VaultError> = try await appending { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireAuthentic(keys, vaultID: vaultID)
      let admission = try rows.admit(call, grant: name, right: .retrieve, now: time, in: transaction)
      guard admission.refusal == nil, let grant = admission.grant, let source = admission.source,
        let id = admission.reachedID
      else { return .failure(try log.refuse(call, admission, grant: name, in: transaction)) }
      let decision = try rows.decide(call, grant: grant, source: source, now: time, in: transaction)
      let tokens = try transaction.connectionState(of: source)
      var event = call.event(.denied, grant: grant, source: source, name: grant.name)
      event.rule = decision.decider.description
      func refused(_ error: VaultError, rule: String? = nil) throws -> Result<Release, VaultError> {
        (event.decision, event.rule, event.reason) = ("deny", rule ?? event.rule, error.message)
        try log.append(event, in: transaction)
        return .failure(error)
      }
      if decision.decider == .binding, decision.verdict == .deny {
        let error = VaultError.denied(decision, call, grant: grant, source: source, by: rows)
        return try refused(error.cause == .binding ? error.blocked : error)
      }
      if let bound = rows.boundToCalls(call, admission, grant: grant, source: source, now: time) {
        // What the rules deny of the very call that it is said to be for is a denial.
        guard decision.verdict == .deny, decision.doubts.isEmpty else { return try refused(bound) }
      }
      if decision.verdict != .allow {
        return try refused(.denied(decision, call, grant: grant, source: source, by: rows))
      }
      if let connection = source.connection, let dead = tokens?.needsReauth {
        return try refused(.needsReauth(connection, dead), rule: "connection")
      }
      if !isRenewed, let connection = source.connection, let tokens, tokens.canRefresh,
        tokens.isDue(connection.id, at: time)
      {
        return .success(
          .due(Permit(grant: grant, source: source, name: grant.name, sequence: 0, reachedID: id, tokens: tokens)))
      }
      guard let credential = try transaction.credentials(of: source, vaultID: vaultID, keys: keys, now: time).first
      else { throw VaultError.damaged("the value of \(grant.name) is missing") }
      let shape: ReleaseShape
      do throws(VaultError) { shape = try ReleaseShape(source.injection, credential) } catch {
        return try refused(error)
      }
      (event.kind, event.decision) = (.credentialReleased, "allow")
      event.reason = admission.issued.isEmpty ? decision.reason : "by the issued grant \(id): \(decision.reason)"
      let sequence = try log.append(event, in: transaction)
      try admission.standing?.count(at: time, in: transaction)
      return .success(
        .done(
          ReleasedCredential(
            grantID: id, provider: source.provider, token: shape.token, headerName: shape.headerName,
            headerFormat: shape.headerFormat, additional: shape.additional, injections: shape.injections,
            expiresAt: tokens?.accessExpiresAt, scopes: tokens?.scopesGiven ?? [], auditSequence: sequence)))
    }
    return try result.get()
  }
}

extension DecidingRows {
  /// Why the credential has to stay: an issued grant that leaves something out, or a rule.
  fileprivate func boundToCalls(
    _ call: Call, _ admission: Admission, grant: Grant, source: GrantSource, now: Timestamp
  ) -> VaultError? {
    if let narrow = admission.issued.first(where: \.isRestricted) {
      return VaultError(
        .denied, "the issued grant \(narrow.id) allows some calls only, so its credential stays in the vault",
        hint: "make the call through the vault",
        cause: .requiresProxy(narrow.kind == .delegation ? .delegated : .restricted))
    }
    if let bound = boundUserGrant(grant) { return bound }
    guard
      let bound = policiesInForce.boundToCalls(
        call.facts, grant: grant, source: source, context: PolicyContext(now: now))
    else { return nil }
    let isUsers = bound.policy == UserLimits.policyName
    let by: VaultError.BoundBy =
      switch bound.kind {
      case .restricted: isUsers ? .userLimits : .restricted
      case .approval: .hitl
      case .limits: .userLimits
      }
    return VaultError(
      .denied, "a rule holds only in calls that the vault makes, so the credential stays there: \(bound.rule)",
      hint: "make the call through the vault", cause: .requiresProxy(by))
  }
}

extension VaultError {
  /// Of a call that the binding denies: the credential is not meant for that place.
  fileprivate var blocked: VaultError { VaultError(code, message, hint: hint, cause: .blockedDestination) }
}
