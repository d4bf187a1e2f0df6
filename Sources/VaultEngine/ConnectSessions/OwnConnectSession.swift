internal import Domain
internal import ProviderCatalog

/// The session of a connection that the vault's owner makes: it has no page, and is there so that it can be seen, and ended,
/// from elsewhere.
struct OwnConnectSession: Sendable {
  static let callerName = "gatehouse"

  let id: Identifier
  let seal: ConnectSessionSeal

  static func opened(_ plan: ConnectionPlan, seal: ConnectSessionSeal, at now: Timestamp) -> ConnectSession {
    ConnectSession(
      wish: ConnectWish(
        .connection, providers: [plan.provider.id], label: plan.label, repairs: plan.draft.replacing,
        user: plan.userID, scopes: [plan.provider.id: plan.scopes]),
      caller: nil, callerName: callerName, application: callerName, createdAt: now,
      expiresAt: now.adding(seconds: ConnectSession.lifetime))
  }

  /// Notes what came of it, as long as nobody else has.
  ///
  /// - Throws: when it was ended from elsewhere.
  func close(_ answer: ConnectSession.Answer, in transaction: Transaction) throws {
    guard var session = try transaction.connectSession(.id(id), seal: seal) else { return }
    if let ending = session.answer { throw Self.ended(ending) }
    session.answer = answer
    try transaction.putConnectSession(seal.row(session))
  }

  static func ended(_ answer: ConnectSession.Answer) -> VaultError {
    let why =
      switch answer {
      case .denied(let reason) where !reason.isEmpty: ": \(reason)"
      case .failed(let code, let reason) where code != "connect_cancelled": ": \(reason)"
      default: ""
      }
    return VaultError(
      .denied, "the connection was cancelled from elsewhere\(why)", hint: "connect again; nothing was stored")
  }
}

extension Vault {
  func openOwnSession(_ plan: ConnectionPlan, _ admin: Admin) async throws(VaultError) -> OwnConnectSession {
    let (seal, time) = (try ConnectSessionSeal(admin.useKeys, vaultID: id), now)
    let session = OwnConnectSession.opened(plan, seal: seal, at: time)
    try await database.write { try $0.putConnectSession(seal.row(session)) }
    return OwnConnectSession(id: session.id, seal: seal)
  }

  /// Does the owner's work until it is done or the session is ended from elsewhere, and notes how it failed.
  func untilEnded(
    _ session: OwnConnectSession, _ work: @escaping @Sendable () async -> Result<Grant, VaultError>
  ) async throws(VaultError) -> Grant {
    let result = await withTaskGroup(of: Result<Grant, VaultError>?.self) { group in
      group.addTask { await work() }
      group.addTask { await self.ending(of: session).map { .failure($0) } }
      defer { group.cancelAll() }
      for await result in group {
        if let result { return result }
      }
      return .failure(.cancelled)
    }
    if case .failure(let error) = result {
      let answer: ConnectSession.Answer =
        error.code == .denied ? .denied(reason: error.message) : .failed(code: "connect_failed", reason: error.message)
      try? await database.write { try session.close(answer, in: $0) }
    }
    return try result.get()
  }

  /// Waits until somebody else ends the session; nil when that can no longer be told.
  private func ending(of session: OwnConnectSession) async -> VaultError? {
    // Watched before the first look, so that nothing falls between.
    let changes = changes()
    if let ending = await answer(of: session) { return OwnConnectSession.ended(ending) }
    for await _ in changes {
      if let ending = await answer(of: session) { return OwnConnectSession.ended(ending) }
    }
    return nil
  }

  /// nil also for what was done here.
  private func answer(of session: OwnConnectSession) async -> ConnectSession.Answer? {
    let found = try? await database.read { try $0.connectSession(.id(session.id), seal: session.seal) }
    guard let answer = found?.answer else { return nil }
    if case .completed = answer { return nil }
    return answer
  }
}
