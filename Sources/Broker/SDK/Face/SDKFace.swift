internal import Domain
internal import VaultEngine

/// The routes that Alter's SDK calls, over one vault. What a program finds here when `ALTER_BASE_URL` points at the broker.
final class SDKFace: Sendable {
  let vault: Vault
  let now: @Sendable () -> Timestamp
  let approvals: ApprovalMemory
  let reports = ReportLimit()
  private let nonces: NonceMemory

  init(vault: Vault, now: @escaping @Sendable () -> Timestamp = { .now() }) {
    self.vault = vault
    self.now = now
    approvals = ApprovalMemory()
    nonces = NonceMemory(startedAt: now())
  }

  /// Ends the calls that wait for people, before the vault is closed.
  func stop() async { await approvals.close() }

  func answer(_ request: SDKRequest, baseURL: String) async -> (answer: SDKAnswer, caller: String) {
    do throws(SDKRefusal) {
      let call: SDKCall
      let route: SDKRoute
      switch try await admit(request, baseURL: baseURL) {
      case .call(let admitted, let wanted): (call, route) = (admitted, wanted)
      case .suspended(let caller): return (.ok(.fields(AgentJSON.agent(caller))), caller.name)
      }
      var answer: SDKAnswer
      do throws(SDKRefusal) { answer = try await dispatch(route, call) } catch { answer = error.answer }
      if route == .proxy || route == .token { answer.headers += await allowance(call) }
      if call.key.isDeprecated { answer.headers.append(("X-Alter-Key-Deprecated", "true")) }
      if call.isVersion2, let id = ActorID.of(root: call.actor.rootID, caller: call.actor.id, claims: call.claims) {
        answer.headers.append(("X-Alter-Actor-ID", id.description))
      }
      return (answer, call.actor.name)
    } catch {
      return (error.answer, "")
    }
  }

  private enum Admitted {
    case call(SDKCall, SDKRoute)
    /// An agent that may do nothing but ask about itself.
    case suspended(Caller)
  }

  /// What is left of the calls a minute, where they are counted.
  private func allowance(_ call: SDKCall) async -> [(name: String, value: String)] {
    guard let allowance = try? await vault.callAllowance(of: call.actor) else { return [] }
    return [
      ("X-RateLimit-Limit", String(allowance.limit)), ("X-RateLimit-Remaining", String(allowance.left)),
      ("X-RateLimit-Reset", String(allowance.resetsAt.seconds)),
    ]
  }

  /// Finds out who asks. Nothing is believed, and nothing remembered, before the signature was found right; the nonce is
  /// taken last, so that only callers of this vault fill its memory.
  private func admit(_ request: SDKRequest, baseURL: String) async throws(SDKRefusal) -> Admitted {
    guard let text = try request.header("x-api-key") else {
      throw SDKRefusal(
        401, "invalid_key", "the header x-api-key is missing",
        [("hint", .string("mint a key with: gatehouse callers add"))])
    }
    let bytes = Array(text.utf8)
    guard let form = CallerKeyText(bytes)?.form else { throw .invalidKey }
    let signature = try RequestSignature.check(request, key: bytes)
    guard let segments = request.segments else { throw .badRequest("the path cannot be read in one way") }
    let route = try SDKRoute(method: request.method, segments: segments)
    let key: CallerIdentity
    do throws(VaultError) { key = try await vault.identify(bytes, from: request.address) } catch {
      let refusal = SDKRefusal(error, isAgent: form == .agent)
      guard error.cause == .callerSuspended, route == .ownAgent, form == .agent else { throw refusal }
      return .suspended(try await suspended(bytes, request, signature, otherwise: refusal))
    }
    try nonces.take(signature, of: key.keyID, at: now())
    let claims = try CallClaims(request)
    let call = SDKCall(
      request: request, key: key, actor: try await actor(claims.caller, key: key), claims: claims,
      isVersion2: signature.isVersion2, fields: try JSONFields(body: request.body), query: request.query,
      baseURL: baseURL)
    return .call(call, route)
  }

