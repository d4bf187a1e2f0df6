import Domain
import Foundation
import LocalServers
import Synchronization
import VaultEngine

@testable import Broker

/// A broker with the SDK's routes over a vault that has some secrets for a local provider, and what a script can ask for
/// beside the SDK.
struct SDKBroker: Sendable {
  let vault: Vault
  let server: LocalServer
  let baseURL: String
  let clock: MovedClock
  let place: EndUserPlace

  /// A clock that a script moves on.
  final class MovedClock: Sendable {
    private let seconds = Mutex<Int64>(0)

    var now: Timestamp { .now().adding(seconds: seconds.withLock { $0 }) }
    func advance(_ by: Int64) { seconds.withLock { $0 += by } }
  }

  static func with(_ body: (SDKBroker, [String: String]) async throws -> Void) async throws {
    let server = try await LocalServer.start(credential: ("Authorization", "Bearer value-api"))
    let place = try await EndUserPlace.start()
    let clock = MovedClock()
    let closed = try LocalPort()
    let nowhere = "http://127.0.0.1:\(closed.number)"
    let now: @Sendable () -> Timestamp = { clock.now }
    try await TemporaryBroker.withVault(now: now) { folder, vault in
      let configuration = BrokerConfiguration(port: 0, runtime: folder + "/r")
      let broker = try await Broker.start(vault, configuration)
      let made = SDKBroker(vault: vault, server: server, baseURL: broker.notice.baseURL, clock: clock, place: place)
      do {
        try await body(made, try await made.fill(nowhere: nowhere))
        await broker.stop(within: .zero)
      } catch {
        await broker.stop(within: .zero)
        throw error
      }
    }
    await server.stop()
    await place.stop()
    // Bound, and not listened at, until here.
    _ = closed.number
  }

  func run(_ script: String, _ configuration: [String: String]) async throws {
    let script = PythonScript(name: "SDK/Scripts/\(script)")
    try await script.run(baseURL: baseURL, configuration: configuration) { what, arguments in
      try await self.act(what, arguments)
    }
  }

  /// The secrets and the two callers that every script begins with.
  private func fill(nowhere: String) async throws -> [String: String] {
    var configuration = ["upstream": server.origin]
    let header = Injection(kind: .header, name: "X-Token", format: "Token {token}")
    let query = Injection(kind: .query, name: "token", format: "{token}")
    configuration["nowhere_url"] = nowhere + "/x"
    for (name, injection, origin) in [
      ("api", Injection.bearer(), server.origin), ("header-api", header, server.origin),
      ("basic-api", .basic, server.origin), ("query-api", query, server.origin),
      ("nowhere", .bearer(), nowhere),
    ] {
      let credential: Credential =
        name == "basic-api"
        ? Credential(fields: [
          .init(name: "user", value: SecretBytes("mia")), .init(name: "password", value: SecretBytes("value-\(name)")),
        ]) : .token(SecretBytes("value-\(name)"))
      let stored = try await vault.storeSecret(
        SecretDraft(
          name: name, provider: "custom", kind: "", binding: try Binding(origins: [try Origin(origin)]),
          injection: injection), credential)
      configuration[name] = stored.grant.id.description
    }
    let app = try await mint(["name": "app", "rights": CallerRight.allCases.map(\.rawValue).joined(separator: ",")])
    configuration["app"] = app["key"] as? String
    configuration["app_id"] = app["id"] as? String
    configuration["proxy_only"] = try await mint(["name": "proxy-only"])["key"] as? String
    return configuration
  }

  private func mint(_ arguments: [String: String]) async throws -> [String: Any] {
    var draft = CallerDraft(name: arguments["name"] ?? "")
    if let rights = arguments["rights"] {
      draft.rights = Set(rights.split(separator: ",").compactMap { CallerRight(rawValue: String($0)) })
    }
    if let reach = arguments["reach"] { draft.reach = .only([try await vault.grant(named: reach).id]) }
    draft.ratePerMinute = arguments["rate"].flatMap { Int($0) }
    let minted = try await vault.addCaller(draft, by: .admin)
    return [
      "key": minted.text.text() ?? "", "id": minted.caller.id.description, "key_id": minted.key.id.description,
    ]
  }

  private struct Unknown: Error { let what: String }

