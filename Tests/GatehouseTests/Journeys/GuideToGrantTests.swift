import AuthorizationServer
import Foundation
import LocalServers
import Testing

/// From the guide's question to a working grant, in a real terminal, with a real authorization server.
@Suite("OAuth in the terminal")
struct GuideToGrantTests {
  @Test("the guide's way leads through the OAuth app to a connected account and its first call")
  func guideToGrant() async throws {
    let server = try await Glewlwyd.start()
    let redirect = "http://127.0.0.1:\(FreePort.take())/callback"
    let app = try await server.makeClient(redirectURIs: [redirect])
    let home = try await Self.home(server)
    let terminal = try TmuxTerminal(home: home, columns: 120, rows: 40)
    try terminal.run(Binary.path)
    try terminal.wait(for: "Three ways to the first grant")

    try terminal.press("w")
    try terminal.wait(for: "Which provider")
    try terminal.type("glew")
    try terminal.wait(for: "▌Glewlwyd")
    try terminal.press("Enter")
    try terminal.wait(for: "▌[ Set up OAuth ]")
    try terminal.press("Enter")
    try store(app, redirect: redirect, in: terminal)

    try terminal.wait(for: "▌[ Connect an account now ]")
    try terminal.press("Enter")
    try begin("mia", in: terminal)
    let page = try page(in: terminal, server)
    let user = try await server.makeUser()
    let answer = try await user.authorize(page, granting: ["read"])
    let finished = try await user.open(answer)
    #expect(finished.status == 200)

    let connected = try terminal.wait(for: "Connected: ")
    #expect(connected.contains(user.username) && connected.contains("Not given    write"))
    #expect(connected.contains("expires in 60 min; refreshed by itself"))
    try terminal.press("t")
    try terminal.wait(for: "/api/oidc/userinfo")
    try terminal.press("C-s")
    try terminal.wait(for: "\(user.username)@example.org")
    try terminal.press("Escape", "Escape")
    let grants = try terminal.wait("the grant") { $0.contains("▌glewlwyd-mia") && $0.contains("min") }
    #expect(grants.contains("oauth"))

    try terminal.press("F")
    try terminal.wait(for: "Refreshed; access expires in 60 min.")
    try terminal.press("d")
    try terminal.wait(for: "There is no undo, so the name is asked for.")
    try terminal.press("Right", "Right")
    try terminal.type("glewlwyd-mia")
    try terminal.wait(for: "Its name     glewlwyd-mia")
    try terminal.press("Tab", "Tab", "Enter")
    try terminal.wait(for: "Revoked, and the provider was told.")
    try terminal.press("q")
    try terminal.wait("the shell again") { !$0.contains("Providers") && $0.contains("$") }
    let history = try terminal.history()
    for secret in [app.secret ?? "", try ConnectableHome.code(in: answer)] { #expect(!history.contains(secret)) }
    await home.run("lock")
    await server.stop()
  }

  @Test("where the port is taken the answer is pasted back, a wrong one first, and Esc cancels")
  func pastedBack() async throws {
    let blocker = try await LocalServer.start()
    let connectable = try await ConnectableHome.make(port: blocker.port)
    let terminal = try TmuxTerminal(home: connectable.home, columns: 120, rows: 40)
    try terminal.run(Binary.path)
    try terminal.wait(for: "Three ways to the first grant")
    try connect("mia", in: terminal)
    try terminal.wait(for: "Passphrase")
    try terminal.type(Home.passphrase)
    try terminal.press("Enter")
    try terminal.wait(for: "Paste the answer back")
    try terminal.press("Escape")
    try terminal.wait(for: "Cancelled. Nothing was stored.")
    try terminal.press("Enter")
    let page = try page(in: terminal, connectable.server)
    try terminal.paste(connectable.redirectURI + "?code=c0ffee&state=another")
    let refused = try terminal.wait(for: "not accepted")
    #expect(!refused.contains("c0ffee"))
    try terminal.paste(try await connectable.user.authorize(page) + "\n")
    try terminal.wait(for: "Connected: ")
    try terminal.press("Escape")
    try terminal.wait(for: "▌glewlwyd-mia")
    await connectable.end()
    await blocker.stop()
  }

  private static func home(_ server: Glewlwyd) async throws -> Home {
    let home = try await Home.withVault()
    try home.write(server.providerFile(), to: "files/provider.toml")
    let added = await home.run("providers", "add", home.path("files/provider.toml"))
    try #require(added.status == 0, "\(added.errorText)")
    return home
  }

  /// Fills in the form of the OAuth app, and gives the passphrase that storing asks for.
  private func store(_ app: GlewlwydClient, redirect: String, in terminal: TmuxTerminal) throws {
    try terminal.wait(for: "Scopes users are asked for")
    // What is typed is awaited, since keys that come in a burst are taken for a paste.
    try terminal.type(app.id)
    try terminal.wait(for: "Client id    \(app.id)")
    try terminal.press("Up", "Up", "C-u")
    try terminal.wait("an empty redirect URI") { !$0.contains("Redirect URI http") }
    try terminal.type(redirect)
    try terminal.wait(for: "Redirect URI \(redirect)")
    try terminal.press("Tab", "Tab", "Tab")
    try terminal.paste(app.secret ?? "")
    try terminal.wait(for: "App secret   ••••••••••••••••")
    try terminal.press("Enter")
    try terminal.wait(for: "The passphrase is needed to store the OAuth app glewlwyd-app.")
    try terminal.type(Home.passphrase)
    try terminal.press("Enter")
  }

  /// Opens the dialog from the palette and sends it for a user.
  private func connect(_ user: String, in terminal: TmuxTerminal) throws {
    try terminal.press(":")
    try terminal.wait(for: "audit")
    try terminal.type("connect glewlwyd")
    try terminal.wait(for: ":connect glewlwyd")
    try terminal.press("Enter")
    try begin(user, in: terminal)
  }

  /// Sends the dialog for a user.
  private func begin(_ user: String, in terminal: TmuxTerminal) throws {
    try terminal.wait(for: "Scopes the user is asked for")
    try terminal.type(user)
    try terminal.wait(for: "Grant        glewlwyd-\(user)")
    try terminal.press("Enter")
  }

  /// The page that is shown, whole, on as many lines as it takes.
  private func page(in terminal: TmuxTerminal, _ server: Glewlwyd) throws -> String {
    let screen = try terminal.wait("the page") { $0.contains("Open this page") && $0.contains("Over SSH") }
    let lines = screen.split(separator: "\n").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "│ ")) }
    let shown = lines.drop { !$0.hasPrefix("\(server.issuer)/auth?") }.prefix { !$0.contains("Over SSH") }
    return shown.joined()
  }
}
