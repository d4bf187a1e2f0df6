internal import Domain
internal import Glibc

extension ConnectChange {
  /// Stores a key of the user's own, as a grant for the session's caller or in the one that it mends, and answers the session.
  func store(_ draft: SecretDraft, _ credential: Credential) throws -> ConnectSession {
    let asker = try asker()
    if let id = session.wish.repairs { return try replace(id, draft, credential, asker) }
    let user = session.wish.user ?? Self.guest()
    guard let principal = Principal("user:\(user)") else { throw VaultError.noUser(user) }
    let label = session.wish.label
    let name = rows.freeName(DecidingRows.proposedName(draft.provider, Self.short(user), Self.short(label)))
    let secret = Secret(
      id: Identifier(), name: name, provider: draft.provider, kind: draft.kind, binding: draft.binding,
      injection: draft.injection, test: draft.test, createdAt: now, rotatedAt: now, remindAt: nil, revokedAt: nil,
      version: 1)
    let bounds = try bounds()
    let grant = Grant(
      id: Identifier(), name: name, sourceID: secret.id, principal: principal, label: label, createdAt: now,
      expiresAt: bounds.expiresAt)
    return try store(held(grant, .secret(secret), asker, bounds), secret, credential, asker, isReauth: false)
  }

  /// A newer value in the place of the user's earlier one, which goes at once.
  private func replace(
    _ id: Identifier, _ draft: SecretDraft, _ credential: Credential, _ asker: Standing
  ) throws -> ConnectSession {
    guard var held = rows.userGrants[id], let grant = rows.grants[id]?.grant, asker.reach.contains(id),
      var secret = rows.secrets[grant.sourceID]?.secret, secret.provider == draft.provider
    else {
      throw VaultError(
        .notFound, "the key that is to be replaced is not there", hint: "ask the application for another session")
    }
    guard isUsable(grant) else {
      throw VaultError(.denied, "\(grant.name) has ended", hint: "ask the application for another session")
    }
    guard rows.currentRow(.secret, secret.id) == nil else {
      throw VaultError(
        .denied, "the developer looks after \(grant.name) now", hint: "ask the application for another session")
    }
    try transaction.deleteSealedValues(of: secret.id, before: .max)
    (secret.kind, secret.binding, secret.injection) = (draft.kind, draft.binding, draft.injection)
    (secret.test, secret.rotatedAt) = (draft.test, now)
    secret.version += 1
    held.source = .secret(secret)
    return try store(held, secret, credential, asker, isReauth: true)
  }

  private func store(
    _ held: UserGrant, _ secret: Secret, _ credential: Credential, _ asker: Standing, isReauth: Bool
  ) throws -> ConnectSession {
    let grant = held.grant
    try issued.put(.userGrant(held))
    try transaction.seal(credential, of: secret, vaultID: vaultID, keys: keys)
    record(
      AuditEvent(
        kind: isReauth ? .secretRotated : .secretStored, caller: session.callerName, pid: getpid(),
        principal: grant.principal.description, grantID: grant.id, subject: grant.name, provider: secret.provider,
        credentialKind: secret.kind, reason: "given by its user"))
    try handOn(grant, asker)
    return try answer(.completed(grant: grant.id, isReauth: isReauth), grant: grant, source: .secret(secret))
  }
}
