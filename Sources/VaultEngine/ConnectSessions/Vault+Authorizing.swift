public import Domain
internal import OAuthClient
internal import ProviderCatalog

extension Vault {
  /// Begins the authorization at a provider: listens at the app's redirect URI, beside others that wait there, and sends
  /// the browser that comes back on to `page`. What the same session began before is over.
  ///
  /// - Parameter page: where the listener sends the browser (303), whatever came of it.
  /// - Returns: the provider's address for the browser, and what ``finishAuthorization(_:token:)`` wants.
  /// - Throws: `badInput` for a provider that is not offered; `unreachable` when the port of the redirect URI is taken, and
  ///   by whom.
  public func beginAuthorization(
    token: String, provider: String, returningTo page: String
  ) async throws(VaultError) -> (id: Identifier, url: String) {
    let keys = try await useKeys()
    let vaultID = id
    let (session, request, registration) = try await reading(token) { session, rows, transaction in
      let request = try rows.authorization(at: provider, for: session)
      let registration = try transaction.registration(of: request.app, in: rows, vaultID: vaultID, keys: keys)
      return (session, request, registration)
    }
    await endAttempts(of: session.id)
    let client = OAuthClient(registration: registration, outbound: try ensureOAuthOutbound(), now: options.now)
    let left = max(0, session.expiresAt.microseconds - now.microseconds)
    let callback: AwaitedCallback
    do throws(CallbackHub.Failure) {
      callback = try await callbackHub.expect(
        at: request.app.redirectURI, takesAnyPort: request.facts.takesAnyPort, sendingTo: page,
        within: .microseconds(left)
      ) { redirectURI throws(OAuthFailure) in
        try client.authorization(scopes: request.scopes, redirectURI: redirectURI)
      }
    } catch {
      switch error {
      case .listening(let failure): throw VaultError(failure, at: request.app)
      case .authorizing(let failure): throw VaultError(failure, at: request.provider.name)
      }
    }
    let id = Identifier()
    authorizations[id] = Authorization(
      session: session.id, expiresAt: session.expiresAt, request: request, callback: callback)
    return (id, callback.pending.url)
  }

  /// Takes what came back: exchanges the code, stores the connection and its grant for the session's caller, and answers
  /// the session, in one transaction. A refusal of the user or the provider answers it too.
  ///
  /// - Throws: `notFound` when the authorization was not begun here, or nothing has come back; `unreachable` when the
  ///   provider did not answer, and the user can begin again.
  public func finishAuthorization(_ id: Identifier, token: String) async throws(VaultError) -> ConnectSession {
    let keys = try await useKeys()
    let vaultID = self.id
    guard let waiting = authorizations[id], let result = waiting.callback.result else { throw .notBegun }
    let request = waiting.request
    let registration = try await reading(token) { session, rows, transaction in
      guard session.id == waiting.session else { throw VaultError.notBegun }
      let present = try rows.authorization(at: request.provider.id, for: session)
      guard present.app.id == request.app.id, present.app.clientID == request.app.clientID else {
        throw VaultError(.badInput, "the developer's OAuth app was changed meanwhile", hint: "begin again")
      }
      return try transaction.registration(of: request.app, in: rows, vaultID: vaultID, keys: keys)
    }
    // Whoever takes it out finishes it: a code is exchanged once.
    guard authorizations.removeValue(forKey: id) != nil else { throw .notBegun }
    await callbackHub.end(waiting.callback)
    let client = OAuthClient(registration: registration, outbound: try ensureOAuthOutbound(), now: options.now)
    let tokens: TokenSet
    do throws(OAuthFailure) {
      tokens = try await client.exchange(try result.get(), for: waiting.callback.pending)
    } catch {
      guard let ending = ConnectSession.Answer(error, at: request.provider.name) else {
        throw VaultError(error, at: request.provider.name)
      }
      return try await answer(.token(token)) { try $0.answer(ending) }
    }
    // A provider that does not say whose account it is, is no reason to lose the connection.
    let asked = try? await client.account(of: tokens.accessToken)
    let account = tokens.account ?? asked ?? ""
    return try await answer(.token(token)) { try $0.store(tokens, account: account, of: request) }
  }

  /// Forgets what a session has begun at providers.
  func endAttempts(of session: Identifier) async {
    for (id, waiting) in authorizations where waiting.session == session || waiting.isOver(at: now) {
      authorizations[id] = nil
      await callbackHub.end(waiting.callback)
    }
  }
}

extension ConnectSession.Answer {
  /// How a session ends that cannot be fulfilled, with the SDK's codes; nil where the user may try again.
  init?(_ failure: OAuthFailure, at provider: String) {
    let reason = "\(provider): \(failure.description)"
    switch failure {
    case .denied: self = .denied(reason: reason)
    case .misconfigured: self = .failed(code: "provider_configuration_unavailable", reason: reason)
    case .invalidAnswer: self = .failed(code: "connect_failed", reason: reason)
    case .refused(let code, _):
      switch code {
      case "invalid_client", "unauthorized_client": self = .failed(code: code, reason: reason)
      case "redirect_uri_mismatch", "invalid_redirect_uri": self = .failed(code: "invalid_redirect_uri", reason: reason)
      case "invalid_scope", "invalid_request", "unsupported_response_type", "unsupported_grant_type":
        self = .failed(code: "connect_config_error", reason: reason)
      // The code was too old, or the provider has trouble of its own.
      case "invalid_grant", "server_error", "temporarily_unavailable", "interaction_required", "login_required":
        return nil
      default: self = .failed(code: "connect_failed", reason: reason)
      }
    case .throttled, .unavailable, .expired, .cancelled, .notOurs: return nil
    }
  }
}

extension VaultError {
  fileprivate init(_ failure: OAuthFailure, at provider: String) {
    let code: Code =
      switch failure {
      case .unavailable, .throttled, .cancelled, .expired: .unreachable
      case .denied: .denied
      case .refused, .invalidAnswer, .misconfigured, .notOurs: .badInput
      }
    self.init(code, "\(provider): \(failure.description)", hint: "begin again; nothing was stored")
  }

  fileprivate init(_ failure: ListenFailure, at app: OAuthApp) {
    switch failure {
    case .taken:
      self.init(
        .unreachable, "\(app.redirectURI) cannot be listened at: \(failure.description)",
        hint: "stop that program, then begin again")
    case .notLocal, .unreadable:
      self.init(
        .badInput, "the OAuth app \(app.name): \(failure.description)",
        hint: "correct the app's redirect URI: gatehouse oauth add-app")
    case .system:
      self.init(
        .unreachable, "\(app.redirectURI) cannot be listened at: \(failure.description)", hint: "begin again")
    }
  }
}
