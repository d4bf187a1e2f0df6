internal import Domain
internal import VaultEngine

extension ErrorAnswer {
  /// What the vault says, with the status that clients of an API expect.
  init(_ error: VaultError?) {
    guard let error else {
      self.init(502, .upstream, "unreachable", "the exchange failed", hint: "try again")
      return
    }
    let (status, kind, code) = Self.place(of: error)
    self.init(status, kind, code, error.message, hint: error.hint)
    switch error.cause {
    case .rateLimited(_, _, _, let seconds), .quota(let seconds): retryAfter = seconds
    case .policy(let name): rule = name
    default: if error.code == .locked || error.code == .storage { retryAfter = 5 }
    }
  }

  private static func place(of error: VaultError) -> (Int, Kind, String) {
    switch error.cause {
    case .invalidKey: (401, .unauthorized, "invalid_key")
    case .keyRevoked: (401, .unauthorized, "key_revoked")
    case .keyExpired: (401, .unauthorized, "key_expired")
    case .keyRotated: (401, .unauthorized, "key_rotated")
    case .keyInactive: (401, .unauthorized, "key_inactive")
    case .callerRevoked: (401, .unauthorized, "caller_revoked")
    case .callerSuspended: (403, .forbidden, "caller_suspended")
    case .missingRight: (403, .forbidden, "missing_right")
    case .addressNotAllowed: (403, .forbidden, "address_not_allowed")
    case .grantRevoked: (403, .forbidden, "grant_revoked")
    case .grantExpired: (403, .forbidden, "grant_expired")
    case .grantNotReachable: (404, .notFound, "not_found")
    case .ambiguous: (409, .badRequest, "ambiguous_grant")
    case .policy: (403, .forbidden, "denied")
    case .binding, .blockedDestination: (403, .forbidden, "outside_binding")
    case .rateLimited: (429, .rateLimited, "rate_limited")
    case .quota: (429, .rateLimited, "quota")
    case .approvalDenied: (403, .forbidden, "approval_denied")
    case .approvalExpired: (403, .forbidden, "approval_expired")
    case .requiresProxy: (403, .forbidden, "requires_proxy")
    case nil: place(of: error.code)
    }
  }

  private static func place(of code: VaultError.Code) -> (Int, Kind, String) {
    switch code {
    case .badInput: (400, .badRequest, code.rawValue)
    case .exists: (409, .badRequest, code.rawValue)
    case .notFound: (404, .notFound, code.rawValue)
    case .unreachable: (502, .upstream, code.rawValue)
    case .denied, .needsReauth, .wrongPassphrase, .adminNeeded: (403, .forbidden, code.rawValue)
    case .locked, .noVault, .storage: (503, .unavailable, code.rawValue)
    case .integrity: (500, .damaged, code.rawValue)
    }
  }
}
