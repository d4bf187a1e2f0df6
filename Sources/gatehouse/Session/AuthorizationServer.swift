internal import Domain
internal import OAuthClient
internal import Outbound
internal import ProviderCatalog
internal import VaultEngine

/// What a command asks an authorization server itself, before there is an app or a user.
enum AuthorizationServer {
  /// What the server says of itself (RFC 8414).
  static func facts(at url: String) async throws -> OAuthFacts {
    try await asking { outbound in try await Discovery.facts(at: url, by: outbound) }
  }

  static func requireRegistration(_ provider: Provider, _ facts: OAuthFacts) throws(Failure) {
    guard facts.registrationURL == nil else { return }
    let page = facts.registerURL.map { " at \($0)" } ?? " at the provider"
    throw .badInput(
      "\(provider.name) lets no program register itself", hint: "register the app\(page), then give --client-id ID")
  }

  /// Makes an app there (RFC 7591).
  static func register(
    _ facts: OAuthFacts, redirectURI: String, scopes: [String]
  ) async throws -> (clientID: String, clientSecret: SecretBytes?) {
    try await asking { outbound in
      do {
        return try await DynamicRegistration.register(facts, redirectURI: redirectURI, scopes: scopes, by: outbound)
      } catch OAuthFailure.refused(code: "invalid_client_metadata", _) where facts.deviceURL != nil {
        // Some servers have the device flow, and refuse an app that names it as RFC 8628 does.
        var plain = facts
        plain.deviceURL = nil
        return try await DynamicRegistration.register(plain, redirectURI: redirectURI, scopes: scopes, by: outbound)
      }
    }
  }

  private static func asking<Result>(_ ask: (OutboundClient) async throws -> Result) async throws -> Result {
    var limits = OutboundConfiguration(extraCAFiles: try Session.options().extraCAFiles)
    limits.answerTimeout = .seconds(20)
    limits.totalTimeout = .seconds(30)
    limits.bodyLimit = 1 << 20
    let outbound: OutboundClient
    do { outbound = try OutboundClient(configuration: limits) } catch {
      throw Failure.badInput(error.reason, hint: error.remedy)
    }
    do {
      let result = try await ask(outbound)
      await outbound.shutdown()
      return result
    } catch {
      await outbound.shutdown()
      throw error
    }
  }
}

extension Failure {
  /// Labelled, so that it is never taken for the one of any error.
  init(of failure: OAuthFailure, hint: String? = nil) {
    let status: ExitStatus =
      switch failure {
      case .unavailable, .throttled: .unreachable
      case .misconfigured: .badInput
      default: .failure
      }
    let code: String? = if case .refused = failure { "refused" } else { nil }
    self.init(status, code: code, failure.description, hint: hint ?? failure.hint)
  }
}
