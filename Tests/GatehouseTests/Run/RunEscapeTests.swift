import Foundation
import LocalServers
import ProcessConfinement
import Testing

/// What a program tries with gatehouse itself: every command that decides something, or tells a secret, fails inside.
@Suite("Inside of gatehouse run", .enabled(if: Home.kernelConfines, "this kernel does not confine"))
struct RunEscapeTests {
  static let commands = [
    "approvals list", "approvals approve 12345678", "approvals deny 12345678", "policy add x --grant api 'allow GET'",
    "policy remove x", "unlock", "lock", "passphrase", "backup copy", "restore copy", "recovery create",
    "secrets list", "secrets add custom --name x --origin https://a.example --kind bearer", "secrets revoke api",
    "secrets rotate api", "grants list", "grants revoke api", "grants add --secret api --name y", "audit list",
    "audit verify", "callers add x", "callers list", "callers revoke x", "status", "serve --port 0",
    "request GET https://api.example.com/ --grant api", "run --grant api -- true", "oauth list", "config show",
  ]

  @Test("No command of gatehouse reaches the vault, also where it is told the folders and the passphrase")
  func commands() async throws {
    let home = try await Home.withVault()
    try await home.addToken(origin: "https://api.example.com")
    let work = try home.makeWorkFolder()
    try home.write("wrong passphrase", to: "work/passphrase")
    let settings =
      "GATEHOUSE_HOME='\(home.path("home"))' XDG_STATE_HOME='\(home.path("state"))' "
      + "XDG_CONFIG_HOME='\(home.path("config"))' XDG_RUNTIME_DIR='\(work)'"
    let lines = Self.commands.filter { $0 != "config show" }.map { command in
      "\(settings) GATEHOUSE_PASSPHRASE_FILE='\(work)/passphrase' '\(Binary.path)' \(command) < /dev/null > /dev/null "
        + "2>&1 && echo 'BREACH \(command.replacing("'", with: ""))'"
    }
    let ended = await home.run(
      ["--grant", "api"], shell: "cd '\(work)'; " + lines.joined(separator: "; ") + "; echo done")
    #expect(ended.text == "done\n", "\(ended.text)\(ended.errorText)")
    #expect(await home.run("audit", "verify").status == 0)
    #expect(try await home.run("grants", "list", "--json").array().count == 1)
    await home.run("lock")
  }

  @Test("Neither the vault's files nor the passphrase's nor the broker's can be read or changed")
  func files() async throws {
    let home = try await Home.withVault()
    try await home.addToken(origin: "https://api.example.com")
    let ended = await home.run(
      ["--grant", "api"],
      shell: """
        cd '\(home.folder)'
        cat home/vault.db home/vault.db-wal files/passphrase state/gatehouse/anchors/* 2> /dev/null
        cat config/gatehouse/config.toml 2> /dev/null
        for d in home state/gatehouse config/gatehouse; do : > $d/new; rm -rf $d; mv $d x; done 2> /dev/null
        for f in "${XDG_RUNTIME_DIR:-/run/user/$UID}"/gatehouse/*/* /tmp/gatehouse-$UID/*/*; do
          cat "$f"; : > "$f"; rm -f "$f"
        done 2> /dev/null
        : > "$TMPDIR/mine" && rm "$TMPDIR/mine" && echo done
        """)
    #expect(ended.text == "done\n", "\(ended.text)\(ended.errorText)")
    #expect(await home.run("audit", "verify").status == 0)
    await home.run("lock")
  }

  @Test("What it leaves running has ended when the command does")
  func leftovers() async throws {
    let home = try await Home.withVault()
    try await home.addToken(origin: "https://api.example.com")
    let ended = await home.run(["--grant", "api"], shell: "setsid tail -f /dev/null > /dev/null 2>&1 & echo $!")
    let number = try #require(Int32(ended.text.split(separator: "\n").last ?? ""))
    #expect(kill(number, 0) == -1)
    await home.run("lock")
  }
}
