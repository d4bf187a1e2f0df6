internal import Domain

/// A grant as the SDK reads it in a list.
enum GrantJSON {
  static func item(_ grant: CallerGrant) -> JSONValue {
    switch grant.source {
    case .secret(let secret): .fields(common(grant) + ofSecret(secret, grant))
    case .connection(let connection): .fields(common(grant) + ofConnection(connection, grant))
    }
  }

  static func kind(_ grant: CallerGrant) -> String { grant.source.secret == nil ? "oauth" : "managed_secret" }

  /// `active` also for a connection whose user has to agree again: that is told by a field of its own.
  static func status(_ grant: CallerGrant) -> String {
    grant.state == .needsReauth ? CallerGrant.State.active.rawValue : grant.state.rawValue
  }

  static func principalType(_ grant: CallerGrant) -> String {
    switch grant.principal {
    case .system: "system"
    case .user: "user"
    // Of an OAuth grant the SDK knows no groups.
    case .group: grant.source.secret == nil ? "system" : "group"
    case .agent: "agent"
    }
  }

  /// What was narrowed, in the words in which it was asked for.
  static func policy(_ grant: CallerGrant) -> JSONValue? {
    let (issued, given) = (grant.issued, grant.userGrant)
    let methods = issued?.isRestricted == true ? issued?.methods : given?.methods
    let paths = issued?.isRestricted == true ? issued?.paths : given?.paths
    let isRestricted = issued?.isRestricted == true || given?.isRestricted == true
    guard isRestricted || grant.expiresAt != nil else { return nil }
    let restrictions: JSONValue? =
      isRestricted
      ? .fields([("allowed_methods", .texts(methods ?? [])), ("allowed_endpoints", .texts(paths ?? []))]) : nil
    return .fields([("expires_at", grant.expiresAt.map { .time($0) }), ("restrictions", restrictions)])
  }

  private static func common(_ grant: CallerGrant) -> [(String, JSONValue?)] {
    [
      ("grant_kind", .string(kind(grant))), ("grant_id", .id(grant.id)), ("status", .string(status(grant))),
      ("created_at", .time(grant.createdAt)), ("principal_type", .string(principalType(grant))),
      ("label", grant.label.isEmpty ? nil : .string(grant.label)),
      ("account_identifier", account(grant).map { .string($0) }), ("grant_policy", policy(grant)),
      ("expires_at", grant.expiresAt.map { .time($0) }), ("grant_expires_at", grant.expiresAt.map { .time($0) }),
      ("last_used_at", grant.lastUsed.map { .time($0) }), ("parent_grant_id", grant.issued.map { .id($0.parent) }),
      ("depth", .integer(grant.depth)), ("delegable", .bool(grant.issued?.isDelegable ?? true)),
      ("agent_id", grant.issued?.kind == .delegation ? grant.issued.map { .id($0.holder) } : nil),
      ("delegated_at", grant.issued?.kind == .delegation ? .time(grant.createdAt) : nil),
    ]
  }

  private static func account(_ grant: CallerGrant) -> String? {
    guard let account = grant.source.connection?.account, !account.isEmpty else { return nil }
    return account
  }

  private static func ofSecret(_ secret: Secret, _ grant: CallerGrant) -> [(String, JSONValue?)] {
    [
      ("managed_secret_id", .id(secret.id)), ("managed_secret_slug", .string(secret.name)),
      ("managed_secret_name", .string(secret.name)), ("provider_id", .string(secret.provider)),
      ("credential_id", .id(secret.id)),
      ("credential_kind", .string(grant.userGrant == nil ? "developer" : "end_user")),
      ("access_via", .string(grant.issued?.kind == .delegation ? "ms_delegation" : "ownership")),
    ]
  }

  private static func ofConnection(_ connection: Connection, _ grant: CallerGrant) -> [(String, JSONValue?)] {
    let agents = grant.delegations.map(\.holder.description)
    return [
      ("provider_id", .string(connection.provider)),
      ("scopes", .texts(grant.connectionState?.scopesGiven ?? connection.scopesAsked)),
      ("account_display_name", account(grant).map { .string($0) }), ("scope_mismatch", .bool(false)),
      ("needs_reconnect", .bool(grant.state == .needsReauth)),
      ("access_via", .string(grant.issued?.kind == .delegation ? "oauth_delegation" : "ownership")),
      ("delegated_agent_ids", agents.isEmpty ? nil : .texts(agents)),
      ("app_user_id", .string(connection.userID)),
    ]
  }
}
