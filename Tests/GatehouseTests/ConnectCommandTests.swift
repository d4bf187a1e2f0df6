import Domain
import Testing
import VaultEngine

@Suite("gatehouse connect")
struct ConnectCommandTests {
  /// A caller that reaches nothing, as a broker in another process would act for it.
  private static func caller(_ home: Home) async throws -> (vault: Vault, identity: CallerIdentity) {
    let location = VaultLocation(
      home: home.path("home"), state: home.path("state/gatehouse"), configuration: home.path("config/gatehouse"))
    let vault = try await Vault.open(at: location, options: VaultOptions())
    let minted = await home.run("callers", "add", "shop", "--json")
    try #require(minted.status == 0, "\(minted.errorText)")
    try await vault.unlock(passphrase: SecretBytes(Home.passphrase))
    return (vault, try await vault.identity(as: "shop"))
  }

  @Test("A wish is listed, answered with a grant or a new key, or denied, and the caller learns it")
  func answers() async throws {
    let home = try await Home.withVault()
    try await home.addToken(origin: "https://api.example.com")
    let (vault, shop) = try await Self.caller(home)
    let first = try await vault.openConnectSession(.connection, providers: ["github"], label: "mine", by: shop)
    let listed = try #require(try await home.run("connect", "list", "--json").array().first)
    #expect(listed["caller"] as? String == "shop" && listed["providers"] as? [String] == ["github"])
    #expect(await home.run("connect", "list").text.contains("an account at github"))

    let grant = try #require(try await home.run("grants", "show", "api", "--json").object()["grant_id"] as? String)
    let address = "http://127.0.0.1:7411/connect/\(first.session.id)"
    let answered = await home.run("connect", "answer", address, "--grant", "api")
    #expect(answered.status == 0 && answered.text.hasPrefix(grant), "\(answered.errorText)")
    #expect(
      try await vault.connectSession(token: first.token, by: shop)?.answer
        == Identifier(grant).map { .completed(grant: $0) })

    let keyed = try await vault.openConnectSession(.secret, providers: ["stripe"], label: "", by: shop)
    let made = await home.run(
      "connect", "answer", keyed.session.id.description, "--name", "mia", input: "sk_" + "test_4eC39HqLyjWDarjtT1zdp7dc"
    )
    #expect(made.status == 0, "\(made.errorText)")
    let stored = try #require(try await home.run("grants", "show", "mia", "--json").object()["grant_id"] as? String)
    #expect(
      try await vault.connectSession(token: keyed.token, by: shop)?.answer
        == Identifier(stored).map { .completed(grant: $0) })
    #expect(try await vault.grants(for: shop).map(\.grant.name).contains("mia"))

    let second = try await vault.openConnectSession(.secret, providers: ["stripe"], label: "", by: shop)
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
}
