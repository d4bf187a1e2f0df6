import Domain
import Foundation
import Testing
import VaultEngine

@Suite("gatehouse connect")
struct ConnectCommandTests {
  @Test("A wish is listed, answered with a grant or a new key, or denied, and the caller learns it")
  func answers() async throws {
    let home = try await Home.withVault()
    try await home.addToken(origin: "https://api.example.com")
    let (vault, shop) = try await home.openCaller("shop")
    let first = try await vault.openConnectSession(
      ConnectWish(.connection, providers: ["github"], label: "mine", user: "mia"), by: shop)
    let listed = try #require(try await home.run("connect", "list", "--json").array().first)
    #expect(listed["caller"] as? String == "shop" && listed["providers"] as? [String] == ["github"])
    #expect(listed["user"] as? String == "mia")
    let table = await home.run("connect", "list").text
    #expect(table.contains("an account at github") && table.contains("mia"))

    let grant = try #require(try await home.run("grants", "show", "api", "--json").object()["grant_id"] as? String)
    let address = "http://127.0.0.1:7411/connect/\(first.session.id)"
    let answered = await home.run("connect", "answer", address, "--grant", "api")
    #expect(answered.status == 0 && answered.text.hasPrefix(grant), "\(answered.errorText)")
    #expect(
      try await vault.connectSession(token: first.token, by: shop)?.answer
        == Identifier(grant).map { .completed(grant: $0, isReauth: false) })

    let keyed = try await vault.openConnectSession(ConnectWish(.secret, providers: ["stripe"]), by: shop)
    let made = await home.run(
      "connect", "answer", keyed.session.id.description, "--name", "mia", input: "sk_" + "test_4eC39HqLyjWDarjtT1zdp7dc"
    )
    #expect(made.status == 0, "\(made.errorText)")
    let stored = try #require(try await home.run("grants", "show", "mia", "--json").object()["grant_id"] as? String)
    #expect(
      try await vault.connectSession(token: keyed.token, by: shop)?.answer
        == Identifier(stored).map { .completed(grant: $0, isReauth: false) })
    #expect(try await vault.grants(for: shop).map(\.grant.name).contains("mia"))

    let second = try await vault.openConnectSession(ConnectWish(.secret, providers: ["stripe"]), by: shop)
    let id = String(second.session.id.description.prefix(8))
    let denied = await home.run("connect", "deny", id, "--reason", "not for this app")
    #expect(denied.status == 0 && denied.text.contains("shop wants a key of stripe"), "\(denied.errorText)")
    #expect(
      try await vault.connectSession(token: second.token, by: shop)?.answer == .denied(reason: "not for this app"))
    #expect(await home.run("connect", "deny", id, "--reason", "again").status == 66)
    #expect(await home.run("connect", "answer", id).status == 64)
    await vault.close()
    await home.run("lock")
  }

  @Test("The address of a wish's page is printed while a broker runs, and a wish is cancelled without the passphrase")
  func linkAndCancel() async throws {
    let home = try await Home.withVault()
    let (vault, shop) = try await home.openCaller("shop")
    let opened = try await vault.openConnectSession(ConnectWish(.secret, providers: ["stripe"], user: "mia"), by: shop)
    let id = String(opened.session.id.description.prefix(8))
    let none = await home.run("connect", "link", id)
    #expect(none.status == 69 && none.output.isEmpty && none.errorText.contains("gatehouse serve"))

    let serving = home.start(["serve", "--port", "0"])
    try #require(await serving.outputHolds(".\n"), "\(serving.errorsSoFar)")
    let said = serving.outputSoFar
    let start = try #require(said.firstRange(of: "127.0.0.1:")?.upperBound)
    let printed = await home.run("connect", "link", id)
    #expect(
      printed.text == "http://127.0.0.1:\(said[start...].prefix { $0.isNumber })/connect/\(opened.token)\n",
      "\(printed.errorText)")

    let cancelled = await home.run("connect", "cancel", printed.text.trimmingCharacters(in: .newlines))
    #expect(
      cancelled.status == 0 && cancelled.text.contains("shop wants a key of stripe"), "\(cancelled.errorText)")
    guard case .failed("connect_cancelled", _) = try await vault.connectSession(token: opened.token, by: shop)?.answer
    else {
      Issue.record("the caller is not told")
      return
    }
    #expect(await home.run("connect", "cancel", id).status == 66)
    #expect(await home.run("connect", "link", id).status == 66)
    serving.signal(SIGTERM)
    #expect(await serving.ended().status == 0)
    await vault.close()
    await home.run("lock")
  }
}
