internal import Domain
internal import VaultEngine

extension SDKFace {
  private static let longestLife: Int64 = 315_360_000

  /// A narrower key of the caller's own.
  func deriveKey(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.deriveKeys)
    guard call.actor.id == call.key.id else {
      throw .unusable("a key is derived from the key that is shown; leave the caller out")
    }
    let scopes = try call.fields.texts("scopes") ?? []
    guard !scopes.isEmpty else { throw .unusable("scopes is missing") }
    let rights = Set(scopes.compactMap { CallerRight(rawValue: $0) })
    guard rights.count == Set(scopes).count, rights.isSubset(of: call.rights) else {
      let granted = JSONValue.texts(call.rights.sorted().map(\.rawValue))
      let missing = scopes.filter { name in !call.rights.contains { $0.rawValue == name } }
      throw SDKRefusal(
        403, "insufficient_scope", "a derived key has no more than the key it is derived from",
        [("required", .texts(scopes)), ("granted", granted), ("missing", .texts(missing))])
    }
    guard let seconds = try call.fields.integer("expires_in", in: 1...Self.longestLife) else {
      throw .unusable("expires_in is missing")
    }
    var ranges: [AddressRange] = []
    for text in try call.fields.texts("cidr_allowlist") ?? [] {
      guard let range = AddressRange(text) else {
        throw .unusable("\(Printable.text(text, limit: 60)) is no range of addresses, such as 127.0.0.0/8")
      }
      ranges.append(range)
    }
    let draft = CallerKeyDraft(
      name: try call.fields.text("name", limit: 64) ?? "derived key", rights: rights, addresses: ranges,
      expiresAt: now().adding(seconds: seconds), parent: call.key.keyID)
    let minted = try await asking { () async throws(VaultError) in
      try await vault.mintKey(for: call.key.id, draft, by: .caller(call.key))
    }
    return .created(.fields(AgentJSON.apiKey(minted.key) + [("api_key", try AgentJSON.minted(minted))]))
  }

  func rotateKey(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    let days = try call.fields.integer("overlap_days", in: 0...365) ?? 7
    let found = try await callersKey(id, call)
    let minted = try await asking { () async throws(VaultError) in
      try await vault.rotateKey(found.id, overlapSeconds: days * 86_400, by: .caller(call.actor))
    }
    return .created(.fields(AgentJSON.apiKey(minted.key) + [("api_key", try AgentJSON.minted(minted))]))
  }

  func revokeKey(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    let found = try await callersKey(id, call)
    let after = try await asking { () async throws(VaultError) in
      try await vault.revokeKey(found.id, by: .caller(call.actor))
    }
    return .ok(.fields(AgentJSON.apiKey(after.keys.first { $0.id == found.id } ?? found)))
  }

  /// A key of the caller's own or of an agent below it: an app with `keys:derive` alone may end what it derived.
  private func callersKey(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> CallerKey {
    let all = try await asking { () async throws(VaultError) in try await vault.callers() }
    let agents = try await agents(of: call.actor).map(\.id)
    let wanted = Identifier(id)
    for summary in all where summary.id == call.actor.id || agents.contains(summary.id) {
      guard let key = summary.caller.keys.first(where: { $0.id == wanted }) else { continue }
      if key.form != .derived || summary.id != call.actor.id {
        try call.require(.administer)
      } else {
        try call.require(.deriveKeys)
      }
      guard key.revokedAt == nil else {
        throw SDKRefusal(409, "key_revoked", "the key \(key.prefix)… is revoked already")
      }
      return key
    }
    throw SDKRefusal(404, "key_not_found", "this caller has no key \(Printable.text(id, limit: 80))")
  }
}
