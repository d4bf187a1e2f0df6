import Foundation
import LocalServers
import Testing

@Suite("OAuth on the command line: apps, scopes and mistakes")
struct OAuthMistakesTests {
  @Test("scopes are listed with what they mean")
  func scopes() async throws {
    let home = try Home()
    let listed = await home.run("oauth", "scopes", "github")
    #expect(listed.status == 0 && listed.text.contains("read:user") && listed.text.contains("by default"))
    let scopes = try await home.run("oauth", "scopes", "github", "--json").array()
    #expect(scopes.allSatisfy { ($0["explanation"] as? String)?.isEmpty == false && $0["default"] is Bool })
  }

  @Test("an app is named after its provider; an unknown scope is stored, with a warning that names the nearest")
  func addApp() async throws {
    let home = try await Home.withVault()
    let added = await home.run(
      "oauth", "add-app", "github", "--client-id", "id", "--scope", "read:usr", input: "app-secret-value")
    #expect(added.status == 0 && added.errorText.contains("did you mean read:user?"), "\(added.errorText)")
    for part in ["github-app", "https://github.com/settings/developers", "http://127.0.0.1:7412/callback", "connect"] {
      #expect(added.text.contains(part), "\(part): \(added.text)")
    }
    let again = await home.run("oauth", "add-app", "github", "--client-id", "other", "--no-secret", "--json")
    #expect(try again.object()["version"] as? Int == 2)
    #expect(try again.object()["scopes"] as? [String] == ["read:user", "user:email"])
    #expect(try again.object()["warnings"] as? [String] == [])
    await home.run("lock")
  }

  @Test("a mistake says what is wrong and what to write, before a passphrase is asked for")
  func mistakes() async throws {
    let home = try await Home.withVault()
    for name in ["one", "two"] {
      await home.run("oauth", "add-app", "discord", "--name", name, "--client-id", "id", "--no-secret")
    }
    try await home.addToken("api", origin: "https://api.example.com")
    for (arguments, status, part) in [
      (["connect", "githb", "--user", "mia"], 66, "did you mean github?"),
      (["connect", "github", "--user", "mia"], 66, "gatehouse oauth add-app github"),
      (["connect", "discord", "--user", "mia"], 65, "one, two"),
      (["connect", "one", "--user", "mia jones"], 65, "letters, digits"),
      (["connect", "one", "--user", "mia", "--name", "a b"], 65, "letters, digits"),
      (["connect", "one"], 64, "--user USER_ID"), (["connect", "--user", "mia"], 64, "--grant GRANT"),
      (["connect", "one", "--grant", "api"], 64, "leave out"), (["connect", "--grant", "api"], 65, "managed secret"),
      (["connect", "--grant", "nobody"], 66, "gatehouse grants list"), (["refresh", "api"], 65, "managed secret"),
      (["revoke", "api"], 65, "managed secret"), (["refresh", "nobody"], 66, "gatehouse grants list"),
      (["add-app", "github"], 64, "--client-id ID"), (["add-app", "github", "--register"], 65, "register the app at"),
      (["add-app", "githb", "--client-id", "id"], 66, "did you mean github?"), (["scopes", "githb"], 66, "github"),
      (["discover", "login"], 65, "https://"),
    ] as [([String], Int32, String)] {
      let ended = await home.run(["oauth"] + arguments, passphraseFile: false)
      #expect(ended.status == status && ended.errorText.contains(part), "\(arguments): \(ended.errorText)")
      #expect(ended.errorLines.count == 1, "\(ended.errorText)")
    }
    #expect(await home.run("oauth", "list").errorText.contains("gatehouse oauth connect"))
    await home.run("lock")
  }

  @Test("the guide leads from a provider to an app, a connection and a call")
  func guide() async throws {
    let home = try Home()
    let guide = try await home.run("guide", "github", "--answer", "end-user=yes", "--json").object()
    let commands = try #require(guide["next_commands"] as? [String])
    #expect(commands.count == 2)
    #expect(commands[0].hasPrefix("gatehouse oauth add-app github --client-id CLIENT_ID"))
    #expect(commands[1] == "gatehouse oauth connect github --user USER_ID")
    let text = await home.run("guide", "github", "--answer", "end-user=yes").text
    #expect(text.contains("gatehouse oauth connect") && !text.contains("later"))
  }
}
