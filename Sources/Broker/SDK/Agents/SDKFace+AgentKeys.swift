internal import Domain
internal import VaultEngine

extension SDKFace {
  /// So many keys of an agent may work at once.
  private static let keyLimit = 10

  func mintAgentKey(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.administer)
    let agent = try await ownAgent(id, call)
    guard Self.active(agent, at: now()).count < Self.keyLimit else {
      throw SDKRefusal(
        409, "agent_key_limit_reached", "\(agent.name) has \(Self.keyLimit) keys already; revoke one first",
        [("limit", .integer(Self.keyLimit))])
    }
    let minted = try await asking { () async throws(VaultError) in
      try await vault.mintKey(
        for: agent.id, CallerKeyDraft(name: "key \(agent.keys.count + 1)"), by: .caller(call.actor))
    }
    return .created(.fields(AgentJSON.agentKey(minted.key) + [("api_key", try AgentJSON.minted(minted))]))
  }

  func listAgentKeys(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.administer)
    let agent = try await ownAgent(id, call)
    return .ok(.fields([("items", .array(agent.keys.map { .fields(AgentJSON.agentKey($0)) }))]))
  }

  func setDeprecated(
    _ isDeprecated: Bool, _ key: String, of id: String, _ call: SDKCall
  ) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.administer)
    let (_, found) = try await agentKey(key, of: id, call)
    let after = try await asking { () async throws(VaultError) in
      try await vault.setKeyDeprecated(found.id, isDeprecated, by: .caller(call.actor))
    }
    return .ok(.fields(AgentJSON.agentKey(after.keys.first { $0.id == found.id } ?? found)))
  }

  func revokeAgentKey(_ key: String, of id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.administer)
    let (agent, found) = try await agentKey(key, of: id, call)
    let isLast = Self.active(agent, at: now()).map(\.id) == [found.id]
    guard !isLast || call.parameter("force") == "true" else {
      throw SDKRefusal(409, "last_active_key", "it is the last key of \(agent.name); say force to revoke it")
    }
    let after = try await asking { () async throws(VaultError) in
      try await vault.revokeKey(found.id, by: .caller(call.actor))
    }
    return .ok(.fields(AgentJSON.agentKey(after.keys.first { $0.id == found.id } ?? found)))
  }

  private func agentKey(
    _ key: String, of id: String, _ call: SDKCall
  ) async throws(SDKRefusal) -> (agent: Caller, key: CallerKey) {
    let agent = try await ownAgent(id, call)
    guard let wanted = Identifier(key), let found = agent.keys.first(where: { $0.id == wanted }) else {
      throw SDKRefusal(404, "key_not_found", "\(agent.name) has no key \(Printable.text(key, limit: 80))")
    }
    guard found.revokedAt == nil else {
      throw SDKRefusal(409, "key_revoked", "the key \(found.prefix)… is revoked already")
    }
    return (agent, found)
  }

  private static func active(_ caller: Caller, at now: Timestamp) -> [CallerKey] {
    caller.keys.filter { $0.revokedAt == nil && $0.form != .derived && ($0.expiresAt.map { $0 > now } ?? true) }
  }
}
