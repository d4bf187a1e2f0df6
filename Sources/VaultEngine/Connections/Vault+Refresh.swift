public import Domain
internal import OAuthClient
internal import Outbound

extension Vault {
  /// Renews a connection's access token when it is near its end, or in any case. A use act; calls do it by themselves.
  ///
  /// - Parameter name: the grant's id, or its name.
  /// - Returns: the connection's state; with a `failure` in it when the provider gave no token and the present one is
  ///   still good.
  /// - Throws: ``VaultError``: `needsReauth`, `unreachable` when the provider gave no token that is needed now, `denied`
  ///   for a revoked grant, `badInput` for one that cannot be renewed.
  public func refresh(grant name: String, isForced: Bool = false) async throws(VaultError) -> ConnectionState {
    let keys = try await useKeys()
    try await tidyOnce(keys)
    let (cache, vaultID) = (decidingRows, id)
    let (connection, state) = try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireAuthentic(keys, vaultID: vaultID)
      let (grant, source) = try rows.deciding(grant: name)
      guard let connection = source.connection, let state = try transaction.connectionState(of: connection.id) else {
        throw VaultError(.badInput, "\(grant.name) is a managed secret", hint: "only OAuth connections are refreshed")
      }
      guard grant.revokedAt == nil, connection.revokedAt == nil else {
        throw VaultError(.denied, "\(grant.name) was revoked", hint: "connect the user anew")
      }
      return (connection, state)
    }
    if let reason = state.needsReauth { throw .needsReauth(connection, reason) }
    let need = RefreshNeed(seen: state.tokenVersion, reason: isForced ? .asked : .due)
    if need.isMet(by: state, of: connection.id, at: now) { return state }
    guard state.canRefresh else {
      guard isForced else { return state }
      throw VaultError(
        .badInput, "\(connection.provider) gave \(connection.name) no refresh token",
        hint: "let the user agree again: gatehouse oauth connect --grant \(connection.name)")
    }
    switch try await refreshed(connection.id, need, keys: keys) {
    case .fresh(let state): return state
    case .failed(let state):
      guard !isForced, !state.isExpired(at: now) else { throw .notRefreshed(connection, state) }
      return state
    case .reauth(let error): throw error
    }
  }

  /// A newer token than the one that was looked at. However many ask, in however many processes, one request goes to the
  /// provider; it goes on when its askers do not, since its answer may be the only one there will be.
  func refreshed(
    _ connection: Identifier, _ need: RefreshNeed, keys: UseKeys
  ) async throws(VaultError) -> RefreshEnding {
    while true {
      if let running = refreshes[connection] {
        let ending = try await Self.value(of: running)
        // Whoever began it may have wanted less.
        if case .fresh(let state) = ending, !need.isMet(by: state, of: connection, at: now) { continue }
        return ending
      }
      let refresh = Refresh(
        connection: connection, need: need, holder: try ensureInstance(), instances: instancesFolder,
        log: auditLog(keys))
      let task = Task { await run(refresh) }
      refreshes[connection] = task
      return try await Self.value(of: task)
    }
  }

  /// Waits for a task that goes on when its waiter is cancelled.
  private static func value<Value: Sendable>(
    of task: Task<Result<Value, VaultError>, Never>
  ) async throws(VaultError) -> Value {
    let (stream, continuation) = AsyncStream.makeStream(of: Result<Value, VaultError>.self)
    Task {
      continuation.yield(await task.value)
      continuation.finish()
    }
    for await result in stream { return try result.get() }
    throw .cancelled
  }

  /// So that no answer is lost that is on its way, when the vault is closed.
  func waitForRefreshes() async { for task in refreshes.values { _ = await task.value } }

  // MARK: One refresh

  private func run(_ refresh: Refresh) async -> Result<RefreshEnding, VaultError> {
    defer { refreshes[refresh.connection] = nil }
    do throws(VaultError) {
      let outbound = try ensureOAuthOutbound()
      if let kept = unstored.removeValue(forKey: refresh.connection) {
        let ending = try await conclude(refresh, kept.answer, to: kept.sending)
        if case .fresh(let state) = ending, refresh.need.isMet(by: state, of: refresh.connection, at: now) {
          return .success(ending)
        }
      }
      switch try await turn(of: refresh) {
      case .over(let ending): return .success(ending)
      case .wait:
        throw VaultError(
          .unreachable, "another process refreshes the same connection and does not come to an end", hint: "try again")
      case .send(let sending):
        let client = OAuthClient(registration: sending.registration, outbound: outbound, now: options.now)
        let answer: Result<TokenSet, OAuthFailure>
        do throws(OAuthFailure) { answer = .success(try await client.refresh(sending.refreshToken)) } catch {
          answer = .failure(error)
        }
        return .success(try await conclude(refresh, answer, to: sending))
      }
    } catch { return .failure(error) }
  }

  /// This process's turn, or that another's has made it needless. That one is looked at again and again, for a while
  /// longer than its lease.
  private func turn(of refresh: Refresh) async throws(VaultError) -> Refresh.Turn {
    let cache = decidingRows
    let end = ContinuousClock.now + .seconds(Refresh.leaseSeconds + 5)
    var pause = Duration.milliseconds(10)
    while true {
      let standing = try await database.read { try refresh.standing(cache.rows($0), $0) }
      let turn: Refresh.Turn
      if let standing {
        turn = standing
      } else {
        turn = try await database.write { try refresh.begin(cache.rows($0), $0) }
      }
      guard case .wait = turn, ContinuousClock.now < end else { return turn }
      try? await Task.sleep(for: pause)
      pause = min(pause * 2, .milliseconds(160))
    }
  }

  /// Stores what came. Where the disk does not take it just now, the tokens stay in memory for the next try: the
  /// provider will not give them twice.
  private func conclude(
    _ refresh: Refresh, _ answer: Result<TokenSet, OAuthFailure>, to sending: Refresh.Sending
  ) async throws(VaultError) -> RefreshEnding {
    let cache = decidingRows
    for pause in [100, 1000, nil] as [Int64?] {
      do throws(VaultError) {
        let ending = try await database.write { try refresh.conclude(answer, to: sending, cache.rows($0), $0) }
        await tellProviders(keys: refresh.log.keys)
        return ending
      } catch {
        guard error.code == .storage else { throw error }
        if let pause {
          try? await Task.sleep(for: .milliseconds(pause))
        } else {
          if case .success = answer { unstored[refresh.connection] = (sending, answer) }
          throw error
        }
      }
    }
    throw .cancelled
  }

  /// A client of its own, since no answer of an authorization server is long or late.
  func ensureOAuthOutbound() throws(VaultError) -> OutboundClient {
    if let oauthOutbound { return oauthOutbound }
    var configuration = OutboundConfiguration(extraCAFiles: options.extraCAFiles)
    configuration.answerTimeout = options.oauthTimeout
    configuration.totalTimeout = options.oauthTimeout
    configuration.bodyLimit = 1 << 20
    do {
      let made = try OutboundClient(configuration: configuration)
      oauthOutbound = made
      return made
    } catch {
      throw VaultError(error)
    }
  }
}

extension VaultError {
  static func notRefreshed(_ connection: Connection, _ state: ConnectionState) -> VaultError {
    VaultError(
      .unreachable,
      "the access token of \(connection.name) could not be renewed: \(state.failure ?? "no answer came")",
      hint: state.retryAt.map { "it is tried again from \($0.localTime) on" } ?? "try again")
  }
}
