import Foundation
import LocalServers
import Testing

/// The first ten minutes of a new user, in a real terminal with the real binary.
@Suite("A newcomer in the terminal")
struct NewcomerTests {
  /// Built from parts, so that no scanner takes it for a real one.
  private static let token = "tok_local_" + "8f3kd92mmx01"

  /// A provider of the user's own, on a server of this test.
  private static func acme(_ server: LocalServer) -> String {
    """
    id = "acme"
    name = "Acme"
    category = "Test"
    homepage = "https://acme.example"
    documentation = "https://acme.example/docs"
    origins = ["\(server.origin)"]

    [[credential]]
    kind = "API token"
    sent = { as = "bearer" }
    pattern = "tok_local_[a-z0-9]{12}"
    strength = "strong"
    test = { url = "\(server.origin)/secure", contains = "\\"ok\\": true" }

    [oauth]
    authorize_url = "https://acme.example/authorize"
    token_url = "https://acme.example/token"

    [guide]
    usual = "managed_secret"
    reason = "Most use one account of their own."
    summary = "usually a token"

    [guide.oauth]
    name = "users connect Acme"
    when = "Users connect their own accounts."
    strength = "Choose it for apps that users sign in to."
    example = "a user connects their Acme"

    [guide.managed_secret]
    name = "an Acme token"
    when = "Your back end uses its own account."
    strength = "Choose it for back ends."
    example = "your back end reads your account"

    [[guide.rule]]
    id = "users-connect"
    when = { end-user = "yes" }
    choice = "oauth"
    reasons = ["The data is theirs."]
    other_way = "A token when the account is yours."

    [[guide.rule]]
    id = "own-account"
    when = { end-user = "no" }
    choice = "managed_secret"
    reasons = ["One account, yours."]
    other_way = "OAuth when users connect."
    """
  }

  @Test(
    "creates a vault, walks the guide, pastes a token, calls an API, sees the call, and finds the terminal as it was")
  func firstTenMinutes() async throws {
    let server = try await LocalServer.start(credential: ("Authorization", "Bearer \(Self.token)"))
    let home = try Home()
    try home.write(Self.acme(server), to: "files/acme.toml")
    let terminal = try TmuxTerminal(home: home)
    // Quotes inside the words, so that what is typed is not yet what is waited for.
    try terminal.run("stty -a > \(home.path("files/stty-before")); echo be''fore")
    try terminal.wait(for: "before")

    try createVault(in: terminal)
    try terminal.press("q")
    try terminal.wait("the shell again") { !$0.contains("Providers") && $0.contains("before") }

    await home.run("providers", "add", home.path("files/acme.toml"))
    try terminal.run(Binary.path)
    try terminal.wait(for: "Three ways to the first grant")
    try walkGuide(in: terminal)
    try pasteAndStore(in: terminal)

    try terminal.wait(for: "tested and stored")
    #expect(server.log.entries.first?.header("Authorization") == "Bearer \(Self.token)")
    try terminal.press("Enter")
    try compose(in: terminal, server)

    // A call of another process arrives while the user looks.
    let called = await home.run("request", "GET", server.origin + "/secure?from=shell", "--grant", "acme")
    #expect(called.status == 0, "\(called.errorText)")
    try terminal.wait("the row of the other process") { screen in
      screen.split(separator: "\n").contains { $0.contains(" cli ") && $0.contains("/secure") && $0.contains("200") }
    }

    try terminal.press("q")
    try terminal.wait("the shell again") { !$0.contains("Providers") && $0.contains("before") }
    #expect(try !terminal.isOnAlternateScreen())
    try terminal.waitForShell()
    try terminal.run("stty -a > \(home.path("files/stty-after")); echo wri''tten")
    try terminal.wait(for: "written")
    let before = try String(contentsOfFile: home.path("files/stty-before"), encoding: .utf8)
    let after = try String(contentsOfFile: home.path("files/stty-after"), encoding: .utf8)
    #expect(before == after)
    #expect(try !terminal.history().contains(Self.token))
    await server.stop()
  }

  private func createVault(in terminal: TmuxTerminal) throws {
    try terminal.run(Binary.path)
    try terminal.wait(for: "Create a vault")
    try terminal.press("Enter")
    try terminal.wait(for: "Choose a passphrase")
    try terminal.type(Home.passphrase)
    try terminal.press("Tab")
    try terminal.type(Home.passphrase)
    try terminal.press("Enter")
    let kit = try terminal.wait(for: "I have it on paper")
    let groups = kit.matches(of: /([1-9])  ([0-9A-Z]{4})\b/).reduce(into: [:]) { $0[String($1.1)] = String($1.2) }
    try #require(groups.count == 9)
    try terminal.press("Enter")
    let asked = try terminal.wait(for: "Test the kit").matches(of: /Group ([1-9])/).map { String($0.1) }
    try #require(asked.count == 4)
    for number in asked {
      try terminal.type(try #require(groups[number]))
      try terminal.press("Tab")
    }
    try terminal.press("Enter")
    try terminal.wait(for: "Three ways to the first grant")
    try terminal.wait(for: "recovery tested")
  }

  private func walkGuide(in terminal: TmuxTerminal) throws {
    try terminal.press("w")
    try terminal.wait(for: "Do END USERS need to authorize access to THEIR accounts?")
    try terminal.type("acm")
    try terminal.wait(for: "▌Acme")
    try terminal.press("Enter")
    try terminal.wait(for: "question 1 of 1")
    try terminal.press("n")
    try terminal.wait(for: "rule own-account")
    try terminal.press("c")
    try terminal.wait(for: "rule users-connect")
    try terminal.press("c")
    try terminal.wait(for: "rule own-account")
    try terminal.press("Enter")
    try terminal.wait(for: "New managed secret")
  }

  private func pasteAndStore(in terminal: TmuxTerminal) throws {
    try terminal.paste(Self.token + "\n")
    let pasted = try terminal.wait(for: "Acme API token")
    #expect(!pasted.contains(Self.token))
    #expect(pasted.contains("••••••••••••••••"))
    try terminal.press("Enter")
    // Storing wants the passphrase typed in this process.
    try terminal.wait(for: "Passphrase")
    try terminal.type(Home.passphrase)
    try terminal.press("Enter")
  }

  private func compose(in terminal: TmuxTerminal, _ server: LocalServer) throws {
    try terminal.wait(for: "grant_id")
    try terminal.press("t")
    try terminal.wait(for: "Path")
    try terminal.press("C-s")
    try terminal.wait("the answer") { $0.contains("\"ok\": true") || $0.contains("\"ok\":true") }
    try terminal.press("Escape")
    try terminal.press("Escape")
    try terminal.wait(for: "2 Grants")
  }
}
