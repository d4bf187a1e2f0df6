internal import Domain
internal import OAuthClient
internal import ProviderCatalog

extension ConnectChange {
  /// Stores what a user has just agreed to, as a grant for the session's caller or in the one that it mends, and answers
  /// the session.
  func store(
    _ tokens: TokenSet, account: String, of request: AuthorizationRequest
  ) throws -> ConnectSession {
    let asker = try asker()
    let mended = try connected(account, by: request.app, asker)
    let user = mended?.connection.userID ?? session.wish.user ?? Self.guest()
    let label = mended?.connection.label ?? label(account, user, request)
    let plan = ConnectionPlan(
      draft: ConnectionDraft(app: request.app.name, userID: user), app: request.app, provider: request.provider,
      facts: request.facts, scopes: request.scopes,
      name: mended?.grant.name
        ?? rows.freeName(DecidingRows.proposedName(request.provider.id, Self.short(user), label)),
      userID: user, label: label, mended: mended)
    var held = try held(mended, plan: plan, asker)
    var connection = try plan.connection(of: held.grant, account: account, now: now)
    connection.version = (mended?.connection.version ?? 0) + 1
    // What the admin signed stays as it is, and gets newer tokens as a refresh brings them.
    let isSigned = rows.currentRow(.connection, connection.id) != nil
    if isSigned, let signed = mended?.connection { connection = signed }
    held.source = .connection(connection)
    if !isSigned { try issued.put(.userGrant(held)) }
    let state = try transaction.putAgreed(
      tokens, of: connection, scopesAsked: request.scopes, accessSeconds: request.facts.accessSeconds,
      vaultID: vaultID, keys: keys, now: now)
    var event = rows.event(isNew: mended == nil, of: connection, grant: held.grant, state)
    event.caller = session.callerName
    record(event)
    try handOn(held.grant, asker)
    return try answer(
      .completed(grant: held.grant.id, isReauth: mended != nil), grant: held.grant, source: held.source)
  }

  // MARK: Which grant

  /// The grant that is mended, with its connection: the one that the caller names, else one of the same user, app, caller
  /// and account.
  private func connected(
    _ account: String, by app: OAuthApp, _ asker: Standing
  ) throws -> (grant: Grant, connection: Connection)? {
    if let id = session.wish.repairs { return try repaired(id, account, asker) }
    let fitting = rows.userGrants.values.compactMap { held -> (grant: Grant, connection: Connection)? in
      guard held.caller == asker.caller.id, let grant = rows.grants[held.id]?.grant, isUsable(grant),
        let connection = rows.connections[grant.sourceID]?.connection, connection.appID == app.id,
        connection.account == account
      else { return nil }
      // Whose account it is that the provider does not tell, only the application can say.
      guard let user = session.wish.user else {
        return !account.isEmpty && connection.userID.hasPrefix(Self.guestPrefix) ? (grant, connection) : nil
      }
      return connection.userID == user ? (grant, connection) : nil
    }
    return fitting.max { $0.grant.createdAt < $1.grant.createdAt }
  }

  private func repaired(
    _ id: Identifier, _ account: String, _ asker: Standing
  ) throws -> (grant: Grant, connection: Connection) {
    guard let grant = rows.grants[id]?.grant, asker.reach.contains(id),
      let connection = rows.connections[grant.sourceID]?.connection
    else {
      throw VaultError(
        .notFound, "the connection that is to be mended is not there", hint: "ask the application for another session")
    }
    guard isUsable(grant) else {
      throw VaultError(.denied, "\(grant.name) has ended", hint: "ask the application for a new connection")
    }
    let isOther = !connection.account.isEmpty && !account.isEmpty && connection.account != account
    if isOther {
      throw VaultError(
        .badInput, "this is the account \(account), and the connection is that of \(connection.account)",
        hint: "sign in with that account, and begin again; nothing was stored")
    }
    return (grant, connection)
  }

  /// The user's grant as it is to be stored, its source still as before.
  private func held(
    _ mended: (grant: Grant, connection: Connection)?, plan: ConnectionPlan, _ asker: Standing
  ) throws -> UserGrant {
    let bounds = try bounds()
    guard let mended else {
      guard let principal = Principal("user:\(plan.userID)") else { throw VaultError.noUser(plan.userID) }
      let grant = Grant(
        id: Identifier(), name: plan.name, sourceID: Identifier(), principal: principal, label: plan.label,
        createdAt: now, expiresAt: bounds.expiresAt)
      let connection = try plan.connection(of: grant, account: "", now: now)
      return held(grant, .connection(connection), asker, bounds)
    }
    guard var held = rows.userGrants[mended.grant.id] else {
      return held(mended.grant, .connection(mended.connection), asker, bounds)
    }
    held.source = .connection(mended.connection)
    // Mending what is named says nothing of its bounds; a wish that finds the same account again does.
    if session.wish.repairs == nil {
      held.grant.expiresAt = bounds.expiresAt
      (held.latestEnd, held.methods, held.paths) = (bounds.latestEnd, session.wish.methods, session.wish.paths)
    }
    return held
  }

  // MARK: Names

  /// What tells this account of the user from others: the wish's label, else the account where the user has one already.
  private func label(_ account: String, _ user: String, _ request: AuthorizationRequest) -> String {
    let wanted = Printable.text(session.wish.label, limit: 60)
    if !wanted.isEmpty { return wanted }
    let hasOther = rows.connections.values.map(\.connection).contains {
      $0.userID == user && $0.appID == request.app.id && $0.revokedAt == nil
    }
    return hasOther ? Printable.text(account, limit: 60) : ""
  }
}
