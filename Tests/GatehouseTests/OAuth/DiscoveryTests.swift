import AuthorizationServer
import Foundation
import LocalServers
import Testing

@Suite("A server of one's own, discovered")
struct DiscoveryTests {
  @Test("discover, register, connect and call: nothing is typed that the server says itself")
  func fromNothing() async throws {
    let server = try await Glewlwyd.start()
    let home = try await Home.withVault()
    let printed = await home.run("oauth", "discover", server.issuer, "--id", "acme", "--origin", server.origin)
    #expect(printed.status == 0 && printed.text.contains("\(server.issuer)/token"), "\(printed.errorText)")
    try home.write(printed.text, to: "files/acme.toml")
    #expect(await home.run("providers", "add", home.path("files/acme.toml")).status == 0)

    let stored = await home.run(
      "oauth", "discover", server.issuer, "--id", "acme", "--origin", server.origin, "--store")
    #expect(stored.status == 0, "\(stored.errorText)")
    #expect(stored.text.contains("gatehouse oauth add-app acme --register"))
    let redirectURI = "http://127.0.0.1:\(FreePort.take())/callback"
    let app = await home.run(
      "oauth", "add-app", "acme", "--register", "--redirect-uri", redirectURI, "--scope", "read", "--json")
    #expect(app.status == 0, "\(app.errorText)")
    #expect(try app.object()["has_client_secret"] as? Bool == true)
    #expect(try app.object()["name"] as? String == "acme-app")

    let user = try await server.makeUser()
    let command = home.start(["oauth", "connect", "acme", "--user", "mia", "--no-browser", "--json"])
    #expect(await command.errorsHold("waiting"))
    let opened = try #require(command.errorsSoFar.firstMatch(of: /"step":"open","url":"([^"]+)"/)?.1)
    try await user.open(user.authorize(String(opened)))
    let ended = await command.ended()
    #expect(ended.status == 0, "\(ended.errorText)")
    let call = await home.run("request", "GET", "\(server.issuer)/userinfo", "--grant", "acme-mia", "--fail")
    #expect(call.status == 0 && call.text.contains(user.username), "\(call.errorText)")
    await home.run("lock")
    await server.stop()
  }

  @Test("what is no authorization server is told apart from one that does not answer")
  func refusals() async throws {
    let home = try Home()
    let page = try await ScriptedServer.start { _ in .init(404, "<html>", type: "text/html") }
    let none = await home.run("oauth", "discover", page.origin)
    #expect(none.status == 65 && none.errorText.contains(".well-known"), "\(none.errorText)")
    await page.stop()
    let silent = await home.run("oauth", "discover", "http://127.0.0.1:\(FreePort.take())")
    #expect(silent.status == 69, "\(silent.errorText)")
    let unencrypted = await home.run("oauth", "discover", "http://login.example.com")
    #expect(unencrypted.status == 65, "\(unencrypted.errorText)")
    let homeless = await home.run("oauth", "discover", page.origin, "--store")
    #expect(homeless.status == 64 && homeless.errorText.contains("--origin"), "\(homeless.errorText)")
  }
}
