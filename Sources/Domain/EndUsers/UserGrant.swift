/// A grant that came of a connect session: an end user authorized an account or gave a key of their own, and no passphrase
/// was typed. It opens nothing that was in the vault before: the credential is the user's, the provider and its origins are
/// those of the catalogue, and the caller that opened the session may use it.
public struct UserGrant: Hashable, Sendable, Identifiable {
  public var grant: Grant
  /// Where its credential comes from; it belongs to this grant alone.
  public var source: GrantSource
  /// The caller whose session it was.
  public let caller: Identifier
  /// The session it came of.
  public let session: Identifier
  /// Beyond this the user cannot extend it; nil: without end.
  public var latestEnd: Timestamp?
  /// Upper case; empty: any. What the caller asked for at most.
  public var methods: [String]
  /// Globs as in rules (`/v1/*`, `/v1/**`), of which one has to match; empty: any path.
  public var paths: [String]

  public var id: Identifier { grant.id }

  public init(
    grant: Grant, source: GrantSource, caller: Identifier, session: Identifier, latestEnd: Timestamp? = nil,
    methods: [String] = [], paths: [String] = []
  ) {
    self.grant = grant
    self.source = source
    self.caller = caller
    self.session = session
    self.latestEnd = latestEnd
    self.methods = methods
    self.paths = paths
  }
}
