public import Domain
internal import Glibc

extension Vault {
  /// How long a rotated-out value can still be sent, and how long a revocation can be taken back, in seconds.
  static let earlierValueSeconds: Int64 = 86_400
  public static let undoSeconds: Int64 = 600

  /// Stores a credential and makes its first grant, of the same name. An admin act, as everything below.
  public func storeSecret(_ draft: SecretDraft, _ credential: Credential) async throws(VaultError) -> StoredSecret {
    try Self.check(draft, credential)
    return try await change { change in
      try Self.requireFree(draft.name, in: change.rows)
      let secret = Secret(
        id: Identifier(), name: draft.name, provider: draft.provider, kind: draft.kind, binding: draft.binding,
        injection: draft.injection, test: draft.test, createdAt: change.now, rotatedAt: change.now,
        remindAt: draft.remindAfterDays.map { change.now.adding(seconds: Int64($0) * 86_400) }, revokedAt: nil,
        version: 1)
      let grant = Grant(
        id: Identifier(), name: draft.name, sourceID: secret.id, principal: draft.principal, createdAt: change.now)
      try change.writer.put(SecretRecord(secret: secret, recordVersion: 1))
      try change.writer.put(GrantRecord(grant: grant, recordVersion: 1))
      try change.seal(credential, of: secret)
      try change.record(
        AuditEvent(
          kind: .secretStored, pid: getpid(), principal: grant.principal.description, grantID: grant.id,
          subject: secret.name, provider: secret.provider, credentialKind: secret.kind))
      return StoredSecret(secret: secret, grant: grant)
    }
  }

  /// Stores a new value; grants and their ids stay. The earlier value is kept for a day, for the moment in which the
  /// provider does not know the new one yet.
  public func rotateSecret(_ id: Identifier, _ credential: Credential) async throws(VaultError) -> Secret {
    try await change { change in
      var record = try change.secret(id)
      guard record.secret.revokedAt == nil else {
        throw VaultError(.badInput, "\(record.secret.name) is revoked", hint: "store the value as a new secret")
      }
      try Self.check(credential, for: record.secret.injection)
      let reminder = record.secret.remindAt.map { $0.microseconds - record.secret.rotatedAt.microseconds }
      let earlier = record.secret.version
      record.recordVersion += 1
      record.secret.version += 1
      record.secret.rotatedAt = change.now
      record.secret.remindAt = reminder.map { Timestamp(microseconds: change.now.microseconds + $0) }
      try change.writer.put(record)
      try change.transaction.deleteSealedValues(of: id, before: earlier)
      try change.transaction.expireSealedValue(
        of: id, version: earlier, at: change.now.adding(seconds: Self.earlierValueSeconds))
      try change.seal(credential, of: record.secret)
      try change.record(
        AuditEvent(
          kind: .secretRotated, pid: getpid(), subject: record.secret.name, provider: record.secret.provider,
          credentialKind: record.secret.kind, reason: "value \(record.secret.version)"))
      return record.secret
    }
  }

  /// Refuses every call at once; the sealed value is destroyed after ten minutes, until then it can be taken back.
  public func revokeSecret(_ id: Identifier) async throws(VaultError) {
    try await change { change in
      var record = try change.secret(id)
      guard record.secret.revokedAt == nil else { return }
      record.recordVersion += 1
      record.secret.revokedAt = change.now
      try change.writer.put(record)
      for value in try change.transaction.sealedValues(of: id) {
        let end = change.now.adding(seconds: Self.undoSeconds)
        try change.transaction.expireSealedValue(of: id, version: value.version, at: min(value.expiresAt ?? end, end))
      }
      try change.record(
        AuditEvent(
          kind: .secretRevoked, pid: getpid(), subject: record.secret.name, provider: record.secret.provider,
          credentialKind: record.secret.kind))
    }
  }

  /// A further grant for a stored secret.
  public func addGrant(_ draft: GrantDraft) async throws(VaultError) -> Grant {
    try Self.requireName(draft.name)
    return try await change { change in
      var record = try change.secret(draft.secretID)
      let secret = record.secret
      guard secret.revokedAt == nil else {
        throw VaultError(.badInput, "\(secret.name) is revoked", hint: "choose a secret that is not")
      }
      // A user's key that serves another grant too is no longer one that goes with its own.
      if change.rows.currentRow(.secret, secret.id) == nil {
        record.recordVersion += 1
        try change.writer.put(record)
      }
      try Self.requireFree(draft.name, in: change.rows, isForGrant: true)
      let grant = Grant(
        id: Identifier(), name: draft.name, sourceID: secret.id, principal: draft.principal,
        label: Printable.text(draft.label, limit: 200), isStrict: draft.isStrict, createdAt: change.now,
        expiresAt: draft.expiresAt)
      try change.writer.put(GrantRecord(grant: grant, recordVersion: 1))
      try change.record(
        AuditEvent(
          kind: .grantAdded, pid: getpid(), principal: grant.principal.description, grantID: grant.id,
          subject: grant.name, provider: secret.provider, credentialKind: secret.kind))
      return grant
    }
  }

