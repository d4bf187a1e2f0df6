import Domain
import LocalServers
import VaultEngine

@testable import Broker

/// A broker with the grant `api` for a provider on this machine, and a caller `ci` that may use it.
struct CallingBroker {
  static let credential = "sk_live_the-credential-itself"

  let it: TemporaryBroker
  let origin: String
  let grant: Grant
  /// The caller's key.
  let key: String
  let caller: Caller

  var vault: Vault { it.vault }

  static func with(
    _ origin: String, more origins: [String] = [], limits: BrokerLimits = BrokerLimits(),
    caller draft: CallerDraft = CallerDraft(name: "ci"),
    onCall: @escaping @Sendable (ServedCall) -> Void = { _ in }, _ body: (CallingBroker) async throws -> Void
  ) async throws {
    try await TemporaryBroker.with(limits: limits, onCall: onCall) { it in
      let stored = try await it.vault.storeSecret(
        SecretDraft(
          name: "api", provider: "custom", kind: "",
          binding: try Binding(origins: try ([origin] + origins).map { text in try Origin(text) }), injection: .bearer()
        ),
        .token(SecretBytes(credential)))
      let minted = try await it.vault.addCaller(draft, by: .admin)
      try await body(
        CallingBroker(
          it: it, origin: origin, grant: stored.grant, key: minted.text.text() ?? "", caller: minted.caller))
    }
  }

  /// The same over a ``LocalServer``.
  static func withServer(
    limits: BrokerLimits = BrokerLimits(), caller draft: CallerDraft = CallerDraft(name: "ci"),
    _ body: (CallingBroker, LocalServer) async throws -> Void
  ) async throws {
    let server = try await LocalServer.start()
    do {
      try await with(server.origin, limits: limits, caller: draft) { try await body($0, server) }
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  /// The head of a request with the key as a bearer.
  func head(_ method: String, _ path: String, _ headers: String = "") -> String {
    "\(method) /g/api\(path) HTTP/1.1\r\nHost: \(it.host)\r\nAuthorization: Bearer \(key)\r\n\(headers)\r\n"
  }

  func send(
    _ method: String = "GET", _ path: String = "/", _ headers: String = "", body: String = ""
  ) async throws -> RawConnection.Answer {
    let length = body.isEmpty ? "" : "Content-Length: \(body.utf8.count)\r\n"
    return try await it.send(head(method, path, "Connection: close\r\n\(length)\(headers)") + body)
  }

  /// Saves a policy for every grant.
  func save(_ rules: String...) async throws {
    _ = try await vault.savePolicy(
      PolicyDraft(name: "p", scope: .everyGrant, rules: try rules.map { text in try Rule(text) }))
  }

  func events() async throws -> [AuditEntry] {
    try await vault.auditPage(AuditQuery(), before: nil, limit: 50).entries
  }

  /// The newest call's outcome, when it is there.
  func outcome() async throws -> AuditEvent {
    while true {
      if let entry = try await events().first(where: { $0.event.kind == .intent }), let outcome = entry.outcome {
        return outcome.event
      }
      await Task.yield()
    }
  }
}
