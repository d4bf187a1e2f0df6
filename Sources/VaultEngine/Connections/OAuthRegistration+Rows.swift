internal import Domain
internal import OAuthClient
internal import ProviderCatalog

extension Transaction {
  /// The app and the provider of a connection, as a token request needs them; each row that says where it goes checked.
  func registration(
    of connection: Connection, in rows: DecidingRows, vaultID: Identifier, keys: UseKeys
  ) throws -> OAuthRegistration {
    guard let app = rows.oauthApps[connection.appID]?.app else {
      throw VaultError.damaged("the OAuth app of \(connection.name) is missing")
    }
    return try registration(of: app, in: rows, vaultID: vaultID, keys: keys)
  }

  func registration(
    of app: OAuthApp, in rows: DecidingRows, vaultID: Identifier, keys: UseKeys
  ) throws -> OAuthRegistration {
    try rows.requireSigned(nil, app.id)
    if let own = rows.providers.values.first(where: { $0.provider.id == app.provider }) {
      try rows.requireSigned(nil, own.id)
    }
    let catalog = Catalog(adding: rows.providers.values.map(\.provider))
    guard let facts = catalog.provider(app.provider)?.oauth else {
      throw VaultError(
        .notFound, "no OAuth of the provider \(app.provider) is known",
        hint: "describe it with: gatehouse providers add FILE")
    }
    return OAuthRegistration(
      clientID: app.clientID, clientSecret: try clientSecret(of: app, vaultID: vaultID, keys: keys), facts: facts)
  }

  private func clientSecret(of app: OAuthApp, vaultID: Identifier, keys: UseKeys) throws -> SecretBytes? {
    guard app.hasClientSecret else { return nil }
    guard let value = try sealedValues(of: app.id).first(where: { $0.version == app.version }) else {
      throw VaultError.damaged("the client secret of \(app.name) is missing")
    }
    let context = CredentialSeal.Context(vaultID: vaultID, app: app)
    return try CredentialSeal.open(value.box, in: context, with: keys)["client_secret"]
  }
}
