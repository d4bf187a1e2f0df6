internal import Domain
internal import VaultEngine

extension SDKFace {
  func listGrants(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.readGrants)
    let limit = Int(try call.fields.integer("limit", in: 1...1000) ?? 100)
    let offset = Int(try call.fields.integer("offset", in: 0...1_000_000) ?? 0)
    guard try call.fields.text("user_token", limit: 65_536) == nil else {
      throw .notSupported("checking an end user's token")
    }
    let provider = try call.fields.text("provider_id")
    let status = try call.fields.text("status")
    let account = try call.fields.text("account")
    let label = try call.fields.text("label")
    let all = try await asking { () async throws(VaultError) in try await vault.grants(for: call.actor) }
    let fitting = all.filter { grant in
      provider.map(grant.fits(provider:)) ?? true && status.map { $0 == GrantJSON.status(grant) } ?? true
        && account.map(grant.isOf(account:)) ?? true && label.map { $0 == grant.label } ?? true
    }
    let page = fitting.dropFirst(offset).prefix(limit)
    return .ok(
      .fields([
        ("grants", .array(page.map(GrantJSON.item))), ("total", .integer(fitting.count)), ("limit", .integer(limit)),
        ("offset", .integer(offset)), ("has_more", .bool(offset + page.count < fitting.count)),
      ]))
  }

  func revokeGrant(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.administer)
    let grant = try await ownGrant(id, call)
    guard grant.state != .revoked else { throw .grantNotFound(id) }
    let reason = try call.fields.text("reason") ?? ""
    let time = try await asking(grant: id) { () async throws(VaultError) in
      try await vault.withdrawGrant(grant.id, reason: reason, by: call.actor)
    }
    return .ok(
      .fields([
        ("success", .bool(true)), ("message", .string("revoked")), ("grant_id", .id(grant.id)),
        ("revoked_at", .time(time)),
      ]))
  }

  /// A narrower grant of the caller's own, told apart by its label.
  func mintGrant(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.administer)
    guard !call.isAgent else { throw SDKRefusal(403, "agents_cannot_mint", "an agent cannot mint grants; its app can") }
    let label = try call.fields.requiredText("label", limit: 200)
    let policy = try GrantPolicyRequest(call.fields.object("grant_policy"), now: now())
    let made = try await sibling(of: ownGrant(id, call), label: label, policy, call)
    return .created(
      .fields([
        ("grant_id", .id(made.id)), ("provider_id", .string(made.source.provider)),
        ("status", .string(GrantJSON.status(made))), ("created_at", .time(made.createdAt)),
        ("principal_type", .string(GrantJSON.principalType(made))), ("label", .string(label)),
        ("grant_policy", GrantJSON.policy(made)), ("expires_at", made.expiresAt.map { .time($0) }),
        ("scopes", made.source.connection.map { .texts(made.connectionState?.scopesGiven ?? $0.scopesAsked) }),
        ("credential_id", made.source.secret.map { .id($0.id) }),
      ]))
  }

  /// A grant of a managed secret by the secret's id: for the system only, as for others a person has to say so.
  func grantSecret(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.administer)
    guard !call.isAgent else { throw SDKRefusal(403, "agents_cannot_mint", "an agent cannot mint grants; its app can") }
    guard let principal = try call.fields.object("principal") else { throw .unusable("principal is missing") }
    switch try principal.requiredText("type") {
    case "system": break
    case "agent": throw .unusable("a grant is handed on to an agent by delegate")
    case "user", "group":
      throw SDKRefusal(
        501, "not_supported", "a vault on one machine knows no end users' tokens and no directory of groups",
        [("hint", .string("add it with: gatehouse grants add --secret NAME --for user:NAME"))])
    default: throw .unusable("the principal's type must be system")
    }
    let label = try principal.text("label", limit: 200)
    let policy = try GrantPolicyRequest(call.fields.object("grant_policy"), now: now())
    let all = try await asking { () async throws(VaultError) in try await vault.grants(for: call.actor) }
    let ofSecret = all.filter { grant in
      grant.source.secret.map { $0.id.description == id.lowercased() || $0.name == id } ?? false
    }
    guard let parent = ofSecret.first(where: { $0.issued == nil && $0.state == .active }) else {
      throw SDKRefusal(
        404, "secret_not_found", "this caller may use no grant of the secret \(Printable.text(id, limit: 80))")
    }
    if let credential = try call.fields.text("credential_id"), credential != parent.source.id.description {
      throw .unusable("the secret has the credential \(parent.source.id) only")
    }
    let made = try await sibling(of: parent, label: label ?? "", policy, call)
    return .created(
      .fields([
        ("grant_id", .id(made.id)), ("principal_type", .string("system")),
        ("label", label.map { .string($0) } ?? .null), ("created_at", .time(made.createdAt)),
        ("credential_id", .id(parent.source.id)),
      ]))
  }

  private func sibling(
    of parent: CallerGrant, label: String, _ policy: GrantPolicyRequest, _ call: SDKCall
  ) async throws(SDKRefusal) -> CallerGrant {
    let all = try await asking { () async throws(VaultError) in try await vault.grants(for: call.actor) }
    let isTaken = all.contains { $0.source.id == parent.source.id && $0.label == label && $0.state != .revoked }
    guard !isTaken || label.isEmpty else {
      throw SDKRefusal(
        409, "sibling_label_conflict", "there is a grant with the label \(Printable.text(label, limit: 80)) already",
        [("label", .string(label))])
    }
    let made = try await asking(grant: parent.id.description) { () async throws(VaultError) in
      try await vault.issueGrant(
        IssuedGrantDraft(
          parent: parent.id, label: label, methods: policy.methods, paths: policy.paths, isDelegable: true,
          expiresAt: policy.expiresAt),
        by: call.actor)
    }
    return try await ownGrant(made.id.description, call)
  }
}
