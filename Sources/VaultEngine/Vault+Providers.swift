public import Domain
internal import Glibc

extension Vault {
  /// Keeps a provider's description of the user's own (its TOML text was checked by the catalogue). An admin act, since
  /// it proposes where credentials may go.
  public func storeProvider(_ provider: CustomProvider) async throws(VaultError) {
    try Self.requireName(provider.id)
    try await change { change in
      let before = change.rows.providers.values.first { $0.provider.id == provider.id }
      try change.writer.put(
        ProviderRecord(
          id: before?.id ?? Identifier(), recordVersion: (before?.recordVersion ?? 0) + 1, provider: provider))
      try change.record(
        AuditEvent(kind: .providerAdded, pid: getpid(), subject: provider.id, provider: provider.id))
    }
  }

  public func customProviders() async throws(VaultError) -> [CustomProvider] {
    let cache = decidingRows
    return try await database.read { try cache.rows($0).providers.values.map(\.provider).sorted { $0.id < $1.id } }
  }

  /// Keeps an OAuth app, to which users are then connected; its client secret is sealed. An admin act.
  public func storeOAuthApp(_ draft: OAuthAppDraft) async throws(VaultError) -> OAuthApp {
    try Self.requireName(draft.name)
    guard (1...400).contains(draft.clientID.utf8.count), draft.clientID.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw VaultError(.badInput, "the client id is empty or not printable ASCII", hint: "copy it from the provider")
    }
    guard (try? CanonicalURL(draft.redirectURI)) != nil else {
      throw VaultError(
        .badInput, "the redirect URI is no URL: \(Printable.text(draft.redirectURI, limit: 120))",
        hint: "use \(OAuthApp.defaultRedirectURI)")
    }
    if let secret = draft.clientSecret {
      do { _ = try Credential.cleaned(secret) } catch {
        throw VaultError(.badInput, error.description, hint: "nothing was stored")
      }
    }
    return try await change { change in
      let before = change.rows.oauthApps.values.first { $0.app.name == draft.name }?.app
      let app = OAuthApp(
        id: before?.id ?? Identifier(), name: draft.name, provider: draft.provider, clientID: draft.clientID,
        hasClientSecret: draft.clientSecret != nil, scopes: draft.scopes, redirectURI: draft.redirectURI,
        createdAt: before?.createdAt ?? change.now, version: (before?.version ?? 0) + 1)
      try change.writer.put(OAuthAppRecord(app: app))
      if let secret = draft.clientSecret {
        let context = CredentialSeal.Context(vaultID: change.vaultID, app: app)
        let value = Credential(fields: [.init(name: "client_secret", value: try Credential.cleaned(secret).value)])
        try change.transaction.insertSealedValue(
          SealedValueRow(
            owner: app.id, version: app.version, box: try CredentialSeal.seal(value, in: context, with: change.keys),
            expiresAt: nil))
      }
      try change.transaction.deleteSealedValues(of: app.id, before: app.version)
      try change.record(
        AuditEvent(kind: .oauthAppStored, pid: getpid(), subject: app.name, provider: app.provider))
      return app
    }
  }
}
