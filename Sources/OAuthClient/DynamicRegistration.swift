public import Domain
public import Outbound
public import ProviderCatalog

/// Dynamic registration (RFC 7591): the program makes its own app.
public enum DynamicRegistration {
  /// - Returns: the client id, and the secret where the server gave one.
  public static func register(
    _ facts: OAuthFacts, redirectURI: String, scopes: [String], by outbound: OutboundClient
  ) async throws(OAuthFailure) -> (clientID: String, clientSecret: SecretBytes?) {
    guard let url = facts.registrationURL else { throw .misconfigured("the provider offers no dynamic registration") }
    let asked = authenticationMethod(facts)
    let device = facts.deviceURL == nil ? [] : ["urn:ietf:params:oauth:grant-type:device_code"]
    let grants = ["authorization_code", "refresh_token"] + device
    var request: [String: JSONValue] = [
      // OpenID Connect lets only native applications have redirects to this machine.
      "application_type": .string("native"), "client_name": .string("Gatehouse"),
      "grant_types": .array(grants.map { .string($0) }), "redirect_uris": .array([.string(redirectURI)]),
      "response_types": .array([.string("code")]), "token_endpoint_auth_method": .string(asked),
    ]
    if !scopes.isEmpty { request["scope"] = .string(scopes.joined(separator: " ")) }
    let answer = try await TokenEndpoint.send(
      "POST", url, [("Content-Type", "application/json")], .bytes(JSONValue.object(request).bytes), by: outbound)
    let fields = try answer.checked(facts, isRefresh: false, now: .now())
    guard let clientID = fields["client_id"]?.name else { throw .invalidAnswer("there is no client id in it") }
    let secret = fields["client_secret"]?.string.flatMap { $0.isEmpty ? nil : SecretBytes($0) }
    // The server may register something else than was asked (RFC 7591, section 3.2.1).
    if secret != nil, let given = fields["token_endpoint_auth_method"]?.string, given != asked {
      throw .misconfigured(
        "the server wants the client secret by \(Printable.text(given, limit: 40)), its description says \(asked)")
    }
    return (clientID, secret)
  }

  private static func authenticationMethod(_ facts: OAuthFacts) -> String {
    switch facts.clientAuthentication {
    case "basic": "client_secret_basic"
    case "none": "none"
    default: "client_secret_post"
    }
  }
}
