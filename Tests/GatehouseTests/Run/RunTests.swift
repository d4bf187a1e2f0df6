import Foundation
import LocalServers
import ProcessConfinement
import Testing

@Suite("gatehouse run")
struct RunTests {
  @Test("A program makes calls with its grants, never holds the credential, and its key ends with it")
  func calls() async throws {
    let server = try await LocalServer.start(credential: ("Authorization", "Token value-1"))
    let home = try await Home.withVault()
    try await home.addToken(origin: server.origin)
    let ended = await home.run(
      ["--grant", "api"],
      shell: Home.call + "call /secure \"$GATEHOUSE_CALLER_KEY\"; env; echo $GATEHOUSE_CALLER_KEY >&2")
    #expect(ended.status == 0, "\(ended.errorText)")
    #expect(ended.text.contains(#"{"ok":true}"#), "\(ended.text)\(ended.errorText)")
    #expect(!ended.text.contains("value-1"))
    let lines = ended.errorLines
    #expect(lines[0].contains("may use api through http://127.0.0.1:"))
    #expect(lines[0].contains(Home.kernelConfines ? ", confined." : "NOT confined"))

    let callers = try await home.run("callers", "list", "--json").array()
    let caller = try #require(callers.first)
    #expect((caller["full_name"] as? String)?.hasPrefix("run-bash-") == true)
    #expect(caller["state"] as? String == "revoked")
    #expect(caller["receives_token"] as? Bool == false)
    // What it held is worth nothing to the next one.
    let key = try #require(lines.last)
    let later = await home.run(["--grant", "api"], shell: Home.call + "call /secure '\(key)'")
    #expect(later.text.contains("401") && !later.text.contains(#"{"ok":true}"#), "\(later.text)")
    await home.run("lock")
    await server.stop()
  }

  @Test("The program's status is the command's, and what ended it by a signal counts as in a shell")
  func status() async throws {
    let home = try await Home.withVault()
    try await home.addToken(origin: "https://api.example.com")
    #expect(await home.run(["--grant", "api"], shell: "exit 7").status == 7)
    #expect(await home.run(["--grant", "api"], shell: "kill -TERM $$").status == 143)
    let missing = home.startRun(["--grant", "api"], ["no-such-program"])
    let ended = await missing.ended()
    #expect(ended.status == 66 && ended.errorText.contains("no program no-such-program"))
    for caller in try await home.run("callers", "list", "--json").array() {
      #expect(caller["state"] as? String == "revoked")
    }
    await home.run("lock")
  }

