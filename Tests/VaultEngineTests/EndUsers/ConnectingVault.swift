import AuthorizationServer
import Domain
import Foundation
import GRDB
import LocalServers
import Testing

@testable import VaultEngine

/// A vault with an OAuth app at a provider, and the caller `shop`, which reaches nothing by itself.
struct ConnectingVault {
  static let page = "http://127.0.0.1:7411/connect/back"

  let it: TemporaryVault
  let provider: EndUserProvider
  let clock: TestClock
  let minted: MintedKey
  let shop: CallerIdentity

  var vault: Vault { it.vault }

  static func with(
    usesKeyring: Bool = true, _ body: (ConnectingVault) async throws -> Void
  ) async throws {
    let clock = TestClock(isStill: true)
    try await EndUserProvider.with { provider in
      try await TemporaryVault.with(
        lockAfter: 400 * 86_400, usesKeyring: usesKeyring, oauthTimeout: .seconds(20), now: clock.now
      ) { it in
        try await it.vault.storeProvider(provider.description("place"))
        _ = try await it.vault.storeOAuthApp(
          OAuthAppDraft(
            name: "place", provider: "place", clientID: "client", clientSecret: SecretBytes("client-secret"),
            scopes: ["read"], redirectURI: "http://127.0.0.1:\(try LocalPort.free())/callback"))
        let draft = CallerDraft(name: "shop", displayName: "The Shop", reach: .only([]))
        let minted = try await it.vault.addCaller(draft, by: .admin)
        let shop = try await it.vault.identify(minted.text.copy(), from: .thisMachine)
        try await body(ConnectingVault(it: it, provider: provider, clock: clock, minted: minted, shop: shop))
        #expect(try await it.vault.verifyAudit().problem == nil)
      }
    }
  }

  func open(_ wish: ConnectWish) async throws -> (session: ConnectSession, token: String) {
    try await vault.openConnectSession(wish, by: shop)
  }

  /// What the provider's page does: it sends the browser back with a query of its own.
  @discardableResult
  func comeBack(from url: String, _ query: String) async throws -> WebAnswer {
    let fields = ScriptedServer.fields(of: String(url.drop { $0 != "?" }.dropFirst()))
    let target = "\(fields["redirect_uri"] ?? "")?\(query)&state=\(fields["state"] ?? "")"
    return try await BrowserTab().open(target)
  }

  /// A user who agrees as the account.
  func connect(_ wish: ConnectWish, as account: String) async throws -> ConnectSession {
    let (_, token) = try await open(wish)
    let begun = try await vault.beginAuthorization(token: token, provider: "place", returningTo: Self.page)
    let sent = try await comeBack(from: begun.url, "code=\(account)")
    #expect(sent.status == 303 && sent.location == Self.page)
    return try await vault.finishAuthorization(begun.id, token: token)
  }

  /// The grant that a session was answered with.
  func grant(_ session: ConnectSession) throws -> (id: Identifier, isReauth: Bool) {
    guard case .completed(let grant, let isReauth) = session.answer else {
      throw Unanswered(answer: session.answer)
    }
    return (grant, isReauth)
  }

  struct Unanswered: Error { let answer: ConnectSession.Answer? }

  func call(
    _ grant: Identifier, _ method: RequestMethod = .get, _ path: String = "/items", as identity: CallerIdentity? = nil
  ) async throws -> Int {
    let response = try await vault.request(
      method, provider.server.origin + path, grantID: grant.description, as: identity ?? shop)
    _ = try await response.body.collect(upTo: 100_000)
    return response.status
  }

  /// Everything of the vault that lies on the disk, for a canary to be looked for in.
  func files() throws -> [Data] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: it.folder)
    return names.compactMap { FileManager.default.contents(atPath: "\(it.folder)/\($0)") }
  }

  func sealedValues() async throws -> Int {
    try await vault.database.read { try Int.fetchOne($0.db, sql: "SELECT count(*) FROM sealed_value") ?? 0 }
  }

  func issued(_ kind: String) async throws -> Int {
    try await vault.database.read { try $0.issuedRows().count { $0.kind == kind } }
  }
}
