public import Domain

/// What is known of a provider's OAuth 2.0 (RFC 6749), with what is different there: every oddity is data, so that the
/// flows know no provider by name.
public struct OAuthFacts: Hashable, Sendable {
  public struct Scope: Hashable, Sendable {
    public let name: String
    public let explanation: String
    public let isDefault: Bool

    public init(name: String, explanation: String, isDefault: Bool) {
      self.name = name
      self.explanation = explanation
      self.isDefault = isDefault
    }
  }

  /// How a token is revoked: RFC 7009, or the provider's own form.
  public struct Revocation: Hashable, Sendable {
    public enum Authentication: String, Hashable, Sendable, CaseIterable {
      /// As at the token endpoint.
      case client
      /// `Authorization: Basic` of client id and secret.
      case basic
      /// The client secret as a bearer token.
      case bearerSecret = "bearer_secret"
    }

    /// May hold `{client_id}` and `{account}`.
    public var url: String
    public var method = "POST"
    public var authentication = Authentication.client
    /// A JSON body instead of a form.
    public var isJSON = false
    /// Names and values, in which `{token}`, `{access_token}`, `{client_id}` and `{account}` stand for what is known.
    /// With `{token}` the refresh token is revoked first, then the access token (RFC 7009, section 2.1).
    public var parameters = ["token": "{token}"]
    /// Statuses that say that the token is over already, which is as good.
    public var goneStatuses: [Int] = []

    public init(url: String) { self.url = url }
  }

  /// Who issues, as the server announces it (RFC 8414); compared with `iss` in the redirect (RFC 9207).
  public var issuer: String?
  /// Whether every redirect names it, so that one without is not accepted (RFC 9207, section 2.4).
  public var announcesIssuer = false
  public var authorizeURL: String
  public var tokenURL: String
  public var revocation: Revocation?
  /// RFC 8628.
  public var deviceURL: String?
  public var userinfoURL: String?
  /// Where an app is registered by hand.
  public var registerURL: String?
  /// Where a program registers itself (RFC 7591).
  public var registrationURL: String?
  public var scopes: [Scope] = []
  /// Between the scopes that are asked for, and between those in the answer.
  public var scopeSeparator = " "
  public var answerScopeSeparator = " "
  /// `required`, `supported`, `none` or `unknown` (RFC 7636).
  public var pkce = "unknown"
  /// `basic` or `body`: how the client shows its secret at the token endpoint; `none` for public clients only.
  public var clientAuthentication = "body"
  /// `rotating`, `static`, `none` or `unknown`.
  public var refresh = "unknown"
  /// How long access lasts when the answer does not say.
  public var accessSeconds: Int?
  /// Whether a redirect to this machine is accepted, in words.
  public var loopback = "unknown"
  /// Whether a loopback redirect may come back to any port (RFC 8252, section 7.3).
  public var takesAnyPort = false
  public var authorizeParameters: [String: String] = [:]
  public var tokenParameters: [String: String] = [:]
  /// Where the account stands in the token answer, and in the answer of `userinfoURL`: member names joined by dots.
  public var accountField: String?
  public var userinfoAccountFields = ["preferred_username", "email", "login", "username", "name", "sub", "id"]
  /// Headers that go with every call of a connection; `{account}` stands for the account.
  public var headers: [Injection.Header] = []
  /// Error codes that mean what `invalid_grant` means.
  public var invalidGrantCodes: [String] = []
  /// Whether a 400 without a body, to a refresh, means that too.
  public var isEmptyRefusalFinal = false
  /// Statuses of a refresh that came too soon after another; they tell nothing of the token.
  public var tooSoonStatuses: [Int] = []
  public var note = ""
  /// What differs from the standard, each as a sentence.
  public var quirks: [String] = []

  public init(authorizeURL: String, tokenURL: String) {
    self.authorizeURL = authorizeURL
    self.tokenURL = tokenURL
  }
}
