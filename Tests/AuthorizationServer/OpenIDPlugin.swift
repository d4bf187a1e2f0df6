/// The settings of glewlwyd's OpenID Connect module (its OIDC.md), as its admin API takes them.
struct OpenIDPlugin {
  let issuer: String
  let accessSeconds: Int
  let refreshWorksOnce: Bool

  var json: [String: any Sendable] {
    ["module": "oidc", "name": "oidc", "display_name": "OIDC", "enabled": true, "parameters": parameters]
  }

  private var parameters: [String: any Sendable] {
    [
      "iss": issuer, "oauth-as-iss-id": true, "subject-type": "public", "allowed-scope": ["openid"] + Glewlwyd.scopes,
      // Tokens are of no concern to a client, so the cheapest signature does.
      "jwt-type": "sha", "jwt-key-size": "256", "key": "a key that signs nothing of worth",
      "access-token-duration": accessSeconds, "refresh-token-duration": 1_209_600, "code-duration": 600,
      "refresh-token-rolling": true, "refresh-token-one-use": refreshWorksOnce ? "always" : "never",
      // Plain OAuth 2, without the scope `openid`, for which it would insist on a nonce.
      "allow-non-oidc": true,
      "auth-type-code-enabled": true, "auth-type-code-revoke-replayed": true, "auth-type-refresh-enabled": true,
      "auth-type-device-enabled": true, "auth-type-client-enabled": true, "auth-type-token-enabled": false,
      "auth-type-implicit-enabled": false, "auth-type-password-enabled": false,
      "device-authorization-expiration": 600, "device-authorization-interval": 5,
      "pkce-allowed": true, "pkce-method-plain-allowed": false, "pkce-required": true,
      "introspection-revocation-allowed": true, "introspection-revocation-allow-target-client": true,
      "register-client-allowed": true, "register-client-auth-scope": [String](),
      "register-client-credentials-scope": [String](), "register-client-management-allowed": true,
      "name-claim": "mandatory", "email-claim": "mandatory", "scope-claim": "no",
    ]
  }
}