  private func suspended(
    _ key: [UInt8], _ request: SDKRequest, _ signature: RequestSignature, otherwise refusal: SDKRefusal
  ) async throws(SDKRefusal) -> Caller {
    let found = try await asking { () async throws(VaultError) in
      try await vault.suspendedCaller(key, from: request.address)
    }
    guard let found else { throw refusal }
    try nonces.take(signature, of: found.key, at: now())
    return found.caller
  }

  /// A caller named by a UUID is an agent: the key's own, or one below the app whose key it is.
  private func actor(_ named: String?, key: CallerIdentity) async throws(SDKRefusal) -> CallerIdentity {
    guard let id = named.flatMap({ Identifier($0) }), id != key.id else { return key }
    guard key.kind == .app else {
      throw SDKRefusal(400, "caller_agent_mismatch", "the key is that of the agent \(key.id), and not of \(id)")
    }
    do throws(VaultError) { return try await vault.identity(ofAgent: id, below: key) } catch {
      if [.locked, .storage, .integrity].contains(error.code) { throw SDKRefusal(error) }
      throw SDKRefusal(404, "caller_agent_unresolved", "this app has no active agent \(id)")
    }
  }

  private func dispatch(_ route: SDKRoute, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    switch route {
    case .token: try await token(call)
    case .proxy: try await proxy(call)
    case .approval(let id): try await approvalStatus(id, call)
    case .approvalResult(let id): try await approvalResult(id, call)
    case .auditReport: try await auditReport(call)
    case .scopeMismatch(let grant): try await scopeMismatch(grant, call)
    case .listGrants: try await listGrants(call)
    case .revokeGrant(let id): try await revokeGrant(id, call)
    case .mintGrant(let id): try await mintGrant(id, call)
    case .delegateGrant(let id): try await delegateGrant(id, call)
    case .grantSecret(let id): try await grantSecret(id, call)
    case .endDelegation(let grant, let agent): try await endDelegation(grant, agent: agent, call)
    case .openConnect: try await openConnect(call)
    case .pollConnect: try await pollConnect(call)
    case .openSecretConnect: try await openSecretConnect(call)
    case .createAgent: try await createAgent(call)
    case .listAgents: try await listAgents(call)
    case .ownAgent: try await ownAgent(call)
    case .agent(let id): try await showAgent(id, call)
    case .updateAgent(let id): try await updateAgent(id, call)
    case .revokeAgent(let id): try await revokeAgent(id, call)
    case .mintAgentKey(let id): try await mintAgentKey(id, call)
    case .listAgentKeys(let id): try await listAgentKeys(id, call)
    case .deprecateAgentKey(let agent, let key): try await setDeprecated(true, key, of: agent, call)
    case .undeprecateAgentKey(let agent, let key): try await setDeprecated(false, key, of: agent, call)
    case .revokeAgentKey(let agent, let key): try await revokeAgentKey(key, of: agent, call)
    case .deriveKey: try await deriveKey(call)
    case .rotateKey(let id): try await rotateKey(id, call)
    case .revokeKey(let id): try await revokeKey(id, call)
    case .scopes: Catalogue.scopes
    case .providerCatalog: try await providerCatalog(call)
    case .providerSpecs: .ok(.fields([("items", .array([])), ("total", .number("0"))]))
    case .providerSpec(let kind, let id):
      throw SDKRefusal(
        404, "spec_not_found",
        "there is no \(Printable.text(kind, limit: 20)) spec of \(Printable.text(id, limit: 80)) here")
    case .spans: try await spans(call)
    case .resolveIdentity: try resolveIdentity(call)
    case .hostedOnly(let what): throw .notSupported(what)
    }
  }

  /// An act of the vault, its failure in the SDK's terms.
  func asking<Result: Sendable>(
    grant: String? = nil, _ act: () async throws(VaultError) -> Result
  ) async throws(SDKRefusal) -> Result {
    do throws(VaultError) { return try await act() } catch { throw SDKRefusal(error, grant: grant) }
  }
}
