internal import Domain
internal import OAuthClient
internal import VaultCrypto

extension Transaction {
  /// Seals tokens under the next number, in the place of earlier ones. What was wrong before is over.
  ///
  /// - Parameters:
  ///   - accessSeconds: how long access lasts when the answer did not say; nil when it does not end.
  ///   - expiresAt: when they are destroyed; nil for tokens that are in use.
  func putTokens(
    _ tokens: TokenSet, of connection: Connection, accessSeconds: Int?, expiresAt: Timestamp? = nil,
    vaultID: Identifier, keys: UseKeys, now: Timestamp
  ) throws -> ConnectionState {
    let before = try connectionState(of: connection.id)
    let version = (before?.tokenVersion ?? 0) + 1
    let seconds = (tokens.expiresIn ?? accessSeconds.map(Int64.init)).map { min(max($0, 0), TokenSet.longestSeconds) }
    let state = ConnectionState(
      tokenVersion: version, accessExpiresAt: seconds.map { now.adding(seconds: $0) }, refreshedAt: now,
      canRefresh: tokens.refreshToken != nil,
      scopesGiven: tokens.scopes ?? before?.scopesGiven ?? connection.scopesAsked)
    var fields = [Credential.Field(name: "token", value: tokens.accessToken)]
    if let refresh = tokens.refreshToken { fields.append(Credential.Field(name: "refresh_token", value: refresh)) }
    let context = CredentialSeal.Context(vaultID: vaultID, connection: connection, version: version)
    let box = try CredentialSeal.seal(Credential(fields: fields), in: context, with: keys)
    try deleteSealedValues(of: connection.id, before: version)
    try insertSealedValue(SealedValueRow(owner: connection.id, version: version, box: box, expiresAt: expiresAt))
    try putConnectionState(state, of: connection.id)
    return state
  }
}
