internal import Domain
internal import Synchronization
internal import VaultCrypto

/// One attempt that waits for its redirect: what must come back, and what proves that the code is ours.
public struct PendingAuthorization: Sendable {
  /// Copies of one attempt share it: a code is exchanged once at most (RFC 6749, section 4.1.2).
  private final class Use: Sendable {
    let isUsed = Mutex(false)
  }

  /// The page where the user agrees.
  public let url: String
  public let redirectURI: String
  /// 256 bits that no other attempt has.
  public let state: String
  /// What `iss` has to say; nil where the provider announces nothing.
  public let issuer: String?
  /// Whether the redirect has to name the issuer.
  public let mustNameIssuer: Bool
  let verifier: SecretBytes?
  private let use = Use()

  init(
    url: String, redirectURI: String, state: String, issuer: String?, mustNameIssuer: Bool = false,
    verifier: SecretBytes?
  ) {
    self.url = url
    self.redirectURI = redirectURI
    self.state = state
    self.issuer = issuer
    self.mustNameIssuer = mustNameIssuer
    self.verifier = verifier
  }

  /// Whether a redirect belongs to this attempt, compared in constant time.
  public func hasState(_ state: String) -> Bool { MAC.areEqual(Array(state.utf8), Array(self.state.utf8)) }

  /// Why a redirect with this `iss` is not this attempt's; nil when it may be (RFC 9207, section 2.4).
  func objection(toIssuer given: String?) -> String? {
    guard let issuer else { return nil }
    guard let given else { return mustNameIssuer ? "it does not say who issued it" : nil }
    return issuer == given ? nil : "it comes from another issuer"
  }

  /// True for the first who asks.
  func claim() -> Bool {
    use.isUsed.withLock { isUsed in
      defer { isUsed = true }
      return !isUsed
    }
  }
}

/// Proof Key for Code Exchange, S256 (RFC 7636).
enum PKCE {
  /// 43 characters of 256 bits.
  static func verifier() throws(CryptoError) -> SecretBytes { SecretBytes(Base64URL.encode(try Random.bytes(32))) }

  static func challenge(of verifier: SecretBytes) -> String { Base64URL.encode(SHA256Hash.of(verifier.copy())) }
}