  private func act(_ what: String, _ arguments: [String: String]) async throws -> [String: Any] {
    func id() throws -> Identifier {
      guard let id = arguments["id"].flatMap({ Identifier($0) }) else { throw Unknown(what: what) }
      return id
    }
    switch what {
    case "mint": return try await mint(arguments)
    case "policy":
      let rules = try (arguments["rules"] ?? "").split(separator: "\n").map { try Rule(String($0)) }
      _ = try await vault.savePolicy(
        PolicyDraft(name: arguments["name"] ?? "", scope: .everyGrant, rules: rules))
    case "remove_policy": try await vault.removePolicy(try await vault.policy(named: arguments["name"] ?? "").id)
    case "grant":
      let secret = try await vault.secret(named: arguments["secret"] ?? "")
      let grant = try await vault.addGrant(
        GrantDraft(
          secretID: secret.id, name: arguments["name"] ?? "", principal: .system, label: arguments["label"] ?? ""))
      return ["id": grant.id.description]
    case "grant_id": return ["id": try await vault.grant(named: arguments["name"] ?? "").id.description]
    case "revoke_grant": _ = try await vault.revokeGrant(try await vault.grant(named: arguments["name"] ?? "").id)
    case "revoke_caller": _ = try await vault.revokeCaller(try id(), by: .admin)
    case "suspend":
      let now = clock.now
      _ = try await vault.updateCaller(try id(), by: .admin) { $0.suspendedAt = now }
    case "advance": clock.advance(Int64(arguments["seconds"] ?? "") ?? 0)
    case "lock": try await vault.lock()
    case "unlock":
      try await vault.unlock(passphrase: SecretBytes(TemporaryBroker.passphrase))
      try await vault.holdAdmin(passphrase: SecretBytes(TemporaryBroker.passphrase), for: 600)
    case "approve": _ = try await vault.answer(try await parked(), .once)
    case "deny": _ = try await vault.answer(try await parked(), .deny(reason: arguments["reason"] ?? ""))
    case "revoke_secret_then_approve":
      let call = try await parked()
      try await vault.revokeSecret(try await vault.secret(named: arguments["name"] ?? "").id)
      _ = try await vault.answer(call, .once)
    case "connect_answer":
      let grant = try await vault.grant(named: arguments["grant"] ?? "").id
      _ = try await vault.completeConnectSession(try await session(), with: grant)
    case "connect_deny":
      _ = try await vault.denyConnectSession(try await session(), reason: arguments["reason"] ?? "")
    case "place": try await place.add(to: vault, at: server.origin)
    case "user_gives_key":
      _ = try await vault.giveKey(
        SecretBytes(arguments["key"] ?? ""), token: arguments["token"] ?? "", provider: "place")
    case "user_connects": try await place.agree(vault, token: arguments["token"] ?? "")
    case "cancel_session": _ = try await vault.cancelConnectSession(try await session())
    case "received": return received()
    case "audit": return try await audit(arguments["kind"] ?? "")
    default: throw Unknown(what: what)
    }
    return [:]
  }

  /// The one that was asked about last.
  private func parked() async throws -> Identifier {
    guard let call = try await vault.parkedCalls().last else { throw Unknown(what: "no call waits") }
    return call.id
  }

  private func session() async throws -> Identifier {
    // The script has asked for it in a task of its own.
    for _ in 0..<3000 {
      if let session = try await vault.connectSessions().last { return session.id }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw Unknown(what: "no connect session waits")
  }

  private func received() -> [String: Any] {
    let entries = server.log.entries
    var headers: [String: String] = [:]
    for header in entries.last?.headers ?? [] { headers[header.name.lowercased()] = header.value }
    return ["count": entries.count, "target": entries.last?.target ?? "", "headers": headers]
  }

  private func audit(_ kind: String) async throws -> [String: Any] {
    let events = try await vault.auditEntries(AuditQuery(), after: 0).map(\.event).filter { $0.kind.rawValue == kind }
    return [
      "events": events.map { event in
        [
          "caller": event.caller, "key_prefix": event.keyPrefix, "context": event.context, "path": event.path,
          "reason": event.reason, "subject": event.subject, "bytes_in": event.bytesIn,
        ] as [String: Any]
      }
    ]
  }
}
