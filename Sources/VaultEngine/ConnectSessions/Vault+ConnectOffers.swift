public import Domain
internal import ProviderCatalog

extension Vault {
  /// The ways in which the user can fulfil the wish, in the order of the wish, else by name.
  ///
  /// - Throws: `notFound` for a session that does not wait; `denied` when its caller has ended.
  public func connectOffers(token: String) async throws(VaultError) -> [ConnectOffer] {
    try await reading(token) { session, rows, _ in try rows.offers(for: session) }
  }

  /// Looks at a session that waits, and at what it would be answered from.
  func reading<Result: Sendable>(
    _ token: String, _ body: @escaping @Sendable (ConnectSession, DecidingRows, Transaction) throws -> Result
  ) async throws(VaultError) -> Result {
    let keys = try await useKeys(rearming: false)
    let (cache, id, time) = (decidingRows, id, now)
    let seal = try ConnectSessionSeal(keys, vaultID: id)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireIntact()
      try rows.requireAuthentic(keys, vaultID: id)
      let session = try transaction.waitingConnectSession(.token(token), seal: seal, at: time)
      _ = try rows.asker(of: session, at: max(time, try transaction.newestAudit().time ?? time))
      return try body(session, rows, transaction)
    }
  }
}

extension DecidingRows {
  func offers(for session: ConnectSession) throws(VaultError) -> [ConnectOffer] {
    let catalog = Catalog(adding: providers.values.map(\.provider))
    let wish = session.wish
    var wanted = wish.providers.isEmpty ? catalog.ids : wish.providers
    if let mended = wish.repairs.flatMap({ grants[$0]?.grant }), let source = source(of: mended) {
      wanted = [source.provider]
    }
    let offers = wanted.compactMap { id -> ConnectOffer? in
      guard let provider = catalog.provider(id) else { return nil }
      switch wish.kind {
      case .connection: return offer(toAuthorize: provider, for: wish)
      case .secret: return Self.offer(toPaste: provider)
      }
    }
    guard wish.providers.isEmpty else { return offers }
    return offers.sorted { ($0.name.lowercased(), $0.id) < ($1.name.lowercased(), $1.id) }
  }

  private func offer(toAuthorize provider: Provider, for wish: ConnectWish) -> ConnectOffer? {
    guard let facts = provider.oauth, let app = app(of: provider.id, for: wish) else { return nil }
    let before = wish.repairs.flatMap { grants[$0]?.grant }.flatMap { connections[$0.sourceID]?.connection.scopesAsked }
    let scopes = (wish.scopes[provider.id] ?? before ?? app.scopes)
      .map { ConnectScope(id: $0, inWords: facts.words(for: $0)) }
    return ConnectOffer(
      provider: provider.id, name: provider.name, way: .authorize(app: app.name, scopes: scopes),
      origins: provider.origins.map(\.description))
  }

  private static func offer(toPaste provider: Provider) -> ConnectOffer? {
    let kinds = provider.managed.filter { $0.injection != nil }
    guard !kinds.isEmpty else { return nil }
    var origins: [String] = []
    for origin in kinds.flatMap(\.origins).map(\.description) where !origins.contains(origin) { origins.append(origin) }
    return ConnectOffer(
      provider: provider.id, name: provider.name,
      way: .key(kinds: kinds.map(\.kind), whereToFind: kinds.map(\.createURL).first { !$0.isEmpty }),
      origins: origins)
  }

  /// The developer's app at a provider: that of the connection which is mended, else the one of the provider's name, else
  /// the oldest.
  func app(of provider: String, for wish: ConnectWish) -> OAuthApp? {
    if let grant = wish.repairs.flatMap({ grants[$0]?.grant }), let connection = connections[grant.sourceID]?.connection
    {
      return oauthApps[connection.appID].map(\.app).flatMap { $0.provider == provider ? $0 : nil }
    }
    let apps = oauthApps.values.map(\.app).filter { $0.provider == provider }
    return apps.first { $0.name == provider } ?? apps.min { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
  }
}

extension OAuthFacts {
  /// What a scope lets somebody do.
  func words(for scope: String) -> String {
    let known = scopes.first { $0.name == scope }?.explanation ?? ""
    return known.isEmpty ? scope : known
  }
}
