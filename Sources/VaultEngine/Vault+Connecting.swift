public import Domain
internal import Glibc
internal import OAuthClient
internal import ProviderCatalog

extension Vault {
  /// Lets an end user authorize an OAuth app, and keeps what comes back as a grant; with `draft.replacing` an existing
  /// grant is mended and keeps its id. An admin act: the right is taken at the beginning, so that a slow user does not
  /// lose it.
  ///
  /// The redirect is awaited on this machine (RFC 8252); where that cannot be, and always beside it, the redirected
  /// address can be pasted. Cancelling the task ends the attempt and stores nothing.
  ///
  /// - Parameters:
  ///   - pasted: addresses as the user pastes them; one that is not the answer is told in a step, and the attempt goes on.
  ///   - onStep: is told what is going on; ``ConnectionStep/open(url:)`` is the page to show to the user.
  public func connect(
    _ draft: ConnectionDraft, pasted: AsyncStream<SecretBytes> = AsyncStream { $0.finish() },
    onStep: @escaping @Sendable (ConnectionStep) -> Void
  ) async throws(VaultError) -> Grant {
    let admin = try await requireAdmin()
    let (cache, id) = (decidingRows, id)
    let (plan, registration) = try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireAuthentic(admin.useKeys, vaultID: id)
      let plan = try rows.plan(draft)
      return (plan, try transaction.registration(of: plan.app, in: rows, vaultID: id, keys: admin.useKeys))
    }
    let client = OAuthClient(registration: registration, outbound: try ensureOAuthOutbound(), now: options.now)
    let session = try await openOwnSession(plan, admin)
    return try await untilEnded(session) {
      do throws(VaultError) {
        return .success(
          draft.isDevice
            ? try await self.connectDevice(plan, client, admin, session, onStep)
            : try await self.connectBrowser(plan, client, admin, session, pasted, onStep))
      } catch { return .failure(error) }
    }
  }

  private func connectDevice(
    _ plan: ConnectionPlan, _ client: OAuthClient, _ admin: Admin, _ session: OwnConnectSession,
    _ onStep: @escaping @Sendable (ConnectionStep) -> Void
  ) async throws(VaultError) -> Grant {
    let tokens: TokenSet
    do throws(OAuthFailure) {
      let device = try await client.startDevice(scopes: plan.scopes)
      onStep(
        .device(
          userCode: device.userCode, url: device.url, completeURL: device.completeURL, expiresAt: device.expiresAt))
      onStep(.waiting)
      tokens = try await client.poll(device) {
        try await Task.sleep(for: .seconds($0))
      } onSlowDown: {
        onStep(.slowedDown(seconds: $0))
      }
    } catch { throw VaultError(error, of: plan) }
    return try await keep(tokens, plan, client, admin, session, onStep)
  }

  private func connectBrowser(
    _ plan: ConnectionPlan, _ client: OAuthClient, _ admin: Admin, _ session: OwnConnectSession,
    _ pasted: AsyncStream<SecretBytes>, _ onStep: @escaping @Sendable (ConnectionStep) -> Void
  ) async throws(VaultError) -> Grant {
    var listener: CallbackListener?
    do throws(ListenFailure) {
      listener = try await CallbackListener.start(
        redirectURI: plan.app.redirectURI, takesAnyPort: plan.facts.takesAnyPort, provider: plan.provider.name)
    } catch { onStep(.cannotListen(reason: error.description)) }
    do throws(VaultError) {
      let grant = try await authorize(plan, client, admin, session, listener, pasted, onStep)
      listener?.finish(
        .connected(
          provider: plan.provider.name, account: try await account(of: grant), user: plan.userID))
      await listener?.stop()
      return grant
    } catch {
      listener?.finish(.failed(provider: plan.provider.name, reason: error.message))
      await listener?.stop()
      throw error
    }
  }

  private func authorize(
    _ plan: ConnectionPlan, _ client: OAuthClient, _ admin: Admin, _ session: OwnConnectSession,
    _ listener: CallbackListener?, _ pasted: AsyncStream<SecretBytes>,
    _ onStep: @escaping @Sendable (ConnectionStep) -> Void
  ) async throws(VaultError) -> Grant {
    let tokens: TokenSet
    do throws(OAuthFailure) {
      let pending = try client.authorization(
        scopes: plan.scopes, redirectURI: listener?.redirectURI ?? plan.app.redirectURI)
      listener?.expect(pending)
      if let listener { onStep(.listening(redirectURI: listener.redirectURI)) }
      onStep(.open(url: pending.url))
      onStep(.waiting)
      let answer = try await Self.answer(to: pending, listener, pasted, onStep)
      onStep(.exchanging)
      tokens = try await client.exchange(answer, for: pending)
    } catch { throw VaultError(error, of: plan) }
    return try await keep(tokens, plan, client, admin, session, onStep)
  }

  /// Whichever comes first: the redirect, or a pasted address that is the answer.
  private static func answer(
    to pending: PendingAuthorization, _ listener: CallbackListener?, _ pasted: AsyncStream<SecretBytes>,
    _ onStep: @escaping @Sendable (ConnectionStep) -> Void
  ) async throws(OAuthFailure) -> CallbackAnswer {
    let result = await withTaskGroup(of: Result<CallbackAnswer, OAuthFailure>?.self) { group in
      if let listener {
        group.addTask {
          do throws(OAuthFailure) { return .success(try await listener.answer()) } catch { return .failure(error) }
        }
      }
      group.addTask {
        for await text in pasted {
          do throws(OAuthFailure) { return .success(try CallbackAnswer.read(pasted: text, for: pending)) } catch {
            guard case .notOurs = error else { return .failure(error) }
            onStep(.notAccepted(reason: error.description))
          }
        }
        // Nothing more is pasted; the redirect may still come.
        return nil
      }
      defer { group.cancelAll() }
      for await result in group {
        if let result { return result }
      }
      return .failure(.cancelled)
    }
    return try result.get()
  }

  /// Names the account and stores everything in one change.
  private func keep(
    _ tokens: TokenSet, _ plan: ConnectionPlan, _ client: OAuthClient, _ admin: Admin, _ session: OwnConnectSession,
    _ onStep: @escaping @Sendable (ConnectionStep) -> Void
  ) async throws(VaultError) -> Grant {
    onStep(.identifying)
    // A provider that does not say whose account it is, is no reason to lose the connection.
    let asked = try? await client.account(of: tokens.accessToken)
    let account = tokens.account ?? asked ?? ""
    if let before = plan.mended?.connection, !before.account.isEmpty, !account.isEmpty, before.account != account {
      throw VaultError(
        .badInput, "the user agreed with another account, \(account), and \(plan.name) is that of \(before.account)",
        hint: "sign in with that account, or connect the other one by itself, with --label")
    }
    onStep(.storing)
    return try await change(as: admin) { change in
      // Looked at again: a name or an account may have been taken while the user thought about it.
      let plan = try change.rows.plan(plan.draft)
      let grant =
        plan.mended?.grant
        ?? Grant(
          id: Identifier(), name: plan.name, sourceID: Identifier(), principal: .user(plan.userID), label: plan.label,
          createdAt: change.now)
      let connection = try plan.connection(of: grant, account: account, now: change.now)
      try change.store(tokens, as: connection, grant: grant, accessSeconds: plan.facts.accessSeconds)
      try session.close(.completed(grant: grant.id, isReauth: plan.mended != nil), in: change.transaction)
      return grant
    }
  }

  private func account(of grant: Grant) async throws(VaultError) -> String {
    try await self.grant(named: grant.id.description).source.connection?.account ?? ""
  }
}

extension VaultError {
  init(_ failure: OAuthFailure, of plan: ConnectionPlan) {
    let code: VaultError.Code =
      switch failure {
      case .unavailable, .throttled, .cancelled, .expired: .unreachable
      case .denied: .denied
      case .refused, .invalidAnswer, .misconfigured, .notOurs: .badInput
      }
    self.init(code, "\(plan.provider.name): \(failure.description)", hint: failure.hint)
  }
}
