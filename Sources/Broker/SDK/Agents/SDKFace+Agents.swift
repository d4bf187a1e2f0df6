internal import Domain
internal import VaultCrypto
internal import VaultEngine

extension SDKFace {
  func createAgent(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    guard !call.isAgent else {
      throw SDKRefusal(403, "agent_cannot_mint_subagents", "an agent cannot make agents; its app can")
    }
    try call.require(.administer)
    let name = try call.fields.requiredText("name", limit: 64)
    guard Name.isValid(name) else { throw .unusable("name must be \(Name.rule)") }
    var notes = AgentNotes()
    notes.type = try call.fields.text("type") ?? "agent"
    guard ["agent", "service"].contains(notes.type) else { throw .unusable("type must be agent or service") }
    try read(into: &notes, call.fields)
    let existing = try await agents(of: call.actor)
    if let key = try call.request.header("Idempotency-Key"), !key.isEmpty {
      notes.madeBy = (key, Hexadecimal.text(SHA256Hash.of(call.request.body)))
      if let answer = try Self.replay(notes.madeBy, among: existing) { return answer }
    }
    guard !existing.contains(where: { $0.caller.name == name && $0.caller.revokedAt == nil }) else {
      throw SDKRefusal(409, "agent_name_exists", "this app has an agent \(name) already")
    }
    let grants = try await asking { () async throws(VaultError) in try await vault.grants(for: call.actor) }
    let draft = CallerDraft(
      name: name, displayName: try call.fields.text("display_name", limit: 200) ?? "", kind: .agent,
      reach: try AgentScopes.reach(notes.scopes, among: grants), rights: call.rights.subtracting([.deriveKeys]),
      metadata: notes.text)
    let minted = try await asking { () async throws(VaultError) in
      try await vault.addCaller(draft, by: .caller(call.actor))
    }
    return .created(
      .fields(
        AgentJSON.agent(minted.caller) + [
          ("api_key", try AgentJSON.minted(minted)), ("key_id", .id(minted.key.id)),
        ]))
  }

  /// The answer to a request that was made before; its key is not shown again.
  private static func replay(
    _ request: (key: String, body: String)?, among agents: [CallerSummary]
  ) throws(SDKRefusal) -> SDKAnswer? {
    guard let request,
      let made = agents.first(where: { AgentNotes($0.caller.metadata).madeBy?.key == request.key })
    else { return nil }
    guard AgentNotes(made.caller.metadata).madeBy?.body == request.body else {
      throw SDKRefusal(
        409, "idempotency_key_body_mismatch", "this Idempotency-Key was used for another agent",
        [("agent_id", .id(made.id))])
    }
    if made.caller.revokedAt != nil {
      throw SDKRefusal(409, "idempotency_key_agent_revoked", "the agent that this request made is revoked")
    }
    if made.caller.suspendedAt != nil {
      throw SDKRefusal(409, "idempotency_key_agent_inactive", "the agent that this request made is suspended")
    }
    let key = made.caller.keys.first
    return .ok(
      .fields(AgentJSON.agent(made) + [("api_key", .null), ("key_id", key.map { .id($0.id) })]))
  }

