public import Domain
internal import OAuthClient
internal import Outbound
internal import VaultCrypto

/// A vault: sealed credentials, the rows that decide what may be done with them, and the audit log.
///
/// Any number of processes open one vault. Unlocking gives the *use* right: calls, lists, the log. What changes what may
/// be done wants the *admin* right, which only the process has in which the passphrase was just typed. Every method
/// throws ``VaultError``, whose text says what happened, which thing, and what to do, and holds no secret.
public actor Vault {
  /// The admin right: the root key and what derives from it, for a while.
  struct Admin: Sendable {
    let root: RootKey
    let signing: SigningKey
    let useKeys: UseKeys
    let deadline: ContinuousClock.Instant
    let until: Timestamp
    /// The vault's number of locks when it was given: a lock by any process ends it.
    let epoch: Int64
    /// Seconds without use after which it ends, and when that will be.
    let idleSeconds: Int64
    var idleDeadline: ContinuousClock.Instant
  }

  public nonisolated let location: VaultLocation
  public nonisolated let id: Identifier
  nonisolated let options: VaultOptions
  nonisolated let database: VaultDatabase
  nonisolated let keyStore: KeyStore
  nonisolated let decidingRows: DecidingRowsCache
  nonisolated let openExchanges = OpenExchanges()
  let adminPublicKey: [UInt8]
  var admin: Admin?
  /// Where the last check of the log ended.
  var verifier = AuditVerifier()
  var hasCheckedAnchor = false
  /// Whether this process met the vault without an anchor, so that nobody can say that it was not put back.
  public internal(set) var isSeenFirst = false
  var instance: Instance?
  var outbound: OutboundClient?
  var oauthOutbound: OutboundClient?
  /// Refreshes under way in this process, by connection.
  var refreshes: [Identifier: Task<Result<RefreshEnding, VaultError>, Never>] = [:]
  /// Tokens that could not be stored yet.
  var unstored: [Identifier: (sending: Refresh.Sending, answer: Result<TokenSet, OAuthFailure>)] = [:]
  /// Where browsers come back that were sent to a provider from a connect page, and who is awaited.
  nonisolated let callbackHub = CallbackHub()
  var authorizations: [Identifier: Authorization] = [:]
  /// Providers being told of a revocation, by connection.
  var revocations: [Identifier: Task<Void, Never>] = [:]

  init(location: VaultLocation, options: VaultOptions, database: VaultDatabase, row: VaultRow) {
    self.location = location
    self.options = options
    self.database = database
    id = row.id
    adminPublicKey = row.adminKey
    keyStore = KeyStore(vaultID: row.id, lockAfter: options.lockAfter, wantsKeyring: options.usesKeyring)
    decidingRows = DecidingRowsCache(adminKey: row.adminKey)
  }

  var now: Timestamp { options.now() }

  /// The use keys; a use arms the auto-lock anew, a look does not.
  func useKeys(rearming: Bool = true) async throws(VaultError) -> UseKeys {
    guard let keys = try await presentKeys(rearming: rearming) else { throw .locked }
    try await checkAnchorOnce(keys)
    return keys
  }

  /// The use keys of a vault of which it is not known yet whether it was rolled back; nil while it is locked.
  func presentKeys(rearming: Bool) async throws(VaultError) -> UseKeys? {
    let epoch = try await lockEpoch()
    let held = heldAdmin(epoch: epoch, rearming: rearming)
    return keyStore.keys(epoch: epoch, rearming: rearming) ?? held?.useKeys
  }

  /// What a command or a dialog needs before it changes what may be done.
  func requireAdmin() async throws(VaultError) -> Admin {
    guard let admin = heldAdmin(epoch: try await lockEpoch(), rearming: true) else { throw .adminNeeded }
    return admin
  }

  /// nil also after another process has locked the vault, or when nothing was done for the auto-lock's time.
  func heldAdmin(epoch: Int64, rearming: Bool) -> Admin? {
    guard let held = admin, held.epoch == epoch, held.deadline > .now, held.idleDeadline > .now else {
      admin = nil
      return nil
    }
    if rearming { admin?.idleDeadline = .now + .seconds(held.idleSeconds) }
    return held
  }

  func auditLog(_ keys: UseKeys) -> AuditLog { AuditLog(keys: keys, vaultID: id, now: options.now) }

  func lockEpoch() async throws(VaultError) -> Int64 {
    guard keyStore.isHeldHere || admin != nil else { return 0 }
    return try await database.read { try $0.vault().lockEpoch }
  }

  /// Work of OpenSSL that takes long (scrypt), away from the actor.
  nonisolated func offActor<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
  ) async throws(VaultError) -> Result {
    do { return try await Task.detached { try work() }.value } catch let error as VaultError { throw error } catch {
      throw VaultError(.storage, "the cryptographic library failed", hint: "check the memory that is free")
    }
  }
}
