internal import Domain
internal import VaultEngine

extension SDKFace {
  /// Hands a grant on to an agent.
  func delegateGrant(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.administer)
    let grant = try await ownGrant(id, call)
    let name = try call.fields.requiredText("to_agent_id")
    let isDelegable = try call.fields.flag("delegable") ?? false
    if let scopes = try call.fields.texts("scope_constraint"), !scopes.isEmpty {
      throw SDKRefusal(
        422, "invalid_scope_constraint", "what a credential may do at its provider cannot be narrowed here",
        [("hint", .string("narrow the grant by methods and paths first, with mint"))])
    }
    let seconds = try call.fields.integer("ttl_seconds", in: 1...315_360_000)
    guard grant.issued?.isDelegable ?? true else {
      throw SDKRefusal(
        403, "grant_not_delegable", "this grant may not be handed on",
        [("detail_reason", .string(call.isAgent ? "no_onward_hop" : "holder_not_delegable"))])
    }
    let agent = try await ownAgent(name, call)
    let expiresAt = seconds.map { now().adding(seconds: $0) }
    let issued = try await asking(grant: id) { () async throws(VaultError) in
      try await vault.issueGrant(
        IssuedGrantDraft(parent: grant.id, holder: agent.id, isDelegable: isDelegable, expiresAt: expiresAt),
        by: call.actor)
    }
    let end = [issued.expiresAt, grant.expiresAt].compactMap { $0 }.min()
    return .created(
      .fields([
        ("grant_id", .id(issued.id)), ("grant_kind", .string(GrantJSON.kind(grant))),
        ("parent_grant_id", .id(grant.id)), ("depth", .integer(grant.depth + 1)),
        ("delegable", .bool(issued.isDelegable)), ("status", .string("active")),
        ("expires_at", end.map { .time($0) }),
      ]))
  }

  /// Takes a delegation back, by either of its ids; when there is none it is gone already.
  func endDelegation(_ id: String, agent: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    guard let wanted = Identifier(id) else { throw .grantNotFound(id) }
    if agent == "me" {
      guard call.isAgent else { throw SDKRefusal(403, "agent_key_required", "only an agent gives a grant back") }
      let held = try await asking { () async throws(VaultError) in try await vault.grants(for: call.actor) }
      for grant in held where grant.state != .revoked && grant.issued?.kind == .delegation {
        guard grant.id == wanted || grant.issued?.parent == wanted else { continue }
        try await withdraw(grant.id, call)
      }
      return .nothing
    }
    guard !call.isAgent else {
      throw SDKRefusal(403, "use_self_revoke_path", "an agent gives its own grant back at …/delegations/me")
    }
    try call.require(.administer)
    let holder = Identifier(agent)
    let own = try await asking { () async throws(VaultError) in try await vault.grants(for: call.actor) }
    for grant in own {
      for issued in grant.delegations where issued.holder == holder && (issued.id == wanted || issued.parent == wanted)
      {
        try await withdraw(issued.id, call)
      }
    }
    return .nothing
  }

  private func withdraw(_ id: Identifier, _ call: SDKCall) async throws(SDKRefusal) {
    _ = try await asking(grant: id.description) { () async throws(VaultError) in
      try await vault.withdrawGrant(id, reason: "the delegation was taken back", by: call.actor)
    }
  }
}
