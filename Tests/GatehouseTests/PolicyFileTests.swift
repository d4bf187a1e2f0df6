import Foundation
import LocalServers
import Testing

@Suite("gatehouse policy with files")
struct PolicyFileTests {
  private func world(_ body: (Home) async throws -> Void) async throws {
    let home = try await Home.withVault()
    try await home.addToken(origin: "https://api.example.com")
    try await body(home)
    await home.run("lock")
  }

  private static let file = """
    name = "refunds"
    grants = ["api"]

    [[rule]]
    effect = "deny"
    methods = ["POST"]
    path = "/v1/refunds"
    body = "/amount > 100"

    [[test]]
    name = "small refunds pass"
    expect = "allow"
    method = "POST"
    url = "https://api.example.com/v1/refunds"
    headers = ["Content-Type: application/json"]
    body = '{"amount": 5}'

    """

  @Test("a file is saved with its tests, exported as it was, and saved again as a new version")
  func addAndExport() async throws {
    try await world { home in
      try home.write(Self.file, to: "files/p.toml")
      let saved = await home.run("policy", "add", "--file", home.path("files/p.toml"))
      #expect(saved.status == 0, "\(saved.errorText)")
      #expect(saved.text.contains("Deny POST on /v1/refunds when /amount in the body is above 100."))
      #expect(saved.text.contains("1 test passes."))
      let exported = await home.run("policy", "export", "refunds").text
      try home.write(exported, to: "files/again.toml")
      #expect(await home.run("policy", "add", "--file", home.path("files/again.toml")).status == 65)
      let again = await home.run("policy", "add", "--file", home.path("files/again.toml"), "--replace", "--json")
      #expect(try again.object()["version"] as? Int == 2)
      #expect(await home.run("policy", "export", "refunds").text == exported)
      let listed = try await home.run("policy", "list", "--json").array()[0]
      #expect(listed["tests"] as? Int == 1 && listed["strict"] as? Bool == false)
    }
  }