  func listAgents(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.administer)
    let limit = try call.number("limit", in: 1...1000) ?? 100
    let offset = try call.number("offset", in: 0...1_000_000) ?? 0
    var all = try await agents(of: call.actor)
    if let name = call.parameter("name") {
      all = all.filter { $0.caller.name == name && $0.caller.revokedAt == nil }
    } else if call.parameter("include_revoked") != "true" {
      all = all.filter { $0.caller.revokedAt == nil }
    }
    let page = all.dropFirst(offset).prefix(limit)
    return .ok(
      .fields([
        ("items", .array(page.map { .fields(AgentJSON.agent($0)) })), ("total", .integer(all.count)),
        ("limit", .integer(limit)), ("offset", .integer(offset)), ("has_more", .bool(offset + page.count < all.count)),
      ]))
  }

  func ownAgent(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    guard call.isAgent else {
      throw SDKRefusal(403, "me_requires_agent_key", "this key is that of an app, and not of an agent")
    }
    let all = try await asking { () async throws(VaultError) in try await vault.callers() }
    guard let own = all.first(where: { $0.id == call.actor.id }) else {
      throw .agentNotFound(call.actor.id.description)
    }
    return .ok(.fields(AgentJSON.agent(own)))
  }

  func showAgent(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.administer)
    return .ok(.fields(AgentJSON.agent(try await anyAgent(id, call))))
  }

  func updateAgent(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.administer)
    let before = try await ownAgent(id, call)
    if let expected = try call.number("expected_version", in: 0...Int(Int32.max)), expected != before.version {
      throw SDKRefusal(
        409, "agent_concurrent_update", "the agent is at version \(before.version), and not at \(expected)",
        [("current_version", .integer(before.version))])
    }
    var notes = AgentNotes(before.metadata)
    try read(into: &notes, call.fields)
    let displayName = try call.fields.text("display_name", limit: 200)
    var reach: Caller.Reach?
    if call.fields.value("scopes") != nil {
      let grants = try await asking { () async throws(VaultError) in try await vault.grants(for: call.actor) }
      reach = try AgentScopes.reach(notes.scopes, among: grants)
    }
    let status = try call.fields.text("status")
    guard status == nil || status == "active" || status == "inactive" else {
      throw .unusable("status must be active or inactive")
    }
    let (text, time) = (notes.text, now())
    let after = try await asking { [reach] () async throws(VaultError) in
      try await vault.updateCaller(before.id, by: .caller(call.actor)) { agent in
        if let displayName { agent.displayName = displayName }
        if let reach { agent.reach = reach }
        if status == "inactive" { agent.suspendedAt = agent.suspendedAt ?? time }
        if status == "active" { agent.suspendedAt = nil }
        agent.metadata = text
      }
    }
    return .ok(.fields(AgentJSON.agent(after)))
  }

  func revokeAgent(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.administer)
    let agent = try await ownAgent(id, call)
    let revoked = try await asking { () async throws(VaultError) in
      try await vault.revokeCaller(agent.id, by: .caller(call.actor))
    }
    return .ok(.fields(AgentJSON.agent(revoked)))
  }

  private func read(into notes: inout AgentNotes, _ fields: JSONFields) throws(SDKRefusal) {
    if let metadata = try fields.object("metadata") { notes.metadata = metadata.json }
    if let scopes = try fields.object("scopes") { notes.scopes = scopes.json }
    // Limits that nobody keeps must not look as if somebody did.
    if let policy = try fields.object("policy"), !policy.names.isEmpty {
      throw SDKRefusal(
        422, "invalid_policy", "an agent's policy cannot be kept in this form",
        [("hint", .string("write one for it with: gatehouse policy add"))])
    }
  }

  /// The agents below a caller, the newest first.
  func agents(of caller: CallerIdentity) async throws(SDKRefusal) -> [CallerSummary] {
    let all = try await asking { () async throws(VaultError) in try await vault.callers() }
    var below: Set<Identifier> = [caller.id]
    // As often as a chain can be long.
    for _ in 0..<8 { below.formUnion(all.filter { $0.caller.parent.map(below.contains) ?? false }.map(\.id)) }
    return all.filter { $0.id != caller.id && below.contains($0.id) }
  }

  private func anyAgent(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> CallerSummary {
    guard let wanted = Identifier(id), let agent = try await agents(of: call.actor).first(where: { $0.id == wanted })
    else { throw .agentNotFound(id) }
    return agent
  }

  /// One that is not revoked.
  func ownAgent(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> Caller {
    let agent = try await anyAgent(id, call).caller
    guard agent.revokedAt == nil else { throw .agentNotFound(id) }
    return agent
  }
}
