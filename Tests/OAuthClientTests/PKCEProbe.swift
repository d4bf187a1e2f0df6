import Domain

@testable import OAuthClient

/// What the public interface does not show.
enum PKCEProbe {
  static func challenge(of verifier: SecretBytes) -> String { PKCE.challenge(of: verifier) }
}
