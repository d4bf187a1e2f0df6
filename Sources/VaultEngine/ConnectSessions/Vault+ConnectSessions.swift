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
  /// - Returns: the session, and the token by which its caller asks about it; nobody else learns it.
  public func openConnectSession(
    _ kind: ConnectSession.Kind, providers: [String], label: String, repairing grant: Identifier? = nil,
    by caller: CallerIdentity
  ) async throws(VaultError) -> (session: ConnectSession, token: String) {
    let keys = try await useKeys()
    let (log, id, time) = (auditLog(keys), id, now)
    let seal = try ConnectSessionSeal(keys, vaultID: id)
    let token: [UInt8]
    do { token = try Random.bytes(32) } catch {
      throw VaultError(.storage, "the cryptographic library failed", hint: "nothing was opened")
    }
    let session = ConnectSession(
      kind: kind, caller: caller.id, callerName: caller.name,
      providers: providers.map { Printable.text($0, limit: 64) }, label: Printable.text(label, limit: 200),
      repairs: grant, createdAt: time, expiresAt: time.adding(seconds: ConnectSession.lifetime))
    let text = token.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    let made: Result<Void, VaultError> = try await database.write { transaction in
      try transaction.forgetConnectSessions(endedBefore: time.adding(seconds: -Self.afterlife))
      let open = try transaction.connectSessions().map(seal.open).filter { $0.answer == nil && $0.expiresAt > time }
      guard open.count < Self.waiting, open.count(where: { $0.caller == caller.id }) < Self.waitingPerCaller else {
        return .failure(
          VaultError(
            .denied, "too many connect sessions wait already", hint: "answer some with: gatehouse connect list",
            cause: .rateLimited(
              .caller, limit: Self.waitingPerCaller, windowSeconds: ConnectSession.lifetime, retryAfter: 60)))
      }
      try transaction.putConnectSession(seal.row(session, token: SHA256Hash.of(Array(text.utf8))))
      try log.append(
        AuditEvent(
          kind: .connectAsked, requestID: session.id, caller: caller.name, pid: getpid(),
          subject: session.providers.joined(separator: ", "), reason: session.label, keyPrefix: caller.keyPrefix),
        in: transaction)
      return .success(())
    }
    try made.get()
    return (session, text)
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
      var (session, row, seal) = try change.waitingSession(id)
      let record = try change.grant(grant).grant
      guard let source = change.rows.source(of: record), record.revokedAt == nil, source.revokedAt == nil,
        record.expiresAt.map({ $0 > change.now }) ?? true
      else {
        throw VaultError(.badInput, "the grant \(record.name) has ended", hint: "answer with another one")
      }
      let caller = try change.rows.caller(session.caller.description).caller
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
      session.answer = .completed(grant: grant)
      row = seal.row(session, token: row.token)
      try change.transaction.putConnectSession(row)
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
      var (session, row, seal) = try change.waitingSession(id)
      session.answer = .denied(reason: Printable.text(reason, limit: 500))
      row = seal.row(session, token: row.token)
      try change.transaction.putConnectSession(row)
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
  ) throws -> (session: ConnectSession, row: ConnectSessionRow, seal: ConnectSessionSeal) {
    let seal = try ConnectSessionSeal(keys, vaultID: vaultID)
    guard let row = try transaction.connectSession(id) else {
      throw VaultError.notFound("connect session", id.description, list: "connect list")
    }
    let session = try seal.open(row)
    guard session.answer == nil, session.expiresAt > now else {
      throw VaultError.notFound("waiting connect session", id.description, list: "connect list")
    }
    return (session, row, seal)
  }
}