  /// Takes back a revocation of the last ten minutes.
  public func undoRevoke(_ what: Revocable) async throws(VaultError) {
    try await change { change in
      func requireInTime(_ revokedAt: Timestamp?, _ name: String) throws {
        guard let revokedAt else { throw VaultError(.badInput, "\(name) is not revoked", hint: "nothing to take back") }
        guard change.now < revokedAt.adding(seconds: Self.undoSeconds) else {
          throw VaultError(
            .badInput, "\(name) was revoked more than ten minutes ago and cannot come back", hint: "store it anew")
        }
      }
      switch what {
      case .grant(let id):
        var record = try change.grant(id)
        guard change.rows.connections[record.grant.sourceID] == nil else {
          throw VaultError(
            .badInput, "\(record.grant.name) is an OAuth connection; its revocation cannot be taken back",
            hint: "connect the user anew")
        }
        try change.requireNotEnded(byUser: id, record.grant.name)
        try requireInTime(record.grant.revokedAt, record.grant.name)
        try Self.requireFree(record.grant.name, in: change.rows, isForGrant: true)
        record.recordVersion += 1
        record.grant.revokedAt = nil
        try change.writer.put(record)
        try change.recordLifting(
          withdrawalOf: id,
          AuditEvent(
            kind: .grantRevoked, pid: getpid(), grantID: id, subject: record.grant.name, reason: "taken back"))
      case .secret(let id):
        var record = try change.secret(id)
        try requireInTime(record.secret.revokedAt, record.secret.name)
        guard
          !change.rows.secrets.values.contains(where: {
            $0.secret.name == record.secret.name && $0.secret.revokedAt == nil
          })
        else {
          throw VaultError(.exists, "another secret is named \(record.secret.name) now", hint: "revoke that one first")
        }
        for held in change.rows.grants.values where held.grant.sourceID == id && held.grant.revokedAt == nil {
          try Self.requireFree(held.grant.name, in: change.rows, isForGrant: true)
        }
        guard try change.transaction.sealedValues(of: id).contains(where: { $0.version == record.secret.version })
        else {
          throw VaultError(.badInput, "the value of \(record.secret.name) is destroyed already", hint: "store it anew")
        }
        record.recordVersion += 1
        record.secret.revokedAt = nil
        try change.writer.put(record)
        try change.transaction.expireSealedValue(of: id, version: record.secret.version, at: nil)
        try change.record(
          AuditEvent(kind: .secretRevoked, pid: getpid(), subject: record.secret.name, reason: "taken back"))
      }
    }
  }

  // MARK: Checks

  static func check(_ draft: SecretDraft, _ credential: Credential) throws(VaultError) {
    try requireName(draft.name)
    if let problem = draft.injection.problem {
      throw VaultError(.badInput, problem, hint: "see: gatehouse secrets add --help")
    }
    if let problem = draft.injection.problem(sentTo: draft.binding) {
      throw VaultError(.badInput, problem, hint: "with --region and --service; nothing was stored")
    }
    try check(credential, for: draft.injection)
  }

  static func check(_ credential: Credential, for injection: Injection) throws(VaultError) {
    for name in injection.fieldNames {
      guard let value = credential[name], !value.isEmpty else {
        throw VaultError(.badInput, CredentialProblem.missingField(name).description, hint: "nothing was stored")
      }
      try check(value)
    }
    for name in injection.optionalFieldNames { if let value = credential[name] { try check(value) } }
    if injection.kind == .basic, let user = credential["user"], user.copy().contains(UInt8(ascii: ":")) {
      throw VaultError(.badInput, "a user name of basic authentication holds no colon", hint: "nothing was stored")
    }
  }

  private static func check(_ value: SecretBytes) throws(VaultError) {
    do { _ = try Credential.cleaned(value) } catch {
      throw VaultError(.badInput, error.description, hint: "nothing was stored")
    }
  }

  static func requireName(_ name: String) throws(VaultError) {
    guard Name.isValid(name) else {
      throw VaultError(.badInput, "\(Printable.text(name, limit: 80)) is no name", hint: "use \(Name.rule)")
    }
  }

  private static func requireFree(_ name: String, in rows: DecidingRows, isForGrant: Bool = false) throws {
    let isTaken =
      rows.grants.values.contains { $0.grant.name == name && rows.isLive($0.grant) }
      || !isForGrant && rows.secrets.values.contains { $0.secret.name == name && $0.secret.revokedAt == nil }
    if isTaken { throw VaultError(.exists, "the name \(name) is taken", hint: "choose another; nothing was stored") }
  }
}

extension AdminChange {
  func seal(_ credential: Credential, of secret: Secret) throws {
    try transaction.seal(credential, of: secret, vaultID: vaultID, keys: keys)
  }
}

extension Transaction {
  /// Seals the value that belongs to the secret's present version; a line break at its end is not part of it.
  func seal(_ credential: Credential, of secret: Secret, vaultID: Identifier, keys: UseKeys) throws {
    let fields = try credential.fields.map { field in
      Credential.Field(name: field.name, value: try Credential.cleaned(field.value).value)
    }
    let context = CredentialSeal.Context(vaultID: vaultID, secret: secret, version: secret.version)
    let box = try CredentialSeal.seal(Credential(fields: fields), in: context, with: keys)
    try insertSealedValue(SealedValueRow(owner: secret.id, version: secret.version, box: box, expiresAt: nil))
  }
}
