internal import Domain
public import Outbound
public import ProviderCatalog

/// What an authorization server says of itself (RFC 8414, OpenID Connect Discovery).
public enum Discovery {
  /// - Parameter url: the issuer, or the address of its `.well-known` document.
  /// - Throws: when there is none, or when it names another issuer than the one asked (RFC 8414, section 3.3).
  public static func facts(at url: String, by outbound: OutboundClient) async throws(OAuthFailure) -> OAuthFacts {
    var failure: OAuthFailure?
    for candidate in try candidates(url) {
      let answer: TokenAnswer
      do { answer = try await TokenEndpoint.send("GET", candidate.address, [], .none, by: outbound) } catch {
        failure = failure ?? error
        continue
      }
      guard answer.status == 200, let document = JSONValue(answer.body), document.object != nil else { continue }
      return try facts(document, expecting: candidate.issuer)
    }
    throw failure ?? .misconfigured("there is no description of a server at \(Printable.text(url, limit: 120))")
  }

  private static func candidates(_ text: String) throws(OAuthFailure) -> [(address: String, issuer: String)] {
    guard let url = try? CanonicalURL(text), url.query == nil else {
      throw .misconfigured("\(Printable.text(text, limit: 120)) is no address of a server")
    }
    if let marker = text.firstRange(of: "/.well-known/") {
      let suffix = text[marker.upperBound...].split(separator: "/", maxSplits: 1)
      let path = suffix.count > 1 ? "/\(suffix[1])" : ""
      return [(text, String(text[..<marker.lowerBound]) + path)]
    }
    let issuer = trimmed(text)
    let path = trimmed(url.path)
    let inserted = ["oauth-authorization-server", "openid-configuration"].map { name in
      (address: "\(url.origin)/.well-known/\(name)\(path)", issuer: issuer)
    }
    guard !path.isEmpty else { return inserted }
    // OpenID Connect puts it behind the path, RFC 8414 before it.
    return inserted + [("\(issuer)/.well-known/openid-configuration", issuer)]
  }

  private static func trimmed(_ text: String) -> String { text.hasSuffix("/") ? String(text.dropLast()) : text }

  private static func facts(_ document: JSONValue, expecting issuer: String) throws(OAuthFailure) -> OAuthFacts {
    guard let named = document["issuer"]?.string else { throw .invalidAnswer("it names no issuer") }
    guard trimmed(issuer) == trimmed(named) else {
      throw .misconfigured("the document is that of another issuer, \(Printable.text(named, limit: 120))")
    }
    func address(_ name: String) throws(OAuthFailure) -> String? {
      guard let text = document[name]?.string else { return nil }
      guard let url = try? CanonicalURL(text), url.origin.scheme == .https || url.origin.isLoopback else {
        throw .invalidAnswer("its \(name) is no https address")
      }
      return text
    }
    guard let authorize = try address("authorization_endpoint"), let token = try address("token_endpoint") else {
      throw .invalidAnswer("it lacks the authorization or the token endpoint")
    }
    var facts = OAuthFacts(authorizeURL: authorize, tokenURL: token)
    facts.issuer = named
    facts.announcesIssuer = document["authorization_response_iss_parameter_supported"]?.bool ?? false
    facts.revocation = try address("revocation_endpoint").map { OAuthFacts.Revocation(url: $0) }
    facts.deviceURL = try address("device_authorization_endpoint")
    facts.userinfoURL = try address("userinfo_endpoint")
    facts.registrationURL = try address("registration_endpoint")
    facts.clientAuthentication = authentication(document["token_endpoint_auth_methods_supported"]?.strings ?? [])
    let challenges = document["code_challenge_methods_supported"]?.strings ?? []
    facts.pkce = challenges.contains("S256") ? "supported" : "unknown"
    facts.scopes = (document["scopes_supported"]?.strings ?? []).map(scope)
    return facts
  }

  /// Basic when nothing is said (RFC 8414, section 2).
  private static func authentication(_ methods: [String]) -> String {
    if methods.isEmpty || methods.contains("client_secret_basic") { return "basic" }
    return methods.contains("client_secret_post") || !methods.contains("none") ? "body" : "none"
  }

  /// Those of OpenID Connect are known by name.
  private static func scope(_ name: String) -> OAuthFacts.Scope {
    let explanation =
      switch name {
      case "openid": "Sign the person in"
      case "profile": "See the person's name and picture"
      case "email": "See the e-mail address"
      case "address": "See the postal address"
      case "phone": "See the telephone number"
      case "offline_access": "Go on when the person is away: gives a refresh token"
      default: ""
      }
    return OAuthFacts.Scope(
      name: Printable.text(name, limit: 200), explanation: explanation,
      isDefault: ["openid", "offline_access"].contains(name))
  }
}
