public import Domain
internal import Outbound
internal import ProviderCatalog

extension OAuthClient {
  /// Tells the provider that the tokens are over (RFC 7009, or its own form).
  ///
  /// - Returns: false when the provider has no way to be told by this client.
  public func revoke(
    accessToken: SecretBytes, refreshToken: SecretBytes?, account: String
  ) async throws(OAuthFailure) -> Bool {
    guard let revocation = registration.facts.revocation else { return false }
    if revocation.authentication != .client, registration.clientSecret == nil { return false }
    let templates = [revocation.url] + Array(revocation.parameters.values)
    guard !account.isEmpty || !templates.contains(where: { $0.contains("{account}") }) else {
      throw .misconfigured("the provider wants to know the account, and the connection does not")
    }
    let isPerToken = revocation.parameters.values.contains("{token}")
    // The refresh token first: with it usually goes the access token too (RFC 7009, section 2.1).
    let tokens = isPerToken ? [refreshToken, accessToken].compactMap { $0 } : [accessToken]
    for (index, token) in tokens.enumerated() {
      var answer = try await send(revocation, token: token, accessToken: accessToken, account: account)
      answer.sent = [token, accessToken, registration.clientSecret].compactMap { $0 }
      do throws(OAuthFailure) { try check(answer, revocation) } catch .refused("unsupported_token_type", _)
        where index > 0
      {
        // It went with the refresh token.
      }
    }
    return true
  }

  /// What is over already is as good (RFC 7009, section 2.2).
  private func check(_ answer: TokenAnswer, _ revocation: OAuthFacts.Revocation) throws(OAuthFailure) {
    if revocation.goneStatuses.contains(answer.status) { return }
    // Most answer with an empty body.
    if (200..<300).contains(answer.status), JSONValue(answer.body)?["error"] == nil { return }
    do throws(OAuthFailure) {
      _ = try answer.checked(registration.facts, isRefresh: false, now: now())
    } catch {
      switch error {
      case .refused("invalid_token", _): return
      // A refusal without a reason is none that passes.
      case .unavailable where (400..<500).contains(answer.status) && answer.status != 408:
        throw .refused(code: "status \(answer.status)", description: "")
      default: throw error
      }
    }
  }

  private func send(
    _ revocation: OAuthFacts.Revocation, token: SecretBytes, accessToken: SecretBytes, account: String
  ) async throws(OAuthFailure) -> TokenAnswer {
    var parameters = revocation.parameters.sorted { $0.key < $1.key }.map { name, template in
      let value: SecretBytes =
        switch template {
        case "{token}": token
        case "{access_token}": accessToken
        case "{client_id}": SecretBytes(registration.clientID)
        case "{account}": SecretBytes(account)
        default: SecretBytes(template)
        }
      return (name: name, value: value)
    }
    var headers: TokenEndpoint.Headers = []
    switch revocation.authentication {
    case .basic: headers = endpoint.basic(always: true)
    case .bearerSecret: headers = [("Authorization", "Bearer \(registration.clientSecret?.text() ?? "")")]
    case .client where endpoint.isBasic: headers = endpoint.basic()
    case .client:
      parameters.removeAll { $0.name == "client_id" }
      parameters.append(("client_id", SecretBytes(registration.clientID)))
      if let secret = endpoint.secret { parameters.append(("client_secret", secret)) }
    }
    let url = revocation.url.replacing("{client_id}", with: FormBody.encoded(registration.clientID))
      .replacing("{account}", with: FormBody.encoded(account))
    if revocation.isJSON {
      headers.append(("Content-Type", "application/json"))
      let members = parameters.map { ($0.name, JSONValue.string($0.value.text() ?? "")) }
      return try await endpoint.send(
        revocation.method, url, headers, .bytes(JSONValue.object(Dictionary(members) { $1 }).bytes))
    }
    headers.append(("Content-Type", FormBody.contentType))
    var form = FormBody()
    for parameter in parameters { form.append(parameter.name, parameter.value) }
    return try await endpoint.send(revocation.method, url, headers, .bytes(form.bytes))
  }
}
