import AuthorizationServer
import Domain
import Foundation
import LocalServers
import VaultEngine

@testable import Broker

/// A broker with its pages over a real vault, an application that uses it, providers of its users, and what a script can
/// have done beside the browser.
struct PagesBroker: Sendable {
  /// What everything is called that pages show.
  struct Names: Sendable {
    var application = "Photo Shop"
    var key = "Acme"
    var cloud = "Cloud Drive"
    var account = "mia@example.org"
    var agent = "Helper"
  }

  static let key = "acme_live_k7q2m9x4w1zp"

  let vault: Vault
  let baseURL: String
  let caller: Caller
  let upstream: LocalServer
  let server: Glewlwyd?

  static func run(_ script: String, names: Names = Names(), hasServer: Bool = false) async throws {
    let upstream = try await LocalServer.start(credential: ("Authorization", "Bearer \(key)"))
    let cloud = try await CloudServer.start(account: names.account)
    let server = hasServer ? try await Glewlwyd.start(hasPages: true) : nil
    try await TemporaryBroker.with(routes: nil) { it in
      let application = try await ApplicationServer.start(broker: it.broker.notice.baseURL)
      var draft = CallerDraft(name: "shop", displayName: names.application)
      draft.rights = CallerRight.usual.union([.walletLinks])
      draft.reach = .only([])
      let minted = try await it.vault.addCaller(draft, by: .admin)
      let made = PagesBroker(
        vault: it.vault, baseURL: it.broker.notice.baseURL, caller: minted.caller, upstream: upstream, server: server)
      var configuration = [
        "key": minted.text.text() ?? "", "app": application.origin, "other": "http://localhost:\(application.port)",
        "application": names.application, "acme": names.key, "cloud": names.cloud, "account": names.account,
        "agent": names.agent, "acme_key": key,
        "screenshots": ProcessInfo.processInfo.environment["GATEHOUSE_SCREENSHOTS"] ?? "",
      ]
      try await made.fill(names, cloud: cloud, &configuration)
      let script = PythonScript(name: "Browser/Scripts/\(script)")
      try await script.run(baseURL: made.baseURL, configuration: configuration) { what, arguments in
        try await made.act(what, arguments)
      }
      await application.stop()
    }
    await server?.stop()
    await cloud.stop()
    await upstream.stop()
  }

  /// The providers, and the developer's apps at those that have some.
  private func fill(_ names: Names, cloud: ScriptedServer, _ configuration: inout [String: String]) async throws {
    try await vault.storeProvider(
      CustomProvider(id: "acme", text: CloudServer.keyDescription(upstream.origin, name: names.key)))
    try await vault.storeProvider(
      CustomProvider(id: "cloud", text: CloudServer.description(cloud.origin, name: names.cloud)))
    let redirectURI = "http://127.0.0.1:\(try LocalPort.free())/callback"
    _ = try await vault.storeOAuthApp(
      OAuthAppDraft(
        name: "cloud", provider: "cloud", clientID: "photo-shop", clientSecret: SecretBytes("the-app's-secret"),
        scopes: ["files:read", "files:write"], redirectURI: redirectURI))
    guard let server else { return }
    let account = try await server.makeAccount()
    let client = try await server.makeClient(redirectURIs: [redirectURI])
    try await vault.storeProvider(CustomProvider(id: "glewlwyd", text: server.providerFile()))
    _ = try await vault.storeOAuthApp(
      OAuthAppDraft(
        name: "glewlwyd", provider: "glewlwyd", clientID: client.id,
        clientSecret: client.secret.map { SecretBytes($0) },
        scopes: Glewlwyd.scopes, redirectURI: redirectURI))
    (configuration["username"], configuration["password"]) = (account.username, account.password)
  }

  private struct Unknown: Error { let what: String }

  private func act(_ what: String, _ arguments: [String: String]) async throws -> [String: Any] {
    switch what {
    case "session": return try await session(arguments)
    case "state": return try await state(arguments["token"] ?? "")
    case "give":
      let opened = try await session(["kind": "secret", "providers": "acme"].merging(arguments) { $1 })
      let token = opened["token"] as? String ?? ""
      _ = try await vault.giveKey(SecretBytes(Self.key), token: token, provider: "acme")
      return try await state(token)
    case "agent": return try await agent(arguments)
    case "policy":
      let rules = try (arguments["rules"] ?? "").split(separator: "\n").map { try Rule(String($0)) }
      _ = try await vault.savePolicy(PolicyDraft(name: "house", scope: .everyGrant, rules: rules))
    case "lock": try await vault.lock()
    case "unlock":
      try await vault.unlock(passphrase: SecretBytes(TemporaryBroker.passphrase))
      try await vault.holdAdmin(passphrase: SecretBytes(TemporaryBroker.passphrase), for: 600)
    case "received":
      return ["count": upstream.log.entries.count, "target": upstream.log.entries.last?.target ?? ""]
    case "waiting": return ["count": try await vault.parkedCalls().count]
    case "events":
      let events = try await vault.auditEntries(AuditQuery(), after: 0).map(\.event)
      return ["count": events.filter { $0.kind.rawValue == arguments["kind"] }.count]
    default: throw Unknown(what: what)
    }
    return [:]
  }

  /// Opens a session as the application's server does.
  private func session(_ arguments: [String: String]) async throws -> [String: Any] {
    func list(_ name: String) -> [String] { (arguments[name] ?? "").split(separator: ",").map(String.init) }
    guard let kind = ConnectWish.Kind(rawValue: arguments["kind"] ?? "connection") else { throw Unknown(what: "kind") }
    var wish = ConnectWish(kind, providers: list("providers"), label: arguments["label"] ?? "")
    wish.user = arguments["user"] ?? "mia"
    wish.allowedOrigin = arguments["origin"]
    wish.returnURL = arguments["return"]
    wish.methods = list("methods")
    wish.paths = list("paths")
    wish.lifetime = arguments["lifetime"].flatMap { Int64($0) }
    wish.longestLifetime = arguments["longest"].flatMap { Int64($0) }
    wish.repairs = arguments["repairs"].flatMap { Identifier($0) }
    let opened = try await vault.openConnectSession(wish, by: try await vault.identity(as: "shop"))
    return ["token": opened.token, "id": opened.session.id.description, "url": "\(baseURL)/connect/\(opened.token)"]
  }

  private func state(_ token: String) async throws -> [String: Any] {
    switch try await vault.connectSession(token: token)?.answer {
    case nil: ["state": "waiting"]
    case .completed(let grant, let isReauth): ["state": "completed", "grant": grant.description, "again": isReauth]
    case .denied(let reason): ["state": "denied", "reason": reason]
    case .failed(let code, let reason): ["state": "failed", "code": code, "reason": reason]
    }
  }

  /// Has the application share a grant with an agent of its own.
  private func agent(_ arguments: [String: String]) async throws -> [String: Any] {
    guard let grant = arguments["grant"].flatMap({ Identifier($0) }) else { throw Unknown(what: "grant") }
    let shop = try await vault.identity(as: "shop")
    let draft = CallerDraft(name: "helper", displayName: arguments["name"] ?? "", kind: .agent, reach: .only([]))
    let minted = try await vault.addCaller(draft, by: .caller(shop))
    let shared = try await vault.issueGrant(IssuedGrantDraft(parent: grant, holder: minted.caller.id), by: shop)
    return ["key": minted.text.text() ?? "", "grant": shared.id.description]
  }
}
