public import Domain
internal import Glibc
internal import VaultCrypto

extension Vault {
  /// So many wait at once for one caller, and in all.
  private static let waitingPerCaller = 20
  private static let waiting = 200
  /// So long after its end a session can still be read.
  private static let afterlife: Int64 = 600

  /// Notes a caller's wish that an end user connects or gives a key.
  ///
  /// - Returns: the session, and the token by which its caller asks about it, and which opens its page.
  public func openConnectSession(
    _ wish: ConnectWish, by caller: CallerIdentity
  ) async throws(VaultError) -> (session: ConnectSession, token: String) {
    let keys = try await useKeys()
    let (log, cache, id, time) = (auditLog(keys), decidingRows, id, now)
    let seal = try ConnectSessionSeal(keys, vaultID: id)
    let wish = try wish.checked(at: time)
    let made: Result<ConnectSession, VaultError> = try await database.write { transaction in
      try transaction.forgetConnectSessions(endedBefore: time.adding(seconds: -Self.afterlife))
      let open = try transaction.connectSessions().map(seal.open).filter { $0.answer == nil && $0.expiresAt > time }
      guard open.count < Self.waiting, open.count(where: { $0.caller == caller.id }) < Self.waitingPerCaller else {
        return .failure(
          VaultError(
            .denied, "too many connect sessions wait already", hint: "answer some with: gatehouse connect list",
            cause: .rateLimited(
              .caller, limit: Self.waitingPerCaller, windowSeconds: ConnectSession.lifetime, retryAfter: 60)))
      }
      let book = try cache.rows(transaction).book
      let displayName = book.entries[caller.id]?.caller.displayName ?? ""
      let session = ConnectSession(
        wish: wish, caller: caller.id, callerName: caller.name,
        application: displayName.isEmpty ? caller.name : displayName,
        agentName: wish.agent.flatMap { book.fullNames[$0] } ?? "", createdAt: time,
        expiresAt: time.adding(seconds: ConnectSession.lifetime))
      try transaction.putConnectSession(seal.row(session))
      try log.append(
        AuditEvent(
          kind: .connectAsked, requestID: session.id, caller: caller.name, pid: getpid(),
          subject: wish.providers.joined(separator: ", "), reason: wish.label, keyPrefix: caller.keyPrefix),
        in: transaction)
      return .success(session)
    }
    let session = try made.get()
    return (session, seal.token(of: session.id))
  }

  /// The session of a token; nil when there is none, it is another caller's, or its time is over without an answer.
  public func connectSession(token: String, by caller: CallerIdentity) async throws(VaultError) -> ConnectSession? {
    let keys = try await useKeys(rearming: false)
    let (seal, time) = (try ConnectSessionSeal(keys, vaultID: id), now)
    return try await database.read { transaction in
      guard let row = try transaction.connectSession(token: SHA256Hash.of(Array(token.utf8))) else { return nil }
      let session = try seal.open(row)
      return session.caller == caller.id && (session.answer != nil || session.expiresAt > time) ? session : nil
    }
  }

  /// Those that wait for an answer, the one that ends soonest first.
  public func connectSessions() async throws(VaultError) -> [ConnectSession] {
    let keys = try await useKeys(rearming: false)
    let (seal, time) = (try ConnectSessionSeal(keys, vaultID: id), now)
    return try await database.read { transaction in
      try transaction.connectSessions().map(seal.open).filter { $0.answer == nil && $0.expiresAt > time }
    }
  }

  /// Answers a session with a grant, which its caller may use from then on. An admin act.
  ///
  /// - Throws: ``VaultError`` `badInput` when the caller is one that another caller made and its own reach has not the grant:
  ///   what such a caller may use, its maker says.
  public func completeConnectSession(
    _ id: Identifier, with grant: Identifier
  ) async throws(VaultError) -> ConnectSession {
    try await change { change in
      var (session, seal) = try change.waitingSession(id)
      let record = try change.grant(grant).grant
      guard let source = change.rows.source(of: record), record.revokedAt == nil, source.revokedAt == nil,
        record.expiresAt.map({ $0 > change.now }) ?? true
      else {
        throw VaultError(.badInput, "the grant \(record.name) has ended", hint: "answer with another one")
      }
      guard let asker = session.caller else {
        throw VaultError(.badInput, "the owner's own session is answered where it was opened", hint: "or deny it")
      }
      let caller = try change.rows.caller(asker.description).caller
      if let held = change.rows.userGrants[grant], held.caller != caller.id, case .every = caller.reach {
        throw VaultError(
          .badInput, "the user of \(record.name) connected it for another caller", hint: "answer with another one")
      }
      if !caller.reach.contains(grant) {
        guard var own = change.rows.callers[caller.id], case .only(let ids) = own.caller.reach else {
          throw VaultError(
            .badInput, "\(session.callerName) was made by another caller, which says what it may use",
            hint: "have that one hand the grant on; deny this session")
        }
        own.caller.reach = .only(ids.union([grant]))
        own.caller.version += 1
        try change.writer.put(own)
      }
      session.answer = .completed(grant: grant, isReauth: false)
      try change.transaction.putConnectSession(seal.row(session))
      try change.record(
        AuditEvent(
          kind: .connectAnswered, requestID: session.id, pid: getpid(), principal: record.principal.description,
          grantID: grant, subject: record.name, provider: source.provider, credentialKind: source.kind,
          reason: "asked by \(session.callerName)"))
      return session
    }
  }

  /// Denies a session; the reason goes back to its caller. An admin act.
  public func denyConnectSession(_ id: Identifier, reason: String) async throws(VaultError) -> ConnectSession {
    try await change { change in
      var (session, seal) = try change.waitingSession(id)
      session.answer = .denied(reason: Printable.text(reason, limit: 500))
      try change.transaction.putConnectSession(seal.row(session))
      try change.record(
        AuditEvent(
          kind: .connectDenied, requestID: session.id, pid: getpid(),
          reason: "asked by \(session.callerName): \(Printable.text(reason, limit: 500))"))
      return session
    }
  }
}

extension AdminChange {
  fileprivate func waitingSession(
    _ id: Identifier
  ) throws -> (session: ConnectSession, seal: ConnectSessionSeal) {
    let seal = try ConnectSessionSeal(keys, vaultID: vaultID)
    guard let row = try transaction.connectSession(id) else {
      throw VaultError.notFound("connect session", id.description, list: "connect list")
    }
    let session = try seal.open(row)
    guard session.answer == nil, session.expiresAt > now else {
      throw VaultError.notFound("waiting connect session", id.description, list: "connect list")
    }
    return (session, seal)
  }
}
