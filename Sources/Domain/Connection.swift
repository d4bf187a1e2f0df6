/// An end user's authorization of an OAuth app: what is bound to its tokens. It changes only when somebody connects,
/// connects anew or revokes; what refreshing changes stands in ``ConnectionState``.
public struct Connection: Hashable, Sendable, Identifiable {
  public let id: Identifier
  /// That of its grant.
  public var name: String
  public var provider: String
  public let appID: Identifier
  /// The application's own name of the end user.
  public let userID: String
  /// Tells several accounts of one user apart; may be empty.
  public var label: String
  /// The provider's name of the account; empty when it is not known.
  public var account: String
  public var binding: Binding
  public var injection: Injection
  public var scopesAsked: [String]
  public var createdAt: Timestamp
  /// When the user last agreed.
  public var connectedAt: Timestamp
  public var revokedAt: Timestamp?
  public var version: Int

  public init(
    id: Identifier, name: String, provider: String, appID: Identifier, userID: String, label: String, account: String,
    binding: Binding, injection: Injection, scopesAsked: [String], createdAt: Timestamp, connectedAt: Timestamp,
    revokedAt: Timestamp?, version: Int
  ) {
    self.id = id
    self.name = name
    self.provider = provider
    self.appID = appID
    self.userID = userID
    self.label = label
    self.account = account
    self.binding = binding
    self.injection = injection
    self.scopesAsked = scopesAsked
    self.createdAt = createdAt
    self.connectedAt = connectedAt
    self.revokedAt = revokedAt
    self.version = version
  }
}

/// What becomes of a connection's tokens without anybody deciding it.
public struct ConnectionState: Hashable, Sendable {
  /// Counts the tokens stored; part of what is authenticated with the ciphertext.
  public var tokenVersion: Int
  /// nil when access does not end.
  public var accessExpiresAt: Timestamp?
  /// When the present token came.
  public var refreshedAt: Timestamp
  /// Whether there is a refresh token.
  public var canRefresh: Bool
  /// What the provider says was granted.
  public var scopesGiven: [String]
  /// Why the user has to agree again; nil while the connection works.
  public var needsReauth: String?
  /// Why the last refresh did not work out, when another may.
  public var failure: String?
  /// Not before this is another refresh tried, as the provider asked.
  public var retryAt: Timestamp?
  /// What became of telling the provider that the connection is revoked.
  public var remoteRevocation: RemoteRevocation?

  public init(
    tokenVersion: Int, accessExpiresAt: Timestamp?, refreshedAt: Timestamp, canRefresh: Bool, scopesGiven: [String],
    needsReauth: String? = nil, failure: String? = nil, retryAt: Timestamp? = nil,
    remoteRevocation: RemoteRevocation? = nil
  ) {
    self.tokenVersion = tokenVersion
    self.accessExpiresAt = accessExpiresAt
    self.refreshedAt = refreshedAt
    self.canRefresh = canRefresh
    self.scopesGiven = scopesGiven
    self.needsReauth = needsReauth
    self.failure = failure
    self.retryAt = retryAt
    self.remoteRevocation = remoteRevocation
  }
}

/// How far the provider has been told of a revocation.
public enum RemoteRevocation: Hashable, Sendable {
  /// It is tried again.
  case pending(attempts: Int)
  case done
  /// The provider has no way to revoke; its own page has.
  case unsupported
  /// Given up.
  case failed(String)
}

/// A connection to be made, or made anew.
public struct ConnectionDraft: Hashable, Sendable {
  /// An OAuth app's name, or a provider's id when it has one app.
  public var app: String
  public var userID: String
  public var label: String
  /// The grant's name; nil for `PROVIDER-USER`, with the label behind it.
  public var name: String?
  /// nil: those of the app.
  public var scopes: [String]?
  /// The grant that is mended and keeps its id; nil for a new one.
  public var replacing: Identifier?
  /// By a code that the user types elsewhere (RFC 8628) and not by a redirect to this machine.
  public var isDevice: Bool

  public init(
    app: String, userID: String, label: String = "", name: String? = nil, scopes: [String]? = nil,
    replacing: Identifier? = nil, isDevice: Bool = false
  ) {
    self.app = app
    self.userID = userID
    self.label = label
    self.name = name
    self.scopes = scopes
    self.replacing = replacing
    self.isDevice = isDevice
  }
}

/// What is going on while a connection is made.
public enum ConnectionStep: Hashable, Sendable {
  /// The redirect is awaited at this address.
  case listening(redirectURI: String)
  /// The redirect cannot be received here; the redirected address can be pasted back.
  case cannotListen(reason: String)
  /// The page where the user agrees.
  case open(url: String)
  /// The user types the code at the address; `completeURL` has the code in it.
  case device(userCode: String, url: String, completeURL: String?, expiresAt: Timestamp)
  case waiting
  /// The provider asked to be polled less often.
  case slowedDown(seconds: Int)
  /// What was pasted is not the answer that is awaited.
  case notAccepted(reason: String)
  case exchanging
  case identifying
  case storing
}
