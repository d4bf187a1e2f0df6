import AuthorizationServer
import Domain
import LocalServers
import VaultEngine

/// A provider at which users have accounts and keys, whose API is that of the scripts' upstream. Its one account is `mia`.
struct EndUserPlace: Sendable {
  struct NotSentBack: Error { let answer: WebAnswer }

  private let tokens: ScriptedServer

  static func start() async throws -> EndUserPlace {
    EndUserPlace(
      tokens: try await ScriptedServer.start { request in
        request.path == "/me"
          ? .init(200, #"{"login":"mia@place"}"#)
          : .init(200, #"{"access_token":"value-api","refresh_token":"r","token_type":"bearer","scope":"read"}"#)
      })
  }

  func stop() async { await tokens.stop() }

  /// Describes it to the vault, with an OAuth app of the developer's.
  func add(to vault: Vault, at origin: String) async throws {
    try await vault.storeProvider(
      CustomProvider(
        id: "place",
        text: """
          id = "place"
          name = "The place"
          origins = ["\(origin)"]

          [[credential]]
          kind = "personal key"
          sent = { as = "bearer" }

          [oauth]
          authorize_url = "\(tokens.origin)/authorize"
          token_url = "\(tokens.origin)/token"
          userinfo_url = "\(tokens.origin)/me"
          """))
    _ = try await vault.storeOAuthApp(
      OAuthAppDraft(
        name: "place", provider: "place", clientID: "client", clientSecret: SecretBytes("client-secret"),
        scopes: ["read"], redirectURI: "http://127.0.0.1:\(try LocalPort.free())/callback"))
  }

  /// What the page and the user do.
  func agree(_ vault: Vault, token: String) async throws {
    let begun = try await vault.beginAuthorization(
      token: token, provider: "place", returningTo: "http://127.0.0.1:7411/connect/back")
    let fields = ScriptedServer.fields(of: String(begun.url.drop { $0 != "?" }.dropFirst()))
    let answer = try await BrowserTab().open(
      "\(fields["redirect_uri"] ?? "")?code=one&state=\(fields["state"] ?? "")")
    guard answer.status == 303 else { throw NotSentBack(answer: answer) }
    _ = try await vault.finishAuthorization(begun.id, token: token)
  }
}