  @Test("Signals reach the program; its key ends however it ends", arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
  func signals(number: Int32) async throws {
    let home = try await Home.withVault()
    try await home.addToken(origin: "https://api.example.com")
    let command = home.startRun(
      ["--grant", "api"],
      [
        "bash", "-c",
        "trap 'exit 42' INT TERM HUP QUIT; echo ready; while read -t 1; [ $? -gt 128 ]; do :; done; exit 1",
      ])
    #expect(await command.outputHolds("ready"))
    command.signal(number)
    #expect(await command.ended().status == 42)
    let caller = try #require(try await home.run("callers", "list", "--json").array().first)
    #expect(caller["state"] as? String == "revoked")
    await home.run("lock")
  }

  @Test("It finds addresses and a key in its environment, and no secret of its user's")
  func environment() async throws {
    let home = try await Home.withVault()
    let added = await home.run(
      "secrets", "add", "custom", "--name", "openai-main", "--origin", "https://api.openai.com", "--kind", "bearer",
      input: "value-2")
    #expect(added.status == 0, "\(added.errorText)")
    let ended = await home.run(
      ["--grant", "openai-main", "--keep-env", "KEPT_TOKEN"], shell: "env -0 | tr '\\0' '\\n'",
      adding: [
        "GITHUB_TOKEN": "x", "NOTE": "ghp_0123456789abcdefghij0123456789abcdef", "EDITOR": "vim", "KEPT_TOKEN": "y",
        "SSH_AUTH_SOCK": "/tmp/agent", "NO_PROXY": "example.com",
      ])
    #expect(ended.status == 0, "\(ended.errorText)")
    let variables = Dictionary(
      ended.text.split(separator: "\n").compactMap { line -> (String, String)? in
        line.firstIndex(of: "=").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
      }
    ) { $1 }
    let url = try #require(variables["GATEHOUSE_URL"])
    let key = try #require(variables["GATEHOUSE_CALLER_KEY"])
    #expect(url.hasPrefix("http://127.0.0.1:") && key.hasPrefix("alter_rk_"))
    #expect(variables["ALTER_BASE_URL"] == url && variables["ALTER_API_KEY"] == key)
    let address = try #require(variables["GATEHOUSE_GRANT_OPENAI_MAIN_URL"])
    #expect(address.hasPrefix(url + "/g/"))
    #expect(variables["OPENAI_BASE_URL"] == address + "/v1" && variables["OPENAI_API_KEY"] == key)
    #expect(variables["GIT_CONFIG_COUNT"] == "2")
    #expect(variables["GIT_CONFIG_VALUE_0"] == "https://api.openai.com/")
    #expect(variables["EDITOR"] == "vim" && variables["KEPT_TOKEN"] == "y")
    #expect(variables["NO_PROXY"] == "example.com,127.0.0.1,localhost,::1")
    for name in ["GITHUB_TOKEN", "NOTE", "SSH_AUTH_SOCK", "GATEHOUSE_HOME", "GATEHOUSE_PASSPHRASE_FILE"] {
      #expect(variables[name] == nil)
      #expect(ended.errorText.contains(name), "\(ended.errorText)")
    }
    #expect(!ended.errorText.contains(key) && !ended.errorText.contains("ghp_"))
    await home.run("lock")
  }

  @Test("With a caller that is there it wants no passphrase, and never more than that caller has")
  func borrowed() async throws {
    let server = try await LocalServer.start(credential: ("Authorization", "Token value-1"))
    let home = try await Home.withVault()
    try await home.addToken(origin: server.origin)
    try await home.addToken("other", origin: "https://api.example.com")
    #expect(await home.run("callers", "add", "ci", "--grant", "api").status == 0)
    await home.run("unlock")
    let unlocked = try await home.run("status", "--json").object()["state"] as? String == "unlocked"
    // Where the kernel's keyring is refused there is nothing that an earlier command could have unlocked.
    let ended = await home.run(
      ["--grant", "api", "--as", "ci"], shell: Home.call + "call /secure \"$GATEHOUSE_CALLER_KEY\"",
      passphraseFile: !unlocked)
    #expect(ended.status == 0 && ended.text.contains(#"{"ok":true}"#), "\(ended.text)\(ended.errorText)")
    let caller = try await home.run("callers", "show", "ci", "--json").object()
    #expect(caller["state"] as? String == "good")
    let refused = await home.run(["--grant", "other", "--as", "ci"], shell: "true")
    #expect(refused.status == 77 && refused.errorText.contains("may not use the grant other"))
    let unknown = await home.run(["--grant", "api", "--as", "nobody"], shell: "true")
    #expect(unknown.status == 66)
    await home.run("lock")
    await server.stop()
  }

  @Test("What cannot be run is refused before a passphrase is asked")
  func mistakes() async throws {
    let home = try await Home.withVault()
    try await home.addToken(origin: "https://api.example.com")
    #expect(await home.run("run", "--", "true").status == 64)
    #expect(await home.run("run", "--grant", "api").status == 64)
    #expect(await home.run("run", "--grant", "api", "--ttl", "soon", "--", "true").status == 65)
    #expect(await home.run("run", "--grant", "nothing", "--", "true").status != 0)
    if !Home.kernelConfines {
      let refused = await home.run("run", "--grant", "api", "--", "true")
      #expect(refused.status == 1 && refused.errorText.contains("--unconfined"))
    }
    #expect(try await home.run("callers", "list", "--json").array().isEmpty)
    await home.run("lock")
  }
}
