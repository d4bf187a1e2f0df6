import Domain
import LocalServers
import Outbound
import Testing

@testable import VaultEngine

/// A vault with the connection `ann` of the user `ann` (made by the developer), a managed secret of the developer's that is
/// for her too, and the callers `shop`, which may make wallet links, and `ci`.
struct WalletVault {
  let it: TemporaryVault
  let provider: StandInProvider
  let clock: TestClock
  let ann: Grant
  /// The key of `shop`.
  let shop: MintedKey

  var vault: Vault { it.vault }

  static func with(_ body: (WalletVault) async throws -> Void) async throws {
    let clock = TestClock(isStill: true)
    try await StandInProvider.with { provider in
      try await TemporaryVault.with(lockAfter: 90_000, now: clock.now) { it in
        let ann = try await it.connect(provider)
        let stored = try await it.store("developers", origin: provider.server.origin)
        _ = try await it.vault.addGrant(
          GrantDraft(secretID: stored.secret.id, name: "developers-for-ann", principal: .user("ann")))
        let shop = try await it.vault.addCaller(
          CallerDraft(name: "shop", displayName: "The Shop", rights: CallerRight.usual.union([.walletLinks])),
          by: .admin)
        try await body(WalletVault(it: it, provider: provider, clock: clock, ann: ann, shop: shop))
        #expect(try await it.vault.verifyAudit().problem == nil)
      }
    }
  }

  func identify(_ minted: MintedKey? = nil) async throws -> CallerIdentity {
    try await vault.identify((minted ?? shop).text.copy(), from: .thisMachine)
  }

  /// Somebody who opened a link of the developer's, or of `shop`.
  func visit(_ user: String = "ann", by authority: CallerAuthority = .admin) async throws -> WalletVisitor {
    try await vault.openWallet(link: try await vault.mintWalletLink(for: user, by: authority).link)
  }

  func limits(_ change: (inout UserLimits) -> Void) -> UserLimits {
    var limits = UserLimits(grant: ann.id, user: "ann", changedAt: clock.now())
    change(&limits)
    return limits
  }

  /// The status of a call with `ann`, made by the developer's own program or by a caller.
  func call(
    _ method: RequestMethod = .get, as identity: CallerIdentity? = nil, in other: Vault? = nil
  ) async -> Result<Int, VaultError> {
    let (vault, url) = (other ?? vault, provider.server.origin + "/api")
    do {
      let response =
        if let identity {
          try await vault.request(method, url, grantID: "ann", as: identity)
        } else { try await vault.request(method, url, grantID: "ann", caller: "test") }
      _ = try await response.body.collect(upTo: 1 << 20)
      return .success(response.status)
    } catch let error as VaultError { return .failure(error) } catch { return .failure(.cancelled) }
  }

  /// A call with `ann` that waits for an approval.
  func park(_ method: RequestMethod = .post, as identity: CallerIdentity? = nil) async throws -> WaitingCall {
    let (parked, continuation) = AsyncStream.makeStream(of: ParkedCall.self)
    let (vault, url) = (vault, provider.server.origin + "/api")
    let task = Task { () -> Result<String, VaultError> in
      defer { continuation.finish() }
      do {
        let response =
          if let identity {
            try await vault.request(method, url, grantID: "ann", as: identity) { continuation.yield($0) }
          } else {
            try await vault.request(method, url, grantID: "ann", caller: "test") { continuation.yield($0) }
          }
        return .success(String(decoding: try await response.body.collect(upTo: 4_000_000), as: UTF8.self))
      } catch let error as VaultError { return .failure(error) } catch { return .failure(.cancelled) }
    }
    for await shown in parked { return WaitingCall(shown: shown, task: task) }
    throw NotParked(result: await task.value)
  }

  /// A key that a user gave by themselves, for `shop`.
  func give(
    to user: String = "ann", name: String = "anns-key", origin: String? = nil,
    _ change: (inout UserGrant) -> Void = { _ in }
  ) async throws -> Grant {
    let (now, id) = (clock.now(), vault.id)
    let secret = Secret(
      id: Identifier(), name: name, provider: "custom", kind: "",
      binding: try Binding(origins: [try Origin(origin ?? provider.server.origin)]), injection: .bearer(),
      createdAt: now,
      rotatedAt: now, remindAt: nil, revokedAt: nil, version: 1)
    var held = UserGrant(
      grant: Grant(
        id: Identifier(), name: name, sourceID: secret.id, principal: .user(user), createdAt: now),
      source: .secret(secret),
      caller: shop.caller.id, session: Identifier())
    change(&held)
    let keys = try await vault.useKeys()
    let log = await vault.auditLog(keys)
    try await vault.database.write { [held] transaction in
      let writer = try IssuedWriter(
        transaction, rows: IssuedRows(transaction), seal: IssuedSeal(keys, vaultID: id))
      try writer.put(.userGrant(held))
      try transaction.seal(.token(SecretBytes("access-1")), of: secret, vaultID: id, keys: keys)
      try log.append(
        [AuditEvent(kind: .secretStored, caller: "shop", grantID: held.id, subject: name)],
        issued: writer.finish(at: now), in: transaction)
    }
    return held.grant
  }

  func save(_ name: String = "p", _ rules: String...) async throws {
    _ = try await vault.savePolicy(
      PolicyDraft(name: name, scope: .everyGrant, rules: try rules.map { text in try Rule(text) }))
  }

  func newest() async throws -> AuditEvent? {
    try await vault.auditPage(AuditQuery(), before: nil, limit: 1).entries.first?.event
  }

  /// How many calls arrived at the API.
  var received: Int { provider.count("/api") }
}
