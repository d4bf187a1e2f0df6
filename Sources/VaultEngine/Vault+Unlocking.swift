public import Domain
internal import Glibc
internal import VaultCrypto

extension Vault {
  /// How long the portal holds the admin right.
  public static let adminSeconds: Int64 = 600

  /// Gives the use right to every process of this user until the auto-lock; with `holdingAdmin`, the admin right to this
  /// process too, since the passphrase was just typed here.
  public func unlock(passphrase: SecretBytes, holdingAdmin: Bool = false) async throws(VaultError) {
    try await unlock(holdingAdmin: holdingAdmin) { (vault: isolated Vault) async throws(VaultError) in
      try await vault.openPassphraseSlot(passphrase)
    }
  }

  /// The second way in: the code of the recovery kit.
  public func unlock(recoveryCode: SecretBytes, holdingAdmin: Bool = false) async throws(VaultError) {
    try await unlock(holdingAdmin: holdingAdmin) { (vault: isolated Vault) async throws(VaultError) in
      try await vault.openRecoverySlot(recoveryCode)
    }
  }

  /// Gives the admin right to this process for a while; it also serves as the use right here while the vault is locked.
  public func holdAdmin(passphrase: SecretBytes, for seconds: Int64 = adminSeconds) async throws(VaultError) {
    let root = try await openPassphraseSlot(passphrase)
    let (signing, keys) = try await derive(root)
    try await check(keys, signing)
    let epoch = try await database.read { try $0.vault().lockEpoch }
    hold(root, signing, keys, seconds: seconds, epoch: epoch)
  }

  public func dropAdmin() { admin = nil }

  /// Takes the keys and the admin right from every process.
  ///
  /// - Throws: when the log cannot be written; the keys have left the keyring and this process all the same.
  public func lock() async throws(VaultError) {
    let keys = try? await useKeys(rearming: false)
    let isRemoved = keyStore.remove()
    admin = nil
    guard isRemoved else {
      throw VaultError(
        .storage, "the kernel's keyring does not give up the vault's key", hint: "log out, or wait for the auto-lock")
    }
    do throws(VaultError) {
      // By itself, since what holds keys in its own memory has to see it even when the log is damaged.
      try await database.write { try $0.raiseLockEpoch() }
      guard let keys else { return }
      let log = auditLog(keys)
      let event = AuditEvent(kind: .vaultLocked, pid: getpid())
      _ = try await database.write { try log.append(event, in: $0) }
      await followAnchor(keys)
    } catch {
      throw VaultError(
        error.code, "the vault is locked, but the log does not say so: \(error.message)", hint: error.hint)
    }
  }

  // MARK: Inside

  private func unlock(
    holdingAdmin: Bool, _ open: (isolated Vault) async throws(VaultError) -> RootKey
  ) async throws(VaultError) {
    let root = try await open(self)
    let (signing, keys) = try await derive(root)
    try await check(keys, signing)
    let log = auditLog(keys)
    let minutes = max(1, options.lockAfter / 60)
    let epoch = try await database.write { transaction in
      let row = try transaction.vault()
      if row.failedUnlocks > 0 {
        try log.append(
          AuditEvent(
            kind: .unlockFailed,
            reason: "\(row.failedUnlocks == 1 ? "once" : "\(row.failedUnlocks) times") since the last unlock"),
          in: transaction)
        try transaction.clearFailedUnlocks()
      }
      try log.append(
        AuditEvent(kind: .vaultUnlocked, pid: getpid(), reason: "for \(minutes) min"), in: transaction)
      return row.lockEpoch
    }
    keyStore.put(keys, epoch: epoch)
    if holdingAdmin { hold(root, signing, keys, seconds: Self.adminSeconds, epoch: epoch) }
    await followAnchor(keys)
    try await tidy(keys)
  }

  func hold(_ root: RootKey, _ signing: SigningKey, _ keys: UseKeys, seconds: Int64, epoch: Int64) {
    // The time of a command's one act is short already, and a slow test call may fall into it.
    let idle = seconds < Self.adminSeconds ? seconds : options.lockAfter
    admin = Admin(
      root: root, signing: signing, useKeys: keys, deadline: .now + .seconds(seconds),
      until: now.adding(seconds: seconds), epoch: epoch, idleSeconds: idle, idleDeadline: .now + .seconds(idle))
  }

