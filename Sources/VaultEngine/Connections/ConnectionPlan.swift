internal import Domain
internal import ProviderCatalog

/// What is known before a user is sent to the provider: the app, the provider, and the grant that is to be made or
/// mended.
struct ConnectionPlan: Sendable {
  let draft: ConnectionDraft
  let app: OAuthApp
  let provider: Provider
  let facts: OAuthFacts
  let scopes: [String]
  let name: String
  let userID: String
  let label: String
  /// The grant that is mended, and its connection.
  let mended: (grant: Grant, connection: Connection)?

  /// The connection as it is to be stored: bound to the provider's API, sent as a bearer token (RFC 6750).
  func connection(of grant: Grant, account: String, now: Timestamp) throws -> Connection {
    let headers = facts.headers.map {
      Injection.Header(name: $0.name, value: $0.value.replacing("{account}", with: account))
    }
    let before = mended?.connection
    return Connection(
      id: grant.sourceID, name: grant.name, provider: provider.id, appID: app.id, userID: userID, label: label,
      account: account.isEmpty ? before?.account ?? "" : account, binding: try Binding(origins: provider.origins),
      injection: .bearer(extraHeaders: headers), scopesAsked: scopes, createdAt: before?.createdAt ?? now,
      connectedAt: now, revokedAt: nil, version: 0)
  }
}

extension DecidingRows {
  /// - Throws: when the app, the provider or the grant is not known, or the name or account is taken.
  func plan(_ draft: ConnectionDraft) throws(VaultError) -> ConnectionPlan {
    try requireIntact()
    let mended = try draft.replacing.map { id throws(VaultError) in try mendable(id) }
    let app = try app(draft.app, of: mended?.connection)
    let catalog = Catalog(adding: providers.values.map(\.provider))
    guard let provider = catalog.provider(app.provider), let facts = provider.oauth else {
      throw VaultError(
        .notFound, "no OAuth of the provider \(app.provider) is known",
        hint: "describe it with: gatehouse providers add FILE")
    }
    let userID = mended?.connection.userID ?? draft.userID
    guard let principal = Principal("user:\(userID)") else {
      throw VaultError(.badInput, "\(Printable.text(userID, limit: 80)) is no user id", hint: "use \(Name.rule)")
    }
    let label = mended?.connection.label ?? Printable.text(draft.label, limit: 60)
    let name = mended?.grant.name ?? draft.name ?? Self.proposedName(app.provider, userID, label)
    guard Name.isValid(name) else {
      throw VaultError(.badInput, "\(Printable.text(name, limit: 80)) is no name", hint: "use \(Name.rule)")
    }
    if mended == nil { try requireNew(name, principal, label, app) }
    return ConnectionPlan(
      draft: draft, app: app, provider: provider, facts: facts,
      scopes: draft.scopes ?? mended?.connection.scopesAsked ?? app.scopes,
      name: name, userID: userID, label: label, mended: mended)
  }

  /// `PROVIDER-USER`, with the label behind it; what no name may hold becomes a hyphen.
  static func proposedName(_ provider: String, _ user: String, _ label: String) -> String {
    let words = [provider, user, label].filter { !$0.isEmpty }.joined(separator: "-")
    let name = String(words.map { Name.isValid("a\($0)") ? $0 : "-" })
    return String(name.prefix(64))
  }

  private func mendable(
    _ id: Identifier
  ) throws(VaultError) -> (grant: Grant, connection: Connection) {
    let (grant, source) = try resolve(grant: id.description)
    guard let connection = source.connection else {
      throw VaultError(
        .badInput, "\(grant.name) is a managed secret", hint: "store a new value: gatehouse secrets rotate")
    }
    guard grant.revokedAt == nil, connection.revokedAt == nil else {
      throw VaultError(.badInput, "\(grant.name) is revoked", hint: "connect the user anew, without --grant")
    }
    try requireSigned(grant.id, connection.id)
    return (grant, connection)
  }

  /// By name; by the provider's id when it has one app only; of the connection that is mended.
  private func app(_ wanted: String, of connection: Connection?) throws(VaultError) -> OAuthApp {
    if let connection {
      guard let app = oauthApps[connection.appID]?.app else {
        throw .damaged("the OAuth app of \(connection.name) is missing")
      }
      return app
    }
    let apps = oauthApps.values.map(\.app)
    if let named = apps.first(where: { $0.name == wanted }) { return named }
    let ofProvider = apps.filter { $0.provider == wanted }.sorted { $0.name < $1.name }
    if let only = ofProvider.first, ofProvider.count == 1 { return only }
    let text = Printable.text(wanted, limit: 80)
    if ofProvider.isEmpty {
      throw VaultError(
        .notFound, "there is no OAuth app \(text)",
        hint: "store one with: gatehouse oauth add-app \(text) --client-id ID")
    }
    throw VaultError(
      .badInput, "\(text) has several OAuth apps: \(ofProvider.map(\.name).joined(separator: ", "))",
      hint: "name the one that is meant")
  }

  private func requireNew(_ name: String, _ principal: Principal, _ label: String, _ app: OAuthApp) throws(VaultError) {
    if let same = grants.values.map(\.grant).first(where: { grant in
      guard grant.principal == principal, grant.label == label, isLive(grant) else { return false }
      return connections[grant.sourceID]?.connection.appID == app.id
    }) {
      throw VaultError(
        .exists, "\(principal) is connected to \(app.provider) already, as \(same.name)",
        hint: "mend that grant with --grant \(same.name), or give the further account a --label")
    }
    guard !grants.values.contains(where: { $0.grant.name == name && isLive($0.grant) }) else {
      throw VaultError(.exists, "the name \(name) is taken", hint: "choose another with --name; nothing was stored")
    }
  }
}
