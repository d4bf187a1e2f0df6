internal import Domain
internal import VaultEngine

extension SDKRefusal {
  /// What the SDK is told when the vault says no.
  ///
  /// - Parameters:
  ///   - grant: as it was asked for.
  ///   - isAgent: whether the key that was shown is an agent's.
  init(_ error: VaultError, grant: String? = nil, isAgent: Bool = false) {
    self = error.cause.map { Self.refusal($0, error, isAgent: isAgent) } ?? Self.refusal(error)
    if let grant, Self.namesGrant(code) { fields.append(("grant_id", .string(Printable.text(grant, limit: 80)))) }
    if !error.hint.isEmpty, !fields.contains(where: { $0.name == "hint" }) {
      fields.append(("hint", .string(error.hint)))
    }
  }

  private static func namesGrant(_ code: String) -> Bool {
    ["grant_revoked", "grant_expired", "credential_revoked", "grant_not_found"].contains(code)
  }

  private static func refusal(_ cause: VaultError.Cause, _ error: VaultError, isAgent: Bool) -> SDKRefusal {
    func refuse(_ status: Int, _ code: String) -> SDKRefusal { SDKRefusal(status, code, error.message) }

    switch cause {
    case .invalidKey: return .invalidKey
    case .keyRevoked: return refuse(401, "key_revoked")
    case .keyExpired: return refuse(401, "key_expired")
    case .keyRotated: return refuse(401, "key_rotated_grace_expired")
    case .keyInactive: return refuse(401, "key_not_active")
    case .callerSuspended: return refuse(401, isAgent ? "agent_inactive" : "key_not_active")
    case .callerRevoked: return refuse(401, isAgent ? "agent_revoked" : "key_revoked")
    case .missingRight(let right):
      var refusal = SDKRefusal.missing([right], of: [])
      refusal.message = error.message
      return refusal
    case .addressNotAllowed: return refuse(403, "address_not_allowed")
    case .grantRevoked: return refuse(403, "grant_revoked")
    case .grantExpired: return refuse(403, "grant_expired")
    case .grantNotReachable: return refuse(404, "grant_not_found")
    case .ambiguous(let grants): return .ambiguous(grants, provider: nil, account: nil)
    case .policy(let rule):
      return SDKRefusal(
        403, "policy_violation", error.message,
        [("details", .fields([("rule", .string(rule)), ("remedy", error.hint.isEmpty ? nil : .string(error.hint))]))])
    case .binding, .blockedDestination: return refuse(422, "blocked_destination")
    case .rateLimited(let scope, let limit, let window, let retryAfter):
      return .rateLimited(
        error.message, scope: scope == .key ? "api_key" : "organization", limit: limit, window: window,
        retryAfter: retryAfter)
    case .quota(let retryAfter):
      return SDKRefusal(
        429, "quota_exceeded", error.message, [("retry_after", .integer(max(1, retryAfter)))],
        headers: [("Retry-After", String(max(1, retryAfter)))])
    case .approvalDenied: return refuse(403, "approval_denied")
    case .approvalExpired: return refuse(403, "approval_expired")
    case .requiresProxy(let bound):
      switch bound {
      case .restricted: return refuse(400, "restricted_grant_requires_proxy")
      case .delegated: return refuse(400, "delegated_grant_requires_proxy")
      case .hitl: return refuse(400, "hitl_grant_requires_proxy")
      case .userLimits: return refuse(400, "user_limits_require_proxy")
      }
    }
  }

  private static func refusal(_ error: VaultError) -> SDKRefusal {
    func refuse(_ status: Int, _ code: String, retryAfter: Int? = nil) -> SDKRefusal {
      SDKRefusal(
        status, code, error.message, headers: retryAfter.map { [("Retry-After", String($0))] } ?? [])
    }

    switch error.code {
    case .notFound: return refuse(404, "grant_not_found")
    case .badInput: return refuse(422, "invalid_request")
    case .exists: return refuse(409, "name_exists")
    case .denied: return refuse(403, "policy_violation")
    // The SDK's users catch this as: the end user has to agree again.
    case .needsReauth: return refuse(403, "credential_revoked")
    case .unreachable: return refuse(502, "upstream_unreachable")
    case .locked, .noVault: return refuse(503, "vault_locked", retryAfter: 5)
    case .storage: return refuse(503, "storage_failed", retryAfter: 5)
    case .adminNeeded, .wrongPassphrase: return refuse(403, "admin_needed")
    case .integrity: return refuse(500, "vault_damaged")
    }
  }

  static func rateLimited(
    _ message: String, scope: String, limit: Int, window: Int64, retryAfter: Int64
  ) -> SDKRefusal {
    let wait = max(1, retryAfter)
    return SDKRefusal(
      429, "rate_limit_exceeded", message,
      [
        ("retry_after", .integer(wait)), ("scope", .string(scope)), ("limit", .integer(limit)),
        ("window_seconds", .integer(window)),
      ],
      headers: [
        ("Retry-After", String(wait)), ("RateLimit-Policy", "\"\(scope)\";q=\(limit);w=\(window)"),
        ("RateLimit", "\"\(scope)\";r=0;t=\(wait)"),
      ])
  }

  /// Several grants fit what was asked for: which, so that the program can choose.
  static func ambiguous(_ grants: [CallerGrant], provider: String?, account: String?) -> SDKRefusal {
    let shown = grants.prefix(20)
    return SDKRefusal(
      409, "ambiguous_grant", "\(grants.count) grants fit; name one by grant_id, account, label or app_user_id",
      [
        ("provider_id", .string(provider ?? grants.first?.source.provider ?? "")),
        ("account_identifiers", .texts(shown.compactMap { $0.source.connection?.account }.filter { !$0.isEmpty })),
        ("account_was_provided", .bool(account != nil)),
        ("app_user_ids", .texts(shown.compactMap(\.user))), ("grant_ids", .texts(shown.map(\.id.description))),
        (
          "candidates",
          .array(
            shown.map { grant in
              .fields([
                ("grant_id", .id(grant.id)), ("label", grant.label.isEmpty ? nil : .string(grant.label)),
                ("account_identifier", grant.source.connection.map { .string($0.account) }),
              ])
            })
        ), ("candidates_truncated", .bool(grants.count > shown.count)),
      ])
  }
}

extension CallerGrant {
  /// The end user that it is for, by the application's own name.
  var user: String? { if case .user(let name) = principal { name } else { source.connection?.userID } }
}