  func openPassphraseSlot(_ passphrase: SecretBytes) async throws(VaultError) -> RootKey {
    let row = try await database.read { try $0.keySlot(.passphrase) }
    guard let row else { throw .damaged("its passphrase slot is missing") }
    let slot = try KeySlot(row)
    let (adminKey, leastLogN) = (adminPublicKey, options.leastLogN)
    return try await counting {
      try slot.open(passphrase: passphrase, adminKey: adminKey, leastLogN: leastLogN)
    }
  }

  func openRecoverySlot(_ typed: SecretBytes) async throws(VaultError) -> RootKey {
    let code = try RecoveryCode(typed: typed)
    let row = try await database.read { try $0.keySlot(.recovery) }
    guard let row else {
      throw VaultError(.notFound, "this vault has no recovery kit", hint: "unlock it with the passphrase")
    }
    let slot = try KeySlot(row)
    let adminKey = adminPublicKey
    return try await counting { try slot.open(code: code, adminKey: adminKey) }
  }

  /// Failed attempts are counted in the vault and written to the log at the next unlock.
  private func counting(_ open: @escaping @Sendable () throws -> RootKey) async throws(VaultError) -> RootKey {
    do { return try await offActor(open) } catch {
      if error.code == .wrongPassphrase { try await database.write { try $0.countFailedUnlock() } }
      throw error
    }
  }

  private func derive(_ root: RootKey) async throws(VaultError) -> (SigningKey, UseKeys) {
    try await offActor { (try root.adminKey(), try root.useKeys()) }
  }

  /// What can be checked only with the keys: that the admin key is the one that signs, and that nothing was rolled back.
  private func check(_ keys: UseKeys, _ signing: SigningKey) async throws(VaultError) {
    guard signing.publicKey == adminPublicKey else { throw .damaged("the key that signs its rows was exchanged") }
    hasCheckedAnchor = false
    try await checkAnchorOnce(keys)
  }

  /// A process that finds the keys in the keyring has to know too that the file is not an older one put back.
  func checkAnchorOnce(_ keys: UseKeys) async throws(VaultError) {
    guard !hasCheckedAnchor else { return }
    // Before the vault is looked at: an anchor written meanwhile would seem to be ahead of it.
    let (anchor, known) = (anchor(keys), anchor(keys).find())
    let found = try await database.read { transaction in
      try anchor.check(Self.anchorState(transaction), against: known) { try transaction.auditBody($0)?.leaf }
    }
    hasCheckedAnchor = true
    guard found.isToldOf else { return }
    isSeenFirst = true
    let log = auditLog(keys)
    let reason =
      found == .missing ? "this machine had not seen the vault before" : "its anchor could not be read"
    let event = AuditEvent(kind: .anchorTrusted, pid: getpid(), reason: reason)
    _ = try await database.write { try log.append(event, in: $0) }
    try await writeAnchor(keys)
  }

  func anchor(_ keys: UseKeys) -> Anchor {
    Anchor(folder: location.state + "/anchors", vaultID: id, keys: keys)
  }

  static func anchorState(_ transaction: Transaction) throws -> Anchor.State {
    let head = try transaction.auditHead()
    return Anchor.State(
      generation: try transaction.manifest().generation, sequence: head.sequence, leaf: head.leaf)
  }

  func writeAnchor(_ keys: UseKeys, force: Bool = false) async throws(VaultError) {
    let state = try await database.read { try Self.anchorState($0) }
    try anchor(keys).write(state, syncing: database.path + "-wal", force: force)
  }

  /// After a change that is made: where the anchor cannot be written just now, that does not undo it, and the next change
  /// or the end of this process writes it.
  func followAnchor(_ keys: UseKeys) async { try? await writeAnchor(keys) }

  /// Closes the calls of dead processes as unknown, destroys values whose time is over, and tells providers of
  /// revocations that they do not know yet.
  func tidy(_ keys: UseKeys) async throws(VaultError) {
    let (folder, own) = (instancesFolder, instance?.id)
    let dead = try await database.read { transaction in
      try transaction.instances().filter { $0 != own && Instance.isDead($0, folder: folder) }
    }
    try await closeParkedCalls(keys)
    if !dead.isEmpty {
      let log = auditLog(keys)
      try await database.write { transaction in
        for instance in dead {
          try log.close(instance, reason: "the process ended before the answer", in: transaction)
        }
      }
    }
    let time = now
    if try await database.read({ try $0.hasExpiredValues(at: time) }) {
      try await database.write { try $0.deleteExpiredValues(at: time) }
      try await database.checkpoint()
    }
    await tellProviders(keys: keys)
  }

  /// Beside the vault: a process with another state folder would take those of this one for dead.
  var instancesFolder: String { location.home + "/instances" }
}
