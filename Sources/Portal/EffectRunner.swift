internal import Domain
internal import Outbound
internal import PortalModel
internal import ProviderCatalog
internal import VaultEngine

/// Does what the model asked for with a real vault, and answers with events: the one place of the portal that calls it.
///
/// Effects run one after the other only where they must (an actor's turn); a long one (a test, a call) does not hold up
/// the others.
actor EffectRunner {
  typealias Emit = @Sendable (PortalEvent) -> Void

  let location: VaultLocation
  let options: VaultOptions
  let emit: Emit
  /// Told when a vault is there, so that the loop can follow its changes.
  let onVault: @Sendable (Vault) -> Void
  /// Where the broker of a vault that runs now is reached; nil when there is none.
  let baseURL: @Sendable (Vault) -> String?
  private(set) var vault: Vault?
  private var sending: [Identifier: Task<Void, Never>] = [:]
  /// The connection that is being made; there is one at most.
  var connecting: Connecting?
  /// The replay of a draft; there is one at most.
  var replaying: Task<Void, Never>?

  init(
    location: VaultLocation, options: VaultOptions, vault: Vault?, emit: @escaping Emit,
    onVault: @escaping @Sendable (Vault) -> Void, baseURL: @escaping @Sendable (Vault) -> String? = { _ in nil }
  ) {
    self.location = location
    self.options = options
    self.vault = vault
    self.emit = emit
    self.onVault = onVault
    self.baseURL = baseURL
  }

  func run(_ effect: Effect) async {
    do {
      if case .send(let request) = effect {
        let task = Task { await self.send(request) }
        sending[request.id] = task
      } else if case .connect(let draft) = effect {
        await connect(draft)
      } else if case .replay(let draft, let time) = effect {
        replay(draft, since: time)
      } else {
        try await perform(effect)
      }
    } catch {
      report(error, of: effect)
    }
  }

  func close() async {
    for task in sending.values { task.cancel() }
    connecting?.cancel()
    replaying?.cancel()
    await vault?.close()
  }

  /// Closes the vault, but waits no longer than `limit`: whoever has closed the window must not find a process left.
  nonisolated func close(within limit: Duration) async {
    await Patience.wait(for: limit) { await self.close() }
  }

  func report(_ error: any Error, of effect: Effect) {
    if error is CancellationError {
      emit(.failed(effect, PortalFailure(code: "cancelled", message: "cancelled", hint: "what was sent is in the log")))
      return
    }
    guard let error = error as? VaultError else {
      emit(.failed(effect, PortalFailure(code: "failure", message: "something went wrong", hint: "see the log file")))
      return
    }
    switch error.code {
    case .adminNeeded: emit(.adminNeeded(effect))
    default: emit(.failed(effect, PortalFailure(code: error.code.rawValue, message: error.message, hint: error.hint)))
    }
  }

  func present() throws(VaultError) -> Vault {
    guard let vault else { throw VaultError(.noVault, "there is no vault yet", hint: "create one first") }
    return vault
  }

  private func adopt(_ vault: Vault) {
    self.vault = vault
    onVault(vault)
  }

  private func perform(_ effect: Effect) async throws {
    switch effect {
    case .quit, .suspend, .setTheme, .copy, .copyKey, .openBrowser, .notify, .openDemo: break  // The loop's own.
    case .writeKey(let key, let path): writeKey(key, to: path, of: effect)
    case .send, .connect, .replay: break  // Run in tasks that can be cancelled.
    case .cancelSend(let id): sending[id]?.cancel()
    case .pasteRedirect(let address): connecting?.paste(address)
    case .cancelConnect: connecting?.cancel()
    case .cancelReplay: replaying?.cancel()
    case .refreshConnection(let id):
      let state = try await present().refresh(grant: id.description, isForced: true)
      done(effect, "Refreshed; \(Self.access(state)).")

    case .makePassphrase: emit(.passphraseMade(PassphraseStrength.sixWords()))
    case .createVault(let passphrase):
      adopt(try await Vault.create(at: location, passphrase: passphrase, options: options))
      emit(.vaultCreated)
    case .restoreVault(let file, let passphrase):
      _ = try await Vault.restore(from: file, to: location, passphrase: passphrase, options: options)
      let restored = try await Vault.open(at: location, options: options)
      adopt(restored)
      try await restored.unlock(passphrase: passphrase, holdingAdmin: true)
      emit(.unlocked)
    case .unlock(let passphrase):
      try await present().unlock(passphrase: passphrase, holdingAdmin: true)
      emit(.unlocked)
    case .unlockWithRecovery(let code):
      try await present().unlock(recoveryCode: code, holdingAdmin: true)
      emit(.unlocked)
    case .lock:
      try await present().lock()
      emit(.locked)
    case .holdAdmin(let passphrase):
      let vault = try present()
      try await vault.holdAdmin(passphrase: passphrase)
      emit(.adminHeld(until: try await vault.status().adminUntil ?? .now()))
    case .dropAdmin:
      await vault?.dropAdmin()
      try await loadOverview()

    case .createRecoveryKit: emit(.recoveryKit(try await present().createRecoveryKit()))
    case .testRecoveryKit(let code):
      try await present().testRecoveryKit(code)
      done(effect, "The recovery kit opens this vault.")
    case .changePassphrase(let current, let new):
      let vault = try present()
      try await vault.holdAdmin(passphrase: current)
      try await vault.changePassphrase(to: new)
      done(effect, "The passphrase is changed. The old one opens nothing any more.")
    case .backup(let path):
      try await present().backup(to: path)
      done(effect, "The backup is \(Printable.text(path, limit: 200)), sealed as the vault is.")

    case .loadOverview: try await loadOverview()
    case .loadAudit(let query, let before, let limit, let generation):
      emit(.auditPage(try await present().auditPage(query, before: before, limit: limit), generation: generation))
    case .explain(let sequence): emit(.explained(try await present().explain(sequence: sequence)))
    case .verifyAudit: emit(.verified(try await present().verifyAudit()))
    case .verifyNewEvents: emit(.verified(try await present().verifyAudit(continuing: true)))
    case .connectLink, .cancelSession, .mintWalletLink: try await openToUsers(effect)

    default: try await change(effect)
    }
  }

  /// What changes what may be done, and the tests of credentials.
  private func change(_ effect: Effect) async throws {
    let vault = try present()
    switch effect {
    case .testSecret(let draft, let credential):
      emit(.secretTested(try await vault.testCredential(draft, credential, caller: "portal", onStep: tellStep())))
    case .testStoredSecret(let id):
      emit(.secretTested(try await vault.testSecret(id, caller: "portal", onStep: tellStep())))
    case .storeSecret(let draft, let credential): emit(.stored(try await vault.storeSecret(draft, credential)))
    case .rotateSecret(let id, let credential):
      let secret = try await vault.rotateSecret(id, credential)
      done(effect, "\(secret.name) has a new value. Its grants and their ids stay.")
    case .revokeSecret(let id):
      try await vault.revokeSecret(id)
      done(effect, "Revoked. u takes it back within ten minutes.")
    case .addGrant(let draft):
      let grant = try await vault.addGrant(draft)
      done(effect, "\(grant.name) is \(grant.id).")
    case .revokeGrant(let id):
      let told = try await vault.revokeGrant(id)
      done(effect, told.map(Self.told) ?? "Revoked. u takes it back within ten minutes.")
    case .undoRevoke(let what):
      try await vault.undoRevoke(what)
      done(effect, "Taken back: calls pass again.")
    case .savePolicy(let draft):
      let policy = try await vault.savePolicy(draft)
      done(effect, "\(policy.name) is saved as version \(policy.version).")
    case .removePolicy(let id):
      try await vault.removePolicy(id)
      done(effect, "The policy decides nothing any more.")
    case .storeOAuthApp(let draft):
      let app = try await vault.storeOAuthApp(draft)
      done(effect, "The OAuth app \(app.name) is stored.")
    case .answerApproval(let call, let shown, let choice, let approver):
      emit(.approvalAnswered(call, try await vault.answer(call, shown: shown, choice, as: approver)))
    case .endPass(let id):
      try await vault.endPass(id)
      done(effect, "Ended: such calls are asked about again.")
    default: try await changeCallers(effect)
    }
  }

  func done(_ effect: Effect, _ message: String) { emit(.done(effect, message: message)) }

  private func tellStep() -> @Sendable (TestStep) -> Void { { [emit] step in emit(.testStep(step)) } }

  private func loadOverview() async throws {
    let vault = try present()
    let overview = try await vault.overview()
    let callers = try await vault.callers()
    var (calls, passes, sessions): ([ParkedCall], [ApprovalPass], [ConnectSession]) = ([], [], [])
    do {
      (calls, passes) = (try await vault.parkedCalls(), try await vault.passes())
      sessions = try await vault.recentConnectSessions()
    } catch {
      // What was changed outside leaves the lists, which say so, as they are.
      report(error, of: .loadOverview)
    }
    emit(
      .overview(
        PortalOverview(
          status: overview.status, grants: overview.grants, secrets: overview.secrets, policies: overview.policies,
          oauthApps: overview.oauthApps, customProviders: overview.customProviders.map(\.id), callers: callers,
          parkedCalls: calls, passes: passes, connectSessions: sessions)))
  }

  private func send(_ request: ComposedRequest) async {
    do {
      emit(.answer(id: request.id, try await answer(request)))
    } catch {
      report(error, of: .send(request))
    }
    sending[request.id] = nil
  }

  /// The answer with at most 64 KiB of its body; the rest is counted and let go.
  private func answer(_ request: ComposedRequest) async throws -> RequestAnswer {
    let start = ContinuousClock.now
    let response = try await present().request(
      RequestMethod(request.method), request.url, grantID: request.grantID.description,
      headers: request.headers.map { ($0.name, $0.value) },
      body: request.body.isEmpty ? .none : .bytes(Array(request.body.utf8)), caller: "portal")
    var body: [UInt8] = []
    var count: Int64 = 0
    for try await chunk in response.body {
      count += Int64(chunk.count)
      body += chunk.prefix(max(0, 65_536 - body.count))
    }
    let elapsed = (ContinuousClock.now - start).components
    return RequestAnswer(
      status: response.status, headers: response.headers.map { Injection.Header(name: $0.name, value: $0.value) },
      body: String(decoding: body, as: UTF8.self), bodyBytes: count,
      milliseconds: elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000,
      auditSequence: response.auditSequence)
  }
}
