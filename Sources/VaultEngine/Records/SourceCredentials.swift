internal import Domain

extension Transaction {
  /// nil for a secret.
  func connectionState(of source: GrantSource) throws -> ConnectionState? {
    try source.connection.flatMap { try connectionState(of: $0.id) }
  }

  /// What a call may be sent with: a secret's present value, then the earlier one for as long as it is kept; of a
  /// connection the present tokens.
  func credentials(of source: GrantSource, vaultID: Identifier, keys: UseKeys, now: Timestamp) throws -> [Credential] {
    switch source {
    case .secret(let secret):
      try sealedValues(of: secret.id)
        .filter { $0.version == secret.version || ($0.expiresAt.map { $0 > now } ?? false) }
        .map { value in
          try CredentialSeal.open(
            value.box, in: .init(vaultID: vaultID, secret: secret, version: value.version), with: keys)
        }
    case .connection(let connection): [try tokens(of: connection, vaultID: vaultID, keys: keys).credential]
    }
  }

  /// The present tokens of a connection (`token`, and `refresh_token` where there is one), and what is known of them.
  func tokens(
    of connection: Connection, vaultID: Identifier, keys: UseKeys
  ) throws -> (credential: Credential, state: ConnectionState) {
    guard let state = try connectionState(of: connection.id),
      let value = try sealedValues(of: connection.id).first(where: { $0.version == state.tokenVersion })
    else { throw VaultError.damaged("the tokens of \(connection.name) are missing") }
    let context = CredentialSeal.Context(vaultID: vaultID, connection: connection, version: state.tokenVersion)
    return (try CredentialSeal.open(value.box, in: context, with: keys), state)
  }
}
