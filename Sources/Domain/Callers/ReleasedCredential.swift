/// A credential on its way out to a caller that has the right to receive it, with where it goes in the request, in the
/// terms of Alter's SDK: one header whose format holds `{token}`, and further injections.
public struct ReleasedCredential: Sendable {
  /// A further header or query parameter.
  public struct Injection: Hashable, Sendable {
    public enum Target: String, Hashable, Sendable {
      case header
      case query = "query_param"
    }

    public let target: Target
    public let key: String
    /// nil: the token itself; else the name of an additional credential.
    public let credential: String?

    public init(target: Target, key: String, credential: String?) {
      self.target = target
      self.key = key
      self.credential = credential
    }
  }

  /// The id that was asked for, as an issued grant has one of its own.
  public let grantID: Identifier
  public let provider: String
  /// The credential itself; of a basic secret the base64 of user and password (RFC 7617).
  public let token: SecretBytes
  public let headerName: String
  /// Holds `{token}` once.
  public let headerFormat: String
  /// Other values that the injections name.
  public let additional: [Credential.Field]
  public let injections: [Injection]
  /// When the token ends, as far as is known; nil for a secret.
  public let expiresAt: Timestamp?
  /// Of a connection: what the user agreed to.
  public let scopes: [String]
  /// The number of the event that says so.
  public let auditSequence: Int64

  public init(
    grantID: Identifier, provider: String, token: SecretBytes, headerName: String, headerFormat: String,
    additional: [Credential.Field], injections: [Injection], expiresAt: Timestamp?, scopes: [String],
    auditSequence: Int64
  ) {
    self.grantID = grantID
    self.provider = provider
    self.token = token
    self.headerName = headerName
    self.headerFormat = headerFormat
    self.additional = additional
    self.injections = injections
    self.expiresAt = expiresAt
    self.scopes = scopes
    self.auditSequence = auditSequence
  }
}
