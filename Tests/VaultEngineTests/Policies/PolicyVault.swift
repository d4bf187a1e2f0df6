import Domain
import LocalServers
import Outbound

@testable import VaultEngine

/// A vault with the grant `api` for a local server, and what the tests of policies do with it.
struct PolicyVault {
  let it: TemporaryVault
  let server: LocalServer

  var origin: String { server.origin }
  /// How many calls arrived.
  var received: Int { server.log.entries.count }

  static func with(
    usesKeyring: Bool = true, now: @escaping @Sendable () -> Timestamp = { .now() },
    _ body: (PolicyVault) async throws -> Void
  ) async throws {
    let server = try await LocalServer.start()
    try await TemporaryVault.with(usesKeyring: usesKeyring, now: now) { it in
      try await it.store("api", origin: server.origin)
      try await body(PolicyVault(it: it, server: server))
    }
    await server.stop()
  }

  @discardableResult
  func save(_ name: String = "p", _ rules: String..., tests: [PolicyTest] = []) async throws -> Policy {
    try await it.vault.savePolicy(
      PolicyDraft(name: name, scope: .everyGrant, rules: try rules.map { text in try Rule(text) }, tests: tests))
  }

  /// What came back, or why nothing was sent.
  @discardableResult
  func send(
    _ method: RequestMethod = .post, _ path: String = "/echo", json: String? = nil, body: OutboundBody? = nil,
    from vault: Vault? = nil, caller: String = "test"
  ) async -> Result<String, VaultError> {
    do {
      let response = try await (vault ?? it.vault).request(
        method, server.origin + path, grantID: "api", headers: [("Content-Type", "application/json")],
        body: body ?? json.map { .bytes(Array($0.utf8)) } ?? .none, caller: caller)
      return .success(String(decoding: try await response.body.collect(upTo: 4_000_000), as: UTF8.self))
    } catch let error as VaultError { return .failure(error) } catch { return .failure(.cancelled) }
  }

  func newest() async throws -> AuditEvent? {
    try await it.vault.auditPage(AuditQuery(), before: nil, limit: 1).entries.first?.event
  }

  /// Bytes in chunks, without a length.
  static func stream(_ bytes: [UInt8], chunk: Int = 1000, length: Int64? = nil) -> OutboundBody {
    .stream(
      length: length,
      chunks: AsyncThrowingStream<[UInt8], any Error> { continuation in
        for start in stride(from: 0, to: bytes.count, by: chunk) {
          continuation.yield(Array(bytes[start..<min(start + chunk, bytes.count)]))
        }
        continuation.finish()
      })
  }
}

extension Result where Failure == VaultError {
  var value: Success? { try? get() }
  var error: VaultError? { if case .failure(let error) = self { error } else { nil } }
}
