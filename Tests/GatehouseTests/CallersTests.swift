import Domain
import Foundation
import LocalServers
import Testing
import VaultEngine

@Suite("gatehouse callers")
struct CallersTests {
  @Test("A new caller's key is all that standard output holds; afterwards nobody can read it")
  func adds() async throws {
    let home = try await Home.withVault()
    try await home.addToken(origin: "https://api.example.com")
    let added = await home.run("callers", "add", "ci", "--grant", "api", "--rate", "60", "--expires", "30d")
    #expect(added.status == 0, "\(added.errorText)")
    let key = try #require(added.text.split(separator: "\n").first.map(String.init))
    #expect(added.text == key + "\n" && CallerKeyText(Array(key.utf8))?.form == .app)
    #expect(added.errorText.contains("shown once") && !added.errorText.contains(key))

    let listed = try #require(try await home.run("callers", "list", "--json").array().first)
    #expect(listed["full_name"] as? String == "ci" && listed["state"] as? String == "good")
    #expect(listed["rate_per_minute"] as? Int == 60 && (listed["grants"] as? [String])?.count == 1)
    #expect(listed["receives_token"] as? Bool == false)
    let shown = await home.run("callers", "show", "ci")
    #expect(shown.text.contains("60 calls a minute") && shown.text.contains(String(key.prefix(13))))
    #expect(await home.run("callers", "list").text.contains("ci"))
    let random = String(key.split(separator: "_")[2])
    for path in home.writtenFiles() {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(bytes.range(of: Data(random.utf8)) == nil, "\(path)")
    }
    #expect(await home.run("callers", "add", "ci").status != 0)
    await home.run("lock")
  }

  @Test("To receive tokens has to be chosen by its own flag, and is told wherever the caller is shown")
  func retrieve() async throws {
    let home = try await Home.withVault()
    let refused = await home.run("callers", "add", "bot", "--right", "tokens:retrieve")
    #expect(refused.status == 65 && refused.errorText.contains("--retrieve"))
    let odd = await home.run("callers", "add", "bot", "--right", "proxy:exec")
    #expect(odd.status == 65 && odd.errorText.contains("proxy:execute"))
    let added = try await home.run("callers", "add", "bot", "--agent", "--retrieve", "--json").object()
    let caller = try #require(added["caller"] as? [String: Any])
    #expect(caller["kind"] as? String == "agent" && caller["receives_token"] as? Bool == true)
    #expect((added["api_key"] as? String)?.hasPrefix("alter_ak_") == true)
    #expect(await home.run("callers", "show", "bot").text.contains("this caller receives the token"))
    #expect(await home.run("callers", "add", "--help").text.contains("This caller receives the token."))
    await home.run("lock")
  }

  @Test("Keys are rotated and deprecated, callers suspended, resumed and revoked")
  func changes() async throws {
    let home = try await Home.withVault()
    await home.run("callers", "add", "ci")
    let rotated = await home.run("callers", "rotate", "ci", "--overlap", "7d")
    #expect(rotated.status == 0 && rotated.text.hasPrefix("alter_rk_"), "\(rotated.errorText)")
    func caller() async throws -> [String: Any] { try await home.run("callers", "show", "ci", "--json").object() }
    let keys = try #require(try await caller()["keys"] as? [[String: Any]])
    #expect(keys.map { $0["state"] as? String } == ["deprecated", "good"])
    #expect(try await caller()["state"] as? String == "deprecated key")
    let second = try #require(keys.last?["key_id"] as? String)
    #expect(await home.run("callers", "deprecate", "ci", "--key", second).status == 0)
    #expect(await home.run("callers", "deprecate", "ci", "--key", second, "--undo").status == 0)
    let first = try #require(keys.first?["key_id"] as? String)
    #expect(await home.run("callers", "revoke", "ci", "--key", first).text.hasPrefix("Revoked the key alter_rk_"))

    #expect(await home.run("callers", "suspend", "ci").status == 0)
    #expect(try await caller()["state"] as? String == "suspended")
    #expect(await home.run("callers", "resume", "ci").text == "ci works again.\n")
    #expect(await home.run("callers", "revoke", "ci").text == "Revoked ci.\n")
    #expect(try await caller()["state"] as? String == "revoked")
    #expect(await home.run("callers", "revoke", "nobody").status == 66)
    let logged = try await home.run("audit", "list", "--json").lines().compactMap { $0["kind"] as? String }
    #expect(logged.contains("caller_added") && logged.contains("caller_key_rotated"))
    #expect(await home.run("audit", "verify").status == 0)
    await home.run("lock")
  }

  @Test("Making a caller wants the passphrase")
  func wantsPassphrase() async throws {
    let home = try await Home.withVault()
    let refused = await home.run("callers", "add", "ci", passphraseFile: false)
    #expect(refused.status != 0 && refused.output.isEmpty)
    #expect(try await home.run("callers", "list", "--json").array().isEmpty)
    await home.run("lock")
  }

  @Test("The log as JSON tells the key that was shown and what the program said of the call")
  func log() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin)
    let key = await home.run("callers", "add", "ci").text.dropLast()
    let location = VaultLocation(
      home: home.path("home"), state: home.path("state/gatehouse"), configuration: home.path("config/gatehouse"))
    let vault = try await Vault.open(at: location)
    try await vault.unlock(passphrase: SecretBytes(Home.passphrase))
    let identity = try await vault.identify(Array(key.utf8), from: .thisMachine)
    _ = try await vault.request(
      .get, server.origin + "/echo", grantID: "api", as: identity, context: CallContext(notes: ["run": "7"])
    ).body.collect(upTo: 1000)
    await vault.close()
    let event = try #require(try await home.run("audit", "list", "caller:ci", "--json").lines().first)
    #expect(event["key_prefix"] as? String == String(key.prefix(13)))
    #expect(event["context"] as? [String: String] == ["run": "7"])
    await home.run("lock")
    await server.stop()
  }
}
