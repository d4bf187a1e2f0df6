import Domain
import Foundation
import LocalServers
import Synchronization
import VaultEngine

@testable import Broker

/// A broker whose vault knows the provider "Acme Cloud", with keys and with OAuth, and a caller that asks end users.
struct ConnectBroker {
  static let goodKey = "acme_7c1e0b52d94f4a3e8d61f20b9a57c3e4"
  static let refusedKey = "acme_e4d3a75b9a0b2f168de3c4f4d952b0e1"

  let it: TemporaryBroker
  let server: ScriptedServer
  let provider: Switch
  let caller: CallerIdentity
  let calls: CallNotes

  var vault: Vault { it.vault }

  /// What the provider does next.
  final class Switch: Sendable {
    private let answer = Mutex<ScriptedServer.Answer?>(nil)
    private let name = Mutex("mia@example.org")

    /// Instead of what it usually says to a token request or a key.
    var instead: ScriptedServer.Answer? {
      get { answer.withLock { $0 } }
      set { answer.withLock { $0 = newValue } }
    }

    /// Whose account it is.
    var account: String {
      get { name.withLock { $0 } }
      set { name.withLock { $0 = newValue } }
    }
  }

  /// - Parameters:
  ///   - providerName: what it calls itself.
  ///   - redirectURI: of the OAuth app; nil for any free port.
  static func with(
    caller draft: CallerDraft = CallerDraft(name: "notes", displayName: "Field Notes"),
    providerName: String = "Acme Cloud", redirectURI: String = OAuthApp.defaultRedirectURI, anyPort: Bool = true,
    clock: SDKBroker.MovedClock = SDKBroker.MovedClock(), _ body: (ConnectBroker) async throws -> Void
  ) async throws {
    let now: @Sendable () -> Timestamp = { clock.now }
    let provider = Switch()
    let server = try await ScriptedServer.start { answer($0, provider) }
    let calls = CallNotes()
    do {
      try await TemporaryBroker.withVault(now: now) { folder, vault in
        try await vault.storeProvider(
          CustomProvider(id: "acme", text: description(providerName, server.origin, anyPort: anyPort)))
        _ = try await vault.storeOAuthApp(
          OAuthAppDraft(
            name: "acme", provider: "acme", clientID: "app-id", clientSecret: SecretBytes("app-secret"),
            scopes: ["files:read", "files:write"], redirectURI: redirectURI))
        let minted = try await vault.addCaller(draft, by: .admin)
        let broker = try await Broker.start(
          vault, BrokerConfiguration(port: 0, runtime: folder + "/r"),
          routes: [
            PageFiles.connectScript, PageFiles.own, ConnectPages(vault, now: now),
          ], onCall: calls.add)
        let temporary = TemporaryBroker(folder: folder, location: vault.location, vault: vault, broker: broker)
        do {
          try await body(
            ConnectBroker(
              it: temporary, server: server, provider: provider,
              caller: try await vault.identify(minted.text.copy(), from: .thisMachine), calls: calls))
        } catch {
          await broker.stop(within: .zero)
          throw error
        }
        await broker.stop(within: .zero)
      }
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  /// The address of the page of a new session.
  func open(_ wish: ConnectWish) async throws -> String {
    "/connect/\(try await vault.openConnectSession(wish, by: caller).token)"
  }

  func session(_ path: String) async throws -> ConnectSession? {
    try await vault.connectSession(token: String(path.dropFirst("/connect/".count)))
  }

  var browser: FormBrowser { FormBrowser(it) }

  private static func answer(_ request: ScriptedServer.Incoming, _ provider: Switch) -> ScriptedServer.Answer {
    if let instead = provider.instead { return instead }
    switch request.path {
    case "/token":
      return request.form["code"] == "good-code"
        ? .init(
          200,
          #"{"access_token":"access-1","refresh_token":"refresh-1","token_type":"Bearer","expires_in":3600,"#
            + #""scope":"files:read files:write"}"#)
        : .init(400, #"{"error":"invalid_grant"}"#)
    case "/whoami" where request.header("authorization") == "Bearer access-1":
      let account = JSONValue.object([.init(name: "email", value: .string(provider.account))])
      return .init(200, String(decoding: account.bytes, as: UTF8.self))
    case "/whoami" where request.header("authorization") == "Bearer \(goodKey)": return .init(200, #"{"id":"k"}"#)
    default: return .init(401, "{}")
    }
  }

  private static func description(_ name: String, _ origin: String, anyPort: Bool) -> String {
    """
    id = "acme"
    name = "\(name.replacing("\"", with: "\\\""))"
    origins = ["\(origin)"]

    [[credential]]
    kind = "project key"
    sent = { as = "bearer" }
    pattern = "acme_[0-9a-f]{32}"
    strength = "strong"
    test = { url = "\(origin)/whoami", contains = "\\"id\\"" }
    create_url = "https://acme.example/settings/keys"

    [oauth]
    authorize_url = "\(origin)/authorize"
    token_url = "\(origin)/token"
    userinfo_url = "\(origin)/whoami"
    userinfo_account_fields = ["email"]
    pkce = "required"
    client_authentication = "basic"
    refresh = "rotating"
    any_port = \(anyPort)

    [[oauth.scope]]
    name = "files:read"
    explanation = "Read your files"
    default = true

    [[oauth.scope]]
    name = "files:write"
    explanation = "Change and delete your files"

    """
  }
}
