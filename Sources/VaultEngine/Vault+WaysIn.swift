public import Domain
internal import Glibc
internal import VaultCrypto

extension Vault {
  /// Rewraps the root key under another passphrase: one row, one transaction, nothing else is written anew. The right is
  /// the passphrase that was just typed, so it holds the admin right.
  public func changePassphrase(to passphrase: SecretBytes) async throws(VaultError) {
    let admin = try await requireAdmin()
    try Self.requireStrong(passphrase, options: options)
    let (id, options, log) = (id, options, auditLog(admin.useKeys))
    let slot = try await offActor {
      try KeySlot.passphrase(
        passphrase, root: admin.root, vaultID: id, adminKey: admin.signing.publicKey,
        cost: try options.cost ?? Scrypt.measuredCost(), leastLogN: options.leastLogN)
    }
    try await database.write { transaction in
      try transaction.putKeySlot(slot)
      try log.append(AuditEvent(kind: .passphraseChanged, pid: getpid()), in: transaction)
    }
    await followAnchor(admin.useKeys)
  }

  /// Makes the second way in, in place of an earlier kit; the code exists in what is returned only. An admin act.
  public func createRecoveryKit() async throws(VaultError) -> RecoveryKit {
    let admin = try await requireAdmin()
    let (id, log) = (id, auditLog(admin.useKeys))
    let (code, slot) = try await offActor {
      let code = try RecoveryCode.random()
      return (
        code, try KeySlot.recovery(code, root: admin.root, vaultID: id, adminKey: admin.signing.publicKey)
      )
    }
    try await database.write { transaction in
      try transaction.putKeySlot(slot)
      try log.append(AuditEvent(kind: .recoveryCreated, pid: getpid()), in: transaction)
    }
    await followAnchor(admin.useKeys)
    return RecoveryKit(vaultID: id, code: code.printed(), adminKey: Hexadecimal.text(admin.signing.publicKey))
  }

  /// Proves that a kit opens the vault, changing nothing but the note that it was tested.
  public func testRecoveryKit(_ code: SecretBytes) async throws(VaultError) {
    let root = try await openRecoverySlot(code)
    let (keys, time) = (try await offActor { try root.useKeys() }, now)
    let log = auditLog(keys)
    try await database.write { transaction in
      try transaction.markKeySlotTested(.recovery, at: time)
      try log.append(AuditEvent(kind: .recoveryTested, pid: getpid()), in: transaction)
    }
  }
}
