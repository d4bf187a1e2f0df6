import Foundation
import Testing

@Suite("Commands, their help and their mistakes")
struct UsageTests {
  let home: Home

  init() throws { home = try Home() }

  static let commands = [
    "", "init", "unlock", "lock", "status", "doctor", "backup", "restore", "recovery create", "recovery test",
    "passphrase", "config show", "config path", "config check", "secrets add", "secrets rotate", "secrets list",
    "secrets revoke", "secrets test", "grants list", "grants show", "grants add", "grants revoke", "oauth add-app",
    "oauth list-apps", "oauth scopes", "oauth discover", "oauth connect", "oauth list", "oauth refresh", "oauth revoke",
    "request", "policy list", "policy show", "policy add", "policy remove", "policy test",
    "approvals list", "approvals show", "approvals approve", "approvals deny", "approvals end",
    "connect list", "connect link", "connect answer", "connect deny", "connect cancel", "wallet link", "wallet show",
    "callers add", "callers list", "callers show", "callers rotate", "callers deprecate", "callers suspend",
    "callers resume", "callers revoke", "audit list", "audit verify", "demo", "guide", "providers list",
    "providers show", "providers add",
    "providers recognize", "run",
  ]

  @Test("every command has a help with an example", arguments: commands)
  func help(command: String) async {
    let ended = await home.run(command.split(separator: " ").map(String.init) + ["--help"])
    #expect(ended.status == 0)
    #expect(ended.text.contains("USAGE: gatehouse \(command)"))
    if !command.isEmpty { #expect(ended.text.contains("Example:")) }
    #expect(ended.errorText.isEmpty)
    #expect(ended.text.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE:") })
  }

  @Test("the version is printed")
  func version() async {
    let ended = await home.run("--version")
    #expect(ended.status == 0)
    #expect(ended.text.split(separator: ".").count == 3)
  }

  @Test(
    "a usage error is one line, exits 64 and names the help that answers it",
    arguments: [
      ["request", "GET"], ["status", "--bogus"], ["policy", "add", "x", "deny DELETE"], ["grants", "show"],
      ["audit", "list", "--limit", "many"],
      ["secrets", "add", "custom", "--name", "x", "--origin", "https://a.example", "--kind", "odd"],
    ])
  func usage(arguments: [String]) async {
    let ended = await home.run(arguments)
    #expect(ended.status == 64)
    #expect(ended.output.isEmpty)
    #expect(ended.errorLines.count == 1)
    #expect(ended.errorText.contains("--help"))
  }

  @Test("an unknown command names the nearest one")
  func unknownCommand() async {
    let top = await home.run("stauts")
    #expect(top.status == 64)
    #expect(top.errorText == "gatehouse: there is no command gatehouse stauts; did you mean: gatehouse status\n")
    let inner = await home.run("grants", "shwo", "x")
    #expect(inner.errorText.contains("did you mean: gatehouse grants show"))
  }

  @Test("with --json an error is one document with code, message and hint")
  func jsonErrors() async throws {
    let missing = await home.run("status", "--json")
    #expect(missing.status == 66)
    let error = try missing.error()
    #expect(error["code"] as? String == "no_vault")
    #expect((error["message"] as? String)?.isEmpty == false)
    #expect((error["hint"] as? String)?.contains("gatehouse init") == true)
    let usage = await home.run("grants", "show", "--json")
    #expect(try usage.error()["code"] as? String == "usage")
  }

  @Test("standard input that is wanted twice is refused before anything is read")
  func standardInputTwice() async {
    let ended = await home.run(
      "secrets", "add", "custom", "--name", "x", "--origin", "https://api.example.com", "--passphrase-file", "-",
      input: "anything")
    #expect(ended.status == 64)
    #expect(ended.errorText.contains("standard input cannot give both"))
    #expect(ended.errorText.contains("--passphrase-file FILE"))
  }

  @Test("a malformed configuration is refused with file, line and column, and stops nothing else from being said")
  func malformedConfiguration() async throws {
    try home.write("theme = \"dark\"\nlock_after = \"soon\"\n", to: "config/gatehouse/config.toml")
    for command in [["config", "check"], ["config", "show"], ["init"]] {
      let ended = await home.run(command)
      #expect(ended.status == 65, "\(command)")
      #expect(ended.errorText.contains("config.toml:2:"), "\(ended.errorText)")
      #expect(ended.errorLines.count == 1)
    }
    let doctor = await home.run("doctor", "--json")
    #expect(doctor.status == 1)
    let bad = try doctor.array().first { $0["result"] as? String == "bad" }
    #expect(bad?["check"] as? String == "configuration")
  }

  @Test("an unknown key of the configuration is named with the nearest one, and config check exits 65")
  func unknownKey() async throws {
    try home.write("lock_aftr = \"15 min\"\n", to: "config/gatehouse/config.toml")
    let check = await home.run("config", "check")
    #expect(check.status == 65)
    #expect(check.errorText.contains("lock_after"))
    let show = await home.run("config", "show", "--json")
    #expect(show.status == 0)
    #expect(try show.object()["lock_after_seconds"] as? Int == 900)
  }

  @Test("without a terminal the portal says so and exits 64")
  func portalWithoutTerminal() async {
    let ended = await home.run([])
    #expect(ended.status == 64)
    #expect(ended.output.isEmpty)
    #expect(ended.errorLines.count == 1 && ended.errorText.contains("terminal"))
  }

  @Test("doctor says of a fresh machine how to go on")
  func doctor() async throws {
    let ended = await home.run("doctor", "--json")
    #expect(ended.status == 0)
    let checks = try ended.array()
    #expect(checks.allSatisfy { $0["check"] is String && $0["result"] is String && $0["found"] is String })
    #expect(checks.first { $0["check"] as? String == "vault" }?["remedy"] as? String == "make one with: gatehouse init")
  }
}
