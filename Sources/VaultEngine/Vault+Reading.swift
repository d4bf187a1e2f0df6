public import Domain

/// Everything the lists show, from one snapshot.
public struct VaultOverview: Hashable, Sendable {
  public let status: VaultStatus
  /// By name.
  public let grants: [GrantSummary]
  public let secrets: [Secret]
  public let policies: [Policy]
  public let oauthApps: [OAuthApp]
  public let customProviders: [CustomProvider]
  /// What was changed outside gatehouse, in words; nil when all rows are what the admin key signed.
  public let damage: String?
}

extension Vault {
  /// What anybody of this user may know without the passphrase.
  public func status() async throws(VaultError) -> VaultStatus {
    let epoch = try await lockEpoch()
    let left = keyStore.secondsLeft(epoch: epoch)
    let (id, time, cache) = (id, now, decidingRows)
    let (location, usesKeyring) = (location.home, keyStore.wantsKeyring && !keyStore.isHeldHere && Keyring.works)
    let adminUntil = heldAdmin(epoch: epoch, rearming: false)?.until
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      return VaultStatus(
        id: id, location: location, isUnlocked: left != nil, locksAt: left.map { time.adding(seconds: $0) },
        usesKeyring: usesKeyring, adminUntil: adminUntil,
        hasRecoveryKit: try transaction.keySlot(.recovery)?.testedAt != nil,
        grants: rows.grants.values.count { $0.grant.revokedAt == nil },
        events: try transaction.auditHead().sequence)
    }
  }

  /// Lists and status. Works locked too, since names, origins and the log are not secret.
  public func overview() async throws(VaultError) -> VaultOverview {
    var rollback: String?
    do throws(VaultError) { try await tidy(useKeys(rearming: false)) } catch {
      if error.code == .integrity { rollback = error.message }
    }
    let status = try await status()
    let keys = try await presentKeys(rearming: false)
    let (cache, id, time) = (decidingRows, id, now)
    return try await database.read { [rollback] transaction in
      let rows = try cache.rows(transaction)
      var (damage, isAuthentic) = (rollback, true)
      if let keys {
        do throws(VaultError) { try rows.requireAuthentic(keys, vaultID: id) } catch {
          (damage, isAuthentic) = (error.message, false)
        }
      }
      do throws(VaultError) { try rows.requireIntact() } catch { damage = error.message }
      let grants = try rows.grants.values.map {
        try transaction.summary(of: $0.grant, in: rows, isAuthentic: isAuthentic, now: time)
      }
      return VaultOverview(
        status: status, grants: grants.compactMap { $0 }.sorted { $0.grant.name < $1.grant.name },
        secrets: rows.secrets.values.map(\.secret).sorted { $0.name < $1.name },
        policies: rows.activePolicies.sorted { $0.name < $1.name },
        oauthApps: rows.oauthApps.values.map(\.app).sorted { $0.name < $1.name },
        customProviders: rows.providers.values.map(\.provider).sorted { $0.id < $1.id }, damage: damage)
    }
  }

  public func grant(named name: String) async throws(VaultError) -> GrantSummary {
    let (cache, time) = (decidingRows, now)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      let (grant, _) = try rows.resolve(grant: name)
      guard let summary = try transaction.summary(of: grant, in: rows, now: time) else {
        throw VaultError.damaged("the secret or connection of the grant \(grant.name) is missing")
      }
      return summary
    }
  }

  public func secret(named name: String) async throws(VaultError) -> Secret {
    let cache = decidingRows
    return try await database.read { try cache.rows($0).resolve(secret: name) }
  }

  public func policy(named name: String) async throws(VaultError) -> Policy {
    let cache = decidingRows
    return try await database.read { try cache.rows($0).resolve(policy: name) }
  }
}

extension Transaction {
  /// - Parameter isAuthentic: whether what callers and users made is as it was left, as far as that can be told.
  fileprivate func summary(
    of grant: Grant, in rows: DecidingRows, isAuthentic: Bool = true, now: Timestamp
  ) throws -> GrantSummary? {
    guard let source = rows.source(of: grant) else { return nil }
    let connectionState = source.connection == nil ? nil : try connectionState(of: source.id)
    let lastUse = try lastUse(of: grant.id)
    return GrantSummary(
      grant: grant, source: source, connectionState: connectionState,
      state: isAuthentic || rows.userGrants[grant.id] == nil
        ? rows.state(of: grant, source, connectionState, lastUse: lastUse, now: now) : .tampered,
      lastUsed: lastUse, usage: try auditUsage(of: grant.id, since: now.adding(seconds: -86_400)),
      policies: rows.activePolicies.filter { $0.scope.covers(grant.id) }.map(\.name).sorted(),
      application: rows.userGrants[grant.id].map { rows.application(of: $0) },
      userLimits: rows.userLimits.entries[grant.id]?.limits)
  }
}

extension DecidingRows {
  /// As its end user knows it.
  fileprivate func application(of held: UserGrant) -> String {
    guard let caller = book.entries[held.caller]?.caller else { return "a caller that is gone" }
    return caller.displayName.isEmpty ? book.fullNames[caller.id] ?? caller.name : caller.displayName
  }

  fileprivate func state(
    of grant: Grant, _ source: GrantSource, _ connection: ConnectionState?, lastUse: Timestamp?, now: Timestamp
  ) -> GrantSummary.State {
    if !isComplete { return .tampered }
    if grant.revokedAt != nil || source.revokedAt != nil { return .revoked }
    if let end = grant.expiresAt, end <= now { return .expired }
    if connection?.needsReauth != nil { return .needsReauth }
    if let reminder = source.secret?.remindAt {
      let days = Int((reminder.microseconds - now.microseconds) / 86_400_000_000)
      if days <= 14 { return .rotateIn(days: days) }
    }
    return lastUse == nil ? .unused : .good
  }
}
