public import Domain
internal import Glibc
internal import OAuthClient
internal import Outbound
internal import VaultCrypto

extension Vault {
  /// Makes a vault, unlocked and with the admin right held.
  ///
  /// It is built beside its place and moved there when it is whole, so a crash leaves no half vault.
  public static func create(
    at location: VaultLocation, passphrase: SecretBytes, options: VaultOptions = VaultOptions()
  ) async throws(VaultError) -> Vault {
    try requireStrong(passphrase, options: options)
    try FileSystem.makeFolder(location.home)
    try location.checkFolder()
    let lock = try location.lockForReplacing()
    defer { withExtendedLifetime(lock) {} }
    guard !location.hasVault else {
      throw VaultError(
        .exists, "there is a vault at \(location.home) already",
        hint: "use it, or set GATEHOUSE_HOME to another folder")
    }
    let draft = location.database + ".new"
    for suffix in ["", "-wal", "-shm"] { FileSystem.remove(draft + suffix) }
    let file = FileSystem.openFile(draft, O_RDWR | O_CREAT | O_EXCL)
    guard file >= 0 else { throw FileSystem.failure("cannot write to \(location.home)") }
    FileSystem.closeFile(file)

    let id = Identifier()
    let now = options.now()
    let (root, slot, signing, keys) = try await makeKeys(passphrase, vaultID: id, options: options)
    try Anchor(folder: location.state + "/anchors", vaultID: id, keys: keys).prepare()
    let database = try VaultDatabase(path: draft, isNew: true)
    try await database.write { transaction in
      try transaction.insertVault(
        VaultRow(id: id, adminKey: signing.publicKey, createdAt: now, lockEpoch: 0, failedUnlocks: 0))
      try transaction.putKeySlot(slot)
      try RecordWriter.writeManifest(transaction, rows: [], generation: 1, adminKey: signing)
      let log = AuditLog(keys: keys, vaultID: id, now: options.now)
      try log.begin(in: transaction)
      try log.append(AuditEvent(kind: .vaultCreated, pid: getpid()), in: transaction)
    }
    try await database.checkpoint()
    try database.close()
    location.setLogAside(as: location.free("left", at: now))
    guard FileSystem.move(draft, to: location.database) else {
      throw FileSystem.failure("cannot write \(location.database)")
    }
    FileSystem.syncFolder(of: location.database)
    let vault = try await open(at: location, options: options)
    await vault.hold(root, signing, keys, seconds: adminSeconds, epoch: 0)
    vault.keyStore.put(keys, epoch: 0)
    try await vault.writeAnchor(keys)
    return vault
  }

  /// Opens a vault: locked, or unlocked where the keyring has its keys.
  public static func open(
    at location: VaultLocation, options: VaultOptions = VaultOptions()
  ) async throws(VaultError) -> Vault {
    guard location.hasVault else {
      throw VaultError(.noVault, "there is no vault at \(location.home)", hint: "make one with: gatehouse init")
    }
    try location.checkPrivacy()
    let database = try VaultDatabase(path: location.database, isBrief: options.isBrief)
    let row = try await database.read { try $0.vault() }
    return Vault(location: location, options: options, database: database, row: row)
  }

  /// Writes the anchor and lets go of connections; the vault stays unlocked for other processes.
  public func close() async {
    await openExchanges.cancelAndWait()
    authorizations = [:]
    await callbackHub.close()
    await waitForRefreshes()
    await waitForRevocations()
    await outbound?.shutdown()
    await oauthOutbound?.shutdown()
    (outbound, oauthOutbound) = (nil, nil)
    await closeInstance()
    if let keys = try? await useKeys(rearming: false) { try? await writeAnchor(keys) }
    admin = nil
    try? database.close()
  }

  static func requireStrong(_ passphrase: SecretBytes, options: VaultOptions) throws(VaultError) {
    guard !passphrase.isEmpty else { throw VaultError(.badInput, "the passphrase is empty", hint: "type one") }
    if options.allowsWeakPassphrase { return }
    let estimate = PassphraseStrength.estimate(passphrase)
    guard estimate.bits >= PassphraseStrength.neededBits else {
      let bits = Int(estimate.bits)
      throw VaultError(
        .badInput, "the passphrase is too weak: about \(bits) bits, \(Int(PassphraseStrength.neededBits)) are needed",
        hint: estimate.reason ?? "use more words")
    }
  }

  private static func makeKeys(
    _ passphrase: SecretBytes, vaultID: Identifier, options: VaultOptions
  ) async throws(VaultError) -> (RootKey, KeySlotRow, SigningKey, UseKeys) {
    do {
      return try await Task.detached {
        let root = try RootKey.random()
        let signing = try root.adminKey()
        let cost = try options.cost ?? Scrypt.measuredCost()
        let slot = try KeySlot.passphrase(
          passphrase, root: root, vaultID: vaultID, adminKey: signing.publicKey, cost: cost,
          leastLogN: options.leastLogN)
        return (root, slot, signing, try root.useKeys())
      }.value
    } catch { throw VaultError(.storage, "the cryptographic library failed", hint: "check the memory that is free") }
  }
}
