internal import Domain
internal import VaultEngine

extension SDKFace {
  /// Hands a credential out to a caller that has the right to receive it. The URL is looked at first, but nobody can know
  /// what the program sends afterwards.
  func token(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.retrieve)
    let choice = try GrantChoice(call.fields)
    guard let asked = try call.fields.object("request") else { throw .unusable("request is missing") }
    let method = try asked.requiredText("method", limit: 32)
    let url = try asked.requiredText("url", limit: 65_536)
    try call.claims.check(method: method, url: url)
    let reason = try call.fields.text("reason") ?? ""
    let id = try await grantID(choice, call)
    let released = try await asking(grant: id) { () async throws(VaultError) in
      try await vault.releaseCredential(
        grantID: id, method: RequestMethod(method), url: url, as: call.actor, context: call.context, reason: reason)
    }
    guard let token = released.token.text() else {
      throw SDKRefusal(500, "credential_not_text", "the stored credential is no text")
    }
    let left = released.expiresAt.map { max(0, $0.seconds - now().seconds) }
    return .ok(
      .fields([
        ("access_token", .string(token)), ("grant_id", .id(released.grantID)), ("token_type", .string("Bearer")),
        ("expires_in", left.map { .integer($0) }), ("expires_at", released.expiresAt.map { .time($0) }),
        ("scopes", .texts(released.scopes)), ("provider_id", .string(released.provider)),
        ("scope_mismatch", .bool(false)), ("injection_header", .string(released.headerName)),
        ("injection_format", .string(released.headerFormat)),
        ("additional_credentials", Self.additional(released.additional)),
        ("additional_injections", released.injections.isEmpty ? nil : .array(released.injections.map(Self.json))),
      ]))
  }

  private static func additional(_ fields: [Credential.Field]) -> JSONValue? {
    fields.isEmpty ? nil : .fields(fields.map { field in (field.name, field.value.text().map { .string($0) }) })
  }

  private static func json(_ injection: ReleasedCredential.Injection) -> JSONValue {
    .fields([
      ("target", .string(injection.target.rawValue)), ("key", .string(injection.key)),
      ("value_source", .string(injection.credential.map { "additional_credentials.\($0)" } ?? "token")),
    ])
  }
}

extension CallClaims {
  /// The request's own rule, for a call that is about to be made.
  func check(method: String, url: String) throws(SDKRefusal) {
    guard let rule else { return }
    let canonical: CanonicalURL
    do { canonical = try CanonicalURL(url) } catch { throw .unusable("the URL cannot be read: \(error.reason)") }
    guard !rule.denies(method: method, url: canonical) else {
      throw SDKRefusal(403, "request_rule", "the rule that came with the request denies it; nothing was sent")
    }
  }
}
