public import Domain

/// What the redirect brought (RFC 6749, section 4.1.2).
public struct CallbackAnswer: Sendable {
  public let code: SecretBytes
  public let state: String
  /// `iss` (RFC 9207).
  public let issuer: String?

  public init(code: SecretBytes, state: String, issuer: String?) {
    self.code = code
    self.state = state
    self.issuer = issuer
  }
}
