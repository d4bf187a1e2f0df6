public import Domain
internal import Glibc
internal import VaultCrypto

extension Vault {
  /// A consistent, still sealed copy of the live vault in one new file of mode 0600. An admin act.
  public func backup(to path: String) async throws(VaultError) {
    let admin = try await requireAdmin()
    let draft = path + ".part"
    guard !FileSystem.exists(path) else {
      throw VaultError(.exists, "\(path) exists already", hint: "choose another name; a backup never overwrites")
    }
    FileSystem.remove(draft)
    let file = FileSystem.openFile(draft, O_RDWR | O_CREAT | O_EXCL)
    guard file >= 0 else { throw FileSystem.failure("cannot write \(path)") }
    defer {
      FileSystem.closeFile(file)
      for suffix in ["", "-journal"] { FileSystem.remove(draft + suffix) }
    }
    // In the log before the copy, so that the copy holds its own making.
    let log = auditLog(admin.useKeys)
    _ = try await database.write { transaction in
      try log.append(AuditEvent(kind: .backupMade, pid: getpid()), in: transaction)
    }
    try database.copy(to: draft)
    guard fsync(file) == 0, FileSystem.move(draft, to: path) else { throw FileSystem.failure("cannot write \(path)") }
    FileSystem.syncFolder(of: path)
    await followAnchor(admin.useKeys)
  }

  /// Puts a backup in the vault's place: verified first, with the passphrase it had; the replaced vault stays beside. The
  /// way back is accepted, since the passphrase was typed, and written into the log.
  ///
  /// - Returns: where the replaced vault lies now; nil when there was none.
  public static func restore(
    from file: String, to location: VaultLocation, passphrase: SecretBytes, options: VaultOptions = VaultOptions()
  ) async throws(VaultError) -> String? {
    guard FileSystem.isReadable(file) else {
      throw VaultError(.notFound, "cannot read \(file): \(FileSystem.lastError())", hint: "check the path")
    }
    try FileSystem.makeFolder(location.home)
    try location.checkFolder()
    let lock = try location.lockForReplacing()
    defer { withExtendedLifetime(lock) {} }
    let draft = VaultLocation(
      home: location.home + "/restoring", state: location.state, configuration: location.configuration)
    removeDraft(draft)
    try FileSystem.makeFolder(draft.home)
    defer { removeDraft(draft) }
    try FileSystem.copy(file, to: draft.database)
    let (anchor, state) = try await verified(draft, from: file, passphrase: passphrase, options: options)

    var replaced: String?
    if location.hasVault {
      let path = location.free("replaced", at: options.now())
      try await moveAside(location, to: path)
      replaced = path
    } else {
      location.setLogAside(as: location.free("left", at: options.now()))
    }
    guard FileSystem.move(draft.database, to: location.database) else {
      let failure = FileSystem.failure("cannot write \(location.database)")
      // Back as it was.
      if let replaced, FileSystem.move(replaced, to: location.database) { throw failure }
      throw VaultError(.storage, failure.message, hint: replaced.map { "the vault is \($0)" } ?? failure.hint)
    }
    FileSystem.syncFolder(of: location.database)
    try anchor.write(state, syncing: location.database + "-wal", force: true)
    return replaced
  }

  /// Opens the copy in a folder of its own, checks everything, and writes the restore into its log.
  private static func verified(
    _ draft: VaultLocation, from file: String, passphrase: SecretBytes, options: VaultOptions
  ) async throws(VaultError) -> (Anchor, Anchor.State) {
    do throws(VaultError) {
      let vault = try await open(at: draft, options: options)
      do throws(VaultError) {
        let result = try await vault.becomeRestored(passphrase)
        try vault.database.close()
        return result
      } catch {
        try? vault.database.close()
        throw error
      }
    } catch {
      guard error.code == .integrity || error.code == .storage else { throw error }
      throw VaultError(
        error.code,
        error.message.replacing(draft.database, with: file)
          .replacing(VaultError.damagePrefix, with: "the backup is damaged: "),
        hint: error == .damaged(String(error.message.dropFirst(VaultError.damagePrefix.count)))
          ? "nothing was changed; try another backup" : error.hint)
    }
  }

  private func becomeRestored(_ passphrase: SecretBytes) async throws(VaultError) -> (Anchor, Anchor.State) {
    let root = try await openPassphraseSlot(passphrase)
    let keys = try await offActor { try root.useKeys() }
    let (log, cache, id) = (auditLog(keys), decidingRows, id)
    try await database.read { transaction in
      guard try transaction.isWhole() else { throw VaultError.damaged("pages of it cannot be read") }
      let rows = try cache.freshRows(transaction)
      try rows.requireAllSigned()
      try rows.requireAuthentic(keys, vaultID: id)
      for record in rows.secrets.values where record.secret.revokedAt == nil {
        let secret = record.secret
        guard let value = try transaction.sealedValues(of: secret.id).first(where: { $0.version == secret.version })
        else { throw VaultError.damaged("the value of \(secret.name) is missing") }
        let context = CredentialSeal.Context(vaultID: id, secret: secret, version: secret.version)
        _ = try CredentialSeal.open(value.box, in: context, with: keys)
      }
      for record in rows.connections.values where record.connection.revokedAt == nil {
        _ = try transaction.tokens(of: record.connection, vaultID: id, keys: keys)
      }
    }
    if let problem = try await verifyAudit(with: log).problem {
      throw .damaged("event \(problem.sequence) of its audit log: \(problem.reason)")
    }
    try anchor(keys).prepare()
    let state = try await database.write { transaction in
      // Whoever made these calls writes their outcome into the vault that is replaced.
      for instance in try transaction.instances() {
        try log.close(instance, reason: "the vault was restored from a backup", in: transaction)
      }
      try log.append(AuditEvent(kind: .vaultRestored, pid: getpid()), in: transaction)
      return try Self.anchorState(transaction)
    }
    try await database.checkpoint()
    return (anchor(keys), state)
  }

  /// Moves a vault out of the way with its write-ahead log folded in.
  private static func moveAside(_ location: VaultLocation, to path: String) async throws(VaultError) {
    if let database = try? VaultDatabase(path: location.database) {
      try? await database.checkpoint()
      try? database.close()
    }
    guard FileSystem.move(location.database, to: path) else {
      throw FileSystem.failure("cannot move the present vault", hint: "nothing was changed")
    }
    location.setLogAside(as: path)
  }

  private static func removeDraft(_ draft: VaultLocation) {
    for suffix in ["", "-wal", "-shm", ".new"] { FileSystem.remove(draft.database + suffix) }
    FileSystem.removeFolder(draft.home)
  }
}
