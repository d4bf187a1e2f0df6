import Domain
import LocalServers
import Outbound
import Testing

@testable import VaultEngine

/// A vault with the grants `api` and `other` for a local server, and the caller `ci`.
struct CallerVault {
  let it: TemporaryVault
  let server: LocalServer
  let api: Grant
  let other: Grant
  let clock: TestClock
  /// The key of `ci`.
  let minted: MintedKey

  var vault: Vault { it.vault }
  var ci: Caller { minted.caller }

  static func with(
    _ draft: CallerDraft = CallerDraft(name: "ci"), _ body: (CallerVault) async throws -> Void
  ) async throws {
    let server = try await LocalServer.start()
    let clock = TestClock(isStill: true)
    try await TemporaryVault.with(lockAfter: 86_400, now: clock.now) { it in
      let api = try await it.store("api", origin: server.origin).grant
      let other = try await it.store("other", value: "value-2", origin: server.origin).grant
      let minted = try await it.vault.addCaller(draft, by: .admin)
      try await body(CallerVault(it: it, server: server, api: api, other: other, clock: clock, minted: minted))
      #expect(try await it.vault.verifyAudit().problem == nil)
    }
    await server.stop()
  }

  /// Who shows the key, from this machine unless told otherwise.
  func identify(
    _ minted: MintedKey? = nil, from address: NetworkAddress = .thisMachine, in vault: Vault? = nil
  ) async throws -> CallerIdentity {
    try await (vault ?? it.vault).identify((minted ?? self.minted).text.copy(), from: address)
  }

  /// The status of a call; nil when it was refused.
  @discardableResult
  func call(
    as identity: CallerIdentity, grant: String = "api", _ method: RequestMethod = .get, _ path: String = "/echo",
    context: CallContext = CallContext(), in vault: Vault? = nil
  ) async -> Result<Int, VaultError> {
    do {
      let response = try await (vault ?? it.vault).request(
        method, server.origin + path, grantID: grant, as: identity, context: context)
      _ = try await response.body.collect(upTo: 100_000)
      return .success(response.status)
    } catch let error as VaultError { return .failure(error) } catch { return .failure(.cancelled) }
  }

  func release(
    _ identity: CallerIdentity, grant: String = "api", _ method: RequestMethod = .get, _ path: String = "/echo"
  ) async throws -> ReleasedCredential {
    try await vault.releaseCredential(grantID: grant, method: method, url: server.origin + path, as: identity)
  }

  func newest() async throws -> AuditEvent? {
    try await vault.auditPage(AuditQuery(), before: nil, limit: 1).entries.first?.event
  }

  /// An agent below `ci`, with its identity.
  func agent(
    _ name: String = "bot", _ change: (inout CallerDraft) -> Void = { _ in }
  ) async throws -> (minted: MintedKey, identity: CallerIdentity) {
    var draft = CallerDraft(name: name, kind: .agent)
    change(&draft)
    let minted = try await vault.addCaller(draft, by: .caller(try await identify()))
    return (minted, try await identify(minted))
  }
}

/// The cause of the error that a body ends with.
func cause(_ body: () async throws -> Void) async -> VaultError.Cause? { await failure(body)?.cause }
