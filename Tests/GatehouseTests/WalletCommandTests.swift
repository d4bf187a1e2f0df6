import Domain
import Testing
import VaultEngine

@Suite("gatehouse wallet")
struct WalletCommandTests {
  @Test("A link wants a running broker and the passphrase, and opens the wallet once")
  func link() async throws {
    let home = try await Home.withVault()
    let without = await home.run("wallet", "link", "--user", "mia")
    #expect(without.status == 69 && without.errorText.contains("gatehouse serve"), "\(without.errorText)")
    #expect(await home.run("wallet", "link", "--user", "mia and bob").status == 65)
    #expect(await home.run("wallet", "link", "--user", "mia", "--for", "25h").status == 65)

    let broker = home.start(["serve", "--port", "0"])
    try #require(await broker.outputHolds(".\n"), "\(broker.errorsSoFar)")
    let printed = await home.run("wallet", "link", "--user", "mia", "--for", "1h")
    #expect(printed.status == 0 && printed.text.hasPrefix("http://127.0.0.1:"), "\(printed.errorText)")
    #expect(printed.errorText.contains("opens the wallet of mia once"))
    let document = try await home.run("wallet", "link", "--user", "mia", "--json").object()
    let url = try #require(document["url"] as? String)
    #expect(document["user"] as? String == "mia" && document["expires_at"] is String)

    let parts = url.split(separator: "/wallet/open/")
    let link = try #require(parts.last.map(String.init))
    #expect(parts.count == 2)
    let vault = try await Vault.open(
      at: VaultLocation(
        home: home.path("home"), state: home.path("state/gatehouse"), configuration: home.path("config/gatehouse")),
      options: VaultOptions())
    try await vault.unlock(passphrase: SecretBytes(Home.passphrase))
    #expect(try await vault.openWallet(link: link).user == "mia")
    #expect(try await !vault.isWalletLink(link))
    await vault.close()
    let log = await home.run("audit", "list", "kind:wallet_opened", "--json")
    #expect(log.status == 0 && log.text.contains("user:mia") && !log.text.contains(link), "\(log.text)")
    broker.signal(15)
    #expect(await broker.ended().status == 0)
    await home.run("lock")
  }

  @Test("What a user sees holds no managed secret, and a caller has the right to make links when it is asked for")
  func show() async throws {
    let home = try await Home.withVault()
    try await home.addToken(origin: "https://api.example.com")
    let added = await home.run("grants", "add", "--secret", "api", "--name", "for-mia", "--for", "user:mia")
    #expect(added.status == 0, "\(added.errorText)")
    await home.run("unlock")
    let empty = await home.run("wallet", "show", "--user", "mia")
    #expect(empty.status == 0 && empty.text.isEmpty && empty.errorText.contains("is empty"), "\(empty.errorText)")
    #expect(try await home.run("wallet", "show", "--user", "mia", "--json").array().isEmpty)

    let usual = await home.run("callers", "add", "ci", "--json").text
    let linking = await home.run("callers", "add", "shop", "--wallet-links", "--json").text
    #expect(!usual.contains("wallet:link") && linking.contains("wallet:link") && !linking.contains("tokens:retrieve"))
    await home.run("lock")
  }
}
