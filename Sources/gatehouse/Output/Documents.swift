internal import Domain

/// What the vault holds, as JSON: one shape for each thing, wherever it is printed. Times are RFC 3339, ids UUIDs.
enum Documents {
  static func status(_ status: VaultStatus, needingReauth: Int = 0) -> JSON {
    [
      "vault_id": JSON(status.id), "location": .string(status.location),
      "state": status.isUnlocked ? "unlocked" : "locked", "locks_at": JSON(status.locksAt),
      "uses_keyring": .bool(status.usesKeyring), "has_recovery_kit": .bool(status.hasRecoveryKit),
      "grants": JSON(status.grants), "needs_reauth": JSON(needingReauth), "events": JSON(status.events),
    ]
  }

  static func grant(_ summary: GrantSummary) -> JSON {
    let (grant, source) = (summary.grant, summary.source)
    return [
      "grant_id": JSON(grant.id), "name": .string(grant.name), "state": .string(word(summary.state)),
      "way": summary.source.connection == nil ? "managed_secret" : "oauth",
      "principal": JSON(grant.principal), "label": .string(grant.label), "strict": .bool(grant.isStrict),
      "secret_id": JSON(source.secret?.id), "secret_name": JSON(source.secret?.name),
      "connection": source.connection.map { connection($0, summary.connectionState) } ?? .null,
      "provider": .string(source.provider), "kind": .string(source.kind), "origins": JSON(source.binding.origins),
      "injection": .string(source.injection.summary), "injection_kind": .string(source.injection.kind.rawValue),
      "policies": JSON(summary.policies),
      "created_at": JSON(grant.createdAt), "expires_at": JSON(grant.expiresAt), "revoked_at": JSON(grant.revokedAt),
      "last_used_at": JSON(summary.lastUsed),
      "usage_24h": .array(summary.usage.map { ["caller": .string($0.caller), "calls": JSON($0.calls)] }),
    ]
  }

  static func connection(_ connection: Connection, _ state: ConnectionState?) -> JSON {
    [
      "connection_id": JSON(connection.id), "oauth_app_id": JSON(connection.appID),
      "user_id": .string(connection.userID), "account": .string(connection.account),
      "scopes_asked": JSON(connection.scopesAsked), "scopes_given": JSON(state?.scopesGiven ?? []),
      "access_expires_at": JSON(state?.accessExpiresAt), "refreshed_at": JSON(state?.refreshedAt),
      "can_refresh": .bool(state?.canRefresh ?? false), "needs_reauth": JSON(state?.needsReauth),
      "failure": JSON(state?.failure), "remote_revocation": JSON(state?.remoteRevocation.map(word)),
      "connected_at": JSON(connection.connectedAt),
    ]
  }

  private static func word(_ revocation: RemoteRevocation) -> String {
    switch revocation {
    case .pending: "pending"
    case .done: "done"
    case .unsupported: "unsupported"
    case .failed: "failed"
    }
  }

  static func grant(_ grant: Grant) -> JSON {
    [
      "grant_id": JSON(grant.id), "name": .string(grant.name), "principal": JSON(grant.principal),
      "label": .string(grant.label), "strict": .bool(grant.isStrict), "source_id": JSON(grant.sourceID),
      "created_at": JSON(grant.createdAt), "expires_at": JSON(grant.expiresAt), "revoked_at": JSON(grant.revokedAt),
    ]
  }

  static func secret(_ secret: Secret) -> JSON {
    [
      "secret_id": JSON(secret.id), "name": .string(secret.name), "provider": .string(secret.provider),
      "kind": .string(secret.kind), "origins": JSON(secret.binding.origins),
      "injection": .string(secret.injection.summary), "injection_kind": .string(secret.injection.kind.rawValue),
      "version": JSON(secret.version),
      "created_at": JSON(secret.createdAt), "rotated_at": JSON(secret.rotatedAt), "remind_at": JSON(secret.remindAt),
      "revoked_at": JSON(secret.revokedAt),
    ]
  }

  static func policy(_ policy: Policy) -> JSON {
    let grants: JSON =
      switch policy.scope {
      case .everyGrant: "every"
      case .grants(let ids): JSON(ids.sorted())
      }
    return [
      "policy_id": JSON(policy.id), "name": .string(policy.name), "version": JSON(policy.version), "grants": grants,
      "strict": .bool(policy.isStrict), "rules": JSON(policy.rules), "words": JSON(policy.rules.map(\.inWords)),
      "tests": JSON(policy.tests.count), "created_at": JSON(policy.createdAt),
    ]
  }

  static func oauthApp(_ app: OAuthApp) -> JSON {
    [
      "oauth_app_id": JSON(app.id), "name": .string(app.name), "provider": .string(app.provider),
      "client_id": .string(app.clientID), "has_client_secret": .bool(app.hasClientSecret), "scopes": JSON(app.scopes),
      "redirect_uri": .string(app.redirectURI), "created_at": JSON(app.createdAt), "version": JSON(app.version),
    ]
  }

  static func decision(_ decision: Decision, grant: Grant) -> JSON {
    [
      "decision": .string(decision.verdict.rawValue), "rule": JSON(decision.decider),
      "reason": .string(decision.reason), "would_pass": .string(decision.remedy),
      "overruled": JSON(decision.overruled), "would_change": JSON(decision.changes),
      "redacts": JSON(decision.redactions), "grant_id": JSON(grant.id), "grant_name": .string(grant.name),
    ]
  }

  static func report(_ report: TestReport) -> JSON {
    [
      "verdict": .string(report.verdict.rawValue), "summary": .string(report.summary),
      "steps": .array(
        report.steps.map { step in
          [
            "name": .string(step.name.rawValue), "text": .string(step.text), "result": .string(step.result.rawValue),
            "microseconds": JSON(step.microseconds),
          ]
        }),
    ]
  }

  /// A grant's state in one word, or nearly; how long access lasts where it ends by itself.
  static func word(_ summary: GrantSummary, now: Timestamp = .now()) -> String {
    let end = summary.connectionState?.accessExpiresAt
    return summary.state == .good || summary.state == .unused
      ? end.map { Remaining.text(until: $0, now: now) } ?? word(summary.state) : word(summary.state)
  }

  static func word(_ state: GrantSummary.State) -> String {
    switch state {
    case .good: "good"
    case .unused: "unused"
    case .revoked: "revoked"
    case .expired: "expired"
    case .rotateIn(let days): days > 0 ? "\(days) d left" : "rotate"
    case .needsReauth: "re-auth"
    case .tampered: "tampered"
    }
  }
}