  @Test("a mistake, an unknown grant and a failing test are told with their place, and nothing is saved")
  func mistakes() async throws {
    try await world { home in
      let path = home.path("files/p.toml")
      func add(_ text: String) async throws -> RunningCommand.Ended {
        try home.write(text, to: "files/p.toml")
        return await home.run("policy", "add", "--file", path)
      }
      let typo = try await add(Self.file.replacing("effect", with: "efect"))
      #expect(
        typo.status == 65 && typo.errorText.contains("p.toml:5:1: unknown key \"efect\"; did you mean \"effect\"?"))
      let grant = try await add(Self.file.replacing("\"api\"", with: "\"apj\""))
      #expect(
        grant.status == 65 && grant.errorText.contains("p.toml:2:10: there is no grant apj; did you mean \"api\"?"))
      let failing = try await add(Self.file.replacing("\"amount\": 5", with: "\"amount\": 500"))
      #expect(failing.status == 65 && failing.errorText.contains("the test small refunds pass of refunds fails"))
      #expect(await home.run("policy", "add", "x", "--file", path).status == 64)
      #expect(await home.run("policy", "add", "--file", home.path("files/none.toml")).status == 65)
      #expect(try await home.run("policy", "list", "--json").array().isEmpty)
    }
  }

  @Test("a rule that can never match is saved with a warning that names its line")
  func warnings() async throws {
    try await world { home in
      try home.write(
        Self.file.replacing(
          "[[test]]", with: "[[rule]]\nrule = \"allow GET other.example\"\n\n[[test]]\ngrant = \"api\""
        ).replacing("expect = \"allow\"", with: "expect = \"deny\""), to: "files/p.toml")
      let saved = await home.run("policy", "add", "--file", home.path("files/p.toml"))
      #expect(saved.status == 0, "\(saved.errorText)")
      #expect(
        saved.errorText.contains("p.toml:10: rule 2: it never matches: no grant it is for is bound to other.example"))
    }
  }

  @Test("policy test looks at caller, time, headers and body, and says what would change the decision")
  func test() async throws {
    try await world { home in
      try home.write(Self.file, to: "files/p.toml")
      #expect(await home.run("policy", "add", "--file", home.path("files/p.toml")).status == 0)
      #expect(
        await home.run(
          "policy", "add", "hours", "--every-grant",
          "deny any when caller ci and not time Mon-Fri 09:00-17:00 Europe/Berlin"
        ).status == 0)
      func test(_ more: String...) async throws -> (Int32, [String: Any]) {
        let ended = await home.run(
          ["policy", "test", "POST", "https://api.example.com/v1/refunds", "--grant", "api", "--json"] + more)
        return (ended.status, try ended.object())
      }
      let json = ["-H", "Content-Type: application/json", "--data"]
      let (large, why) = try await test(json[0], json[1], json[2], #"{"amount": 500}"#)
      #expect(large == 77 && why["rule"] as? String == "refunds v1 rule 1")
      #expect((why["would_change"] as? [String])?.first?.contains("/amount in the body is above 100") == true)
      #expect(try await test(json[0], json[1], json[2], #"{"amount": 5}"#).0 == 0)
      let (night, _) = try await test("--caller", "ci", "--at", "2026-03-30T06:59:00Z")
      let (day, _) = try await test("--caller", "ci", "--at", "2026-03-30T07:00:00Z")
      #expect(night == 77 && day == 0)
      #expect(
        await home.run("policy", "test", "GET", "https://api.example.com/", "--grant", "api", "--at", "noon").status
          == 65)
    }
  }

  /// An editor that runs one line of `sed` the first time and another the second time.
  private func edit(_ home: Home, _ scripts: String...) async throws -> RunningCommand.Ended {
    for (number, script) in scripts.enumerated() { try home.write(script, to: "files/sed\(number + 1)") }
    try home.write(
      """
      n=$(($(cat '\(home.folder)/files/count' 2>/dev/null || echo 0) + 1))
      echo $n > '\(home.folder)/files/count'
      cp "$1" '\(home.folder)/files/seen'$n
      [ -s '\(home.folder)/files/sed'$n ] && sed -i -f '\(home.folder)/files/sed'$n "$1"
      true
      """, to: "files/editor")
    var environment = home.environment()
    environment["EDITOR"] = "sh '\(home.folder)/files/editor'"
    environment["TMPDIR"] = home.path("files")
    let command = RunningCommand(["policy", "edit", "refunds"], environment: environment)
    command.send([])
    return await command.ended()
  }

  private func kept(_ home: Home) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: home.path("files")).filter { $0.hasPrefix("gatehouse-edit-") }
  }

  @Test("after a mistake the editor opens again with the mistake in its first line, and what was typed is still there")
  func editing() async throws {
    try await world { home in
      try home.write(Self.file, to: "files/p.toml")
      #expect(await home.run("policy", "add", "--file", home.path("files/p.toml")).status == 0)
      let ended = try await edit(home, "s/> 100/~ 100/", "s/~ 100/> 50/")
      #expect(ended.status == 0, "\(ended.errorText)")
      #expect(ended.text.contains("Saved refunds, version 2."))
      let second = try String(contentsOfFile: home.path("files/seen2"), encoding: .utf8)
      #expect(second.hasPrefix("# Mistake: refunds.toml:") && second.contains("/amount ~ 100"))
      // The line it names is the line of the editor.
      let line = try #require(second.split(separator: ":").dropFirst(2).first.flatMap { Int($0) })
      let lines = second.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines[line - 1].contains("~ 100"))
      #expect(try kept(home).isEmpty)
      #expect(await home.run("policy", "export", "refunds").text.contains("/amount > 50"))
    }
  }

  @Test("giving up keeps the file and says where; a text left as it was changes nothing")
  func givingUp() async throws {
    try await world { home in
      try home.write(Self.file, to: "files/p.toml")
      #expect(await home.run("policy", "add", "--file", home.path("files/p.toml")).status == 0)
      let unchanged = try await edit(home, "")
      #expect(unchanged.status == 0 && unchanged.errorText.contains("Nothing was changed."))
      #expect(try kept(home).isEmpty)
      try FileManager.default.removeItem(atPath: home.path("files/count"))
      let givenUp = try await edit(home, "s/> 100/~ 100/", "")
      #expect(givenUp.status == 65 && givenUp.errorText.contains("what you wrote is kept in"))
      let folder = try #require(try kept(home).first)
      let text = try String(contentsOfFile: home.path("files/\(folder)/refunds.toml"), encoding: .utf8)
      #expect(text.contains("/amount ~ 100"))
    }
  }

  @Test("replay tells how many past calls a draft would change, and leaves everything as it is")
  func replay() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin)
    for _ in 0..<3 { await home.run("request", "GET", "\(server.origin)/a", "--grant", "api") }
    await home.run("request", "POST", "\(server.origin)/b", "--grant", "api", "--data", "x")
    try home.write("name = \"d\"\ngrants = [\"api\"]\n[[rule]]\nrule = \"deny GET /a\"\n", to: "files/d.toml")
    let told = await home.run("policy", "replay", home.path("files/d.toml"))
    #expect(told.status == 0, "\(told.errorText)")
    #expect(told.text.contains("Of 4 calls since"))
    #expect(told.text.contains("3 that get allow would get deny") && told.text.contains("from callers: cli 3"))
    let report = try await home.run("policy", "replay", home.path("files/d.toml"), "--since", "1h", "--json").object()
    #expect(report["changed"] as? Int == 3 && report["unchanged"] as? Int == 1)
    #expect((report["examples"] as? [[String: Any]])?.count == 3)
    #expect(await home.run("policy", "replay", home.path("files/d.toml"), "--since", "soon").status == 65)
    #expect(try await home.run("policy", "list", "--json").array().isEmpty)
    await home.run("lock")
    await server.stop()
  }
}
