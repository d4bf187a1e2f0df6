public import Domain

/// What the token endpoint gave.
public struct TokenSet: Sendable {
  public let accessToken: SecretBytes
  /// nil when none came: an earlier one stays good (RFC 6749, section 6).
  public let refreshToken: SecretBytes?
  /// Seconds from now; nil when nothing was said, 0 when it was over already, ten years at most.
  public let expiresIn: Int64?
  /// nil: as asked (RFC 6749, section 5.1).
  public let scopes: [String]?
  /// The provider's name of the account, where the answer has it.
  public let account: String?

  public static let longestSeconds: Int64 = 10 * 365 * 86_400

  public init(
    accessToken: SecretBytes, refreshToken: SecretBytes?, expiresIn: Int64?, scopes: [String]?, account: String?
  ) {
    self.accessToken = accessToken
    self.refreshToken = refreshToken
    self.expiresIn = expiresIn
    self.scopes = scopes
    self.account = account
  }
}
