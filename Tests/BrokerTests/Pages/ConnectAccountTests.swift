import AuthorizationServer
import Domain
import LocalServers
import Testing
import VaultEngine

@testable import Broker

@Suite("The connect page: an account")
struct ConnectAccountTests {
  /// Where a page sends the browser by itself.
  private static func target(_ page: RawConnection.Answer) throws -> String {
    let refresh = try #require(page.header("refresh"), "\(page.text)")
    #expect(refresh.hasPrefix("0; url="))
    let url = String(refresh.dropFirst("0; url=".count))
    // The same stands on the page, for whoever's browser does not.
    #expect(
      FormBrowser.attribute("href", in: page.body[page.body.firstRange(of: "class=\"onward\"")!.lowerBound...]) == url)
    return url
  }

  /// The address that the provider at `url` sends the browser back to.
  private static func back(_ url: String, _ parameters: String) throws -> String {
    let fields = ScriptedServer.fields(of: String(url.drop { $0 != "?" }.dropFirst()))
    return "\(try #require(fields["redirect_uri"]))?\(parameters)&state=\(try #require(fields["state"]))"
  }

  @Test("Against a real authorization server, without script: agree, come back, and end at the return address")
  func journey() async throws {
    let server = try await Glewlwyd.start()
    let redirectURI = "http://127.0.0.1:\(try LocalPort.free())/callback"
    let app = try await server.makeClient(redirectURIs: [redirectURI])
    let user = try await server.makeUser()
    try await ConnectBroker.with { it in
      try await it.vault.storeProvider(CustomProvider(id: "glewlwyd", text: server.providerFile()))
      _ = try await it.vault.storeOAuthApp(
        OAuthAppDraft(
          name: "glewlwyd", provider: "glewlwyd", clientID: app.id, clientSecret: app.secret.map { SecretBytes($0) },
          scopes: Glewlwyd.scopes, redirectURI: redirectURI))
      let path = try await it.open(
        ConnectWish(
          .connection, providers: ["glewlwyd"], user: "mia", allowedOrigin: "http://localhost:3000",
          returnURL: "http://localhost:3000/done"))
      let browser = it.browser
      let start = try await browser.open(path)
      PageChecks.markup(of: start)
      #expect(start.body.contains("asks to use your Glewlwyd account"))
      #expect(start.body.contains("<li>Read <code>read</code></li>"))
      #expect(start.body.contains("your password is not seen here"))
      let onward = try await browser.press("authorize", on: start)
      #expect(onward.status == 200, "\(onward.text)")
      PageChecks.headers(of: onward)
      PageChecks.markup(of: onward)
      let returned = try await user.authorize(try Self.target(onward))
      let end = try await browser.go(to: returned)
      #expect(end.status == 200, "\(end.text)")
      PageChecks.headers(of: end)
      PageChecks.markup(of: end)
      // Its opener, in a popup, would be lost with this header.
      #expect(end.header("cross-origin-opener-policy") == nil)
      guard case .completed(let grant, false) = try await it.session(path)?.answer else {
        Issue.record("\(end.text)")
        return
      }
      let held = try #require(try await it.vault.grants(for: it.caller).first { $0.id == grant })
      #expect(held.principal.description == "user:mia")
      let account = try #require(held.source.connection?.account)
      let query = ScriptedServer.fields(of: String(try Self.target(end).split(separator: "?").last ?? ""))
      #expect(
        query == [
          "status": "success", "grant_id": "\(grant)", "provider": "glewlwyd", "account": account,
          "scopes": "read write", "operation": "creation",
        ])
      let outcome = end.body[try #require(end.body.firstRange(of: "id=\"outcome\"")).lowerBound...]
      #expect(FormBrowser.attribute("data-origin", in: outcome) == "http://localhost:3000")
      let message = try #require(JSONValue(Array(FormBrowser.attribute("data-message", in: outcome).utf8)))
      let scopes = JSONValue.texts(["read", "write"])
      #expect(
        message
          == .fields([
            ("type", .string("gatehouse:connect")), ("status", .string("success")), ("grant_id", .id(grant)),
            ("provider", .string("glewlwyd")), ("account", .string(account)), ("scopes", scopes),
            ("operation", .string("creation")),
            (
              "grants",
              .array([
                .fields([
                  ("grant_id", .id(grant)), ("provider_id", .string("glewlwyd")),
                  ("account_identifier", .string(account)), ("scopes", scopes), ("operation", .string("creation")),
                ])
              ])
            ),
          ]))
      #expect(it.calls.paths == ["/connect/…"])
    }
    await server.stop()
  }

  @Test("What goes wrong on the way to a provider and back is said, and the user can begin again")
  func troubles() async throws {
    try await ConnectBroker.with { it in
      let path = try await it.open(ConnectWish(.connection, providers: ["acme"]))
      let browser = it.browser
      let start = try await browser.open(path)
      #expect(try await browser.press("authorize", on: start, typed: ["provider": "github"]).status == 422)
      #expect(try await browser.press("authorize", on: start, typed: ["provider": "<b>"]).status == 422)
      let token = try #require(FormBrowser.form(of: start, with: "decline")?.hidden["form"])
      let key = "form=\(token)&do=key&provider=acme&key=\(ConnectBroker.goodKey)"
      #expect(try await browser.post(path, key).status == 422)

      // A way back that was never begun, and one of another browser.
      let unknown = try await browser.open("\(path)/return/\(Identifier())")
      #expect(unknown.status == 400)
      #expect(unknown.body.contains("This way back is not known"))
      let first = try Self.target(try await browser.press("authorize", on: start))
      #expect(try await it.browser.go(to: try Self.back(first, "code=good-code")).status == 403)
      #expect(try await it.session(path)?.answer == nil)

      // The provider does not take the code, then is not there, then does not know the user's answer.
      let second = try Self.target(try await browser.press("authorize", on: start))
      let refused = try await browser.go(to: try Self.back(second, "code=other-code"))
      #expect(refused.body.contains("role=\"alert\""), "\(refused.text)")
      #expect(refused.body.contains("value=\"authorize\""))
      PageChecks.headers(of: refused)
      it.provider.instead = .init(503, "<html>down</html>", type: "text/html")
      let third = try Self.target(try await browser.press("authorize", on: refused))
      let down = try await browser.go(to: try Self.back(third, "code=good-code"))
      #expect(down.status == 502, "\(down.text)")
      #expect(down.body.contains("That did not work yet"))
      it.provider.instead = nil
      #expect(try await it.session(path)?.answer == nil)

      let fourth = try Self.target(try await browser.press("authorize", on: down))
      let back = try Self.back(fourth, "code=good-code")
      let end = try await browser.go(to: back)
      #expect(end.body.contains("<h1>Connected</h1>"), "\(end.text)")
      #expect(end.body.contains("mia@example.org"))
      #expect(end.header("refresh") == nil)
      // Who goes back to where they came from sees the end, and a code is not used twice.
      let tokenRequests = it.server.requests.count { $0.path == "/token" }
      #expect(try await browser.open(path + "/return/\(Identifier())").body.contains("<h1>Connected</h1>"))
      #expect(it.server.requests.count { $0.path == "/token" } == tokenRequests)
      #expect(!it.server.requests.contains { $0.header("referer") != nil })
    }
  }

  @Test("An account's name is told to the application as it is, and shown as what it is")
  func hostileAccount() async throws {
    try await ConnectBroker.with { it in
      let name = "\"<b>\u{338}&'\u{202E}é\u{0}\u{1F44B}"
      it.provider.account = name
      let path = try await it.open(
        ConnectWish(
          .connection, providers: ["acme"], allowedOrigin: "https://notes.example", returnURL: "https://notes.example/")
      )
      let browser = it.browser
      let url = try Self.target(try await browser.press("authorize", on: try await browser.open(path)))
      let end = try await browser.go(to: try Self.back(url, "code=good-code"))
      PageChecks.markup(of: end)
      let held = try #require(try await it.vault.grants(for: it.caller).first?.source.connection?.account)
      let outcome = end.body[try #require(end.body.firstRange(of: "id=\"outcome\"")).lowerBound...]
      let message = try #require(JSONValue(Array(FormBrowser.attribute("data-message", in: outcome).utf8)))
      guard case .object(let members) = message else { throw Missing() }
      #expect(members.first { $0.name == "account" }?.value == .string(held))
      #expect(
        ScriptedServer.fields(of: String(try Self.target(end).split(separator: "?").last ?? ""))["account"] == held)
      #expect(!end.body.contains("<b>"))
      #expect(end.body.contains("&quot;&lt;b&gt;"), "\(end.body)")
    }
  }

  private struct Missing: Error {}

  @Test("A user who refuses at the provider has refused")
  func refusedThere() async throws {
    try await ConnectBroker.with { it in
      let path = try await it.open(
        ConnectWish(.connection, providers: ["acme"], returnURL: "https://notes.example/done"))
      let browser = it.browser
      let url = try Self.target(try await browser.press("authorize", on: try await browser.open(path)))
      let end = try await browser.go(to: try Self.back(url, "error=access_denied"))
      #expect(end.body.contains("<h1>Not connected</h1>"), "\(end.text)")
      let target = try Self.target(end)
      #expect(target.hasPrefix("https://notes.example/done?status=error&error_code=connect_denied&error_message="))
    }
  }

  @Test("Of several providers the user chooses one; a port that is taken is told with who has it")
  func choosing() async throws {
    let taken = try LocalPort()
    try await ConnectBroker.with(redirectURI: "http://127.0.0.1:\(taken.number)/callback", anyPort: false) { it in
      let path = try await it.open(ConnectWish(.secret, user: "mia"))
      let browser = it.browser
      let choice = try await browser.open(path)
      PageChecks.headers(of: choice)
      PageChecks.markup(of: choice)
      #expect(choice.body.contains("<strong>Acme Cloud</strong>") && choice.body.contains("<strong>Stripe</strong>"))
      let chosen = try await browser.open("\(path)?provider=acme")
      #expect(chosen.body.contains("Your Acme Cloud key") && chosen.body.contains("Choose another account"))
      for odd in ["?provider=nothing", "?provider=%3Cscript%3E", "?provider=acme&provider=stripe", "?", "?provider"] {
        #expect(try await browser.open(path + odd).body.contains("<strong>Stripe</strong>"), "\(odd)")
      }
      let account = try await it.open(ConnectWish(.connection, providers: ["acme"]))
      let page = try await browser.press("authorize", on: try await browser.open(account))
      #expect(page.status == 502)
      #expect(page.body.contains("127.0.0.1:\(taken.number)/callback cannot be listened at"), "\(page.body)")

      let nothing = try await browser.open(try await it.open(ConnectWish(.connection, providers: ["github"])))
      #expect(nothing.body.contains("not set up for what is asked (github)"))
      #expect(try await browser.press("decline", on: nothing).body.contains("<h1>Not connected</h1>"))
    }
    _ = taken.number
  }
}
