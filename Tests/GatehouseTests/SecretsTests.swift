import Foundation
import Testing

@Suite("Secrets, grants and policies on the command line")
struct SecretsTests {
  private func add(
    _ home: Home, _ name: String, _ more: String..., value: String = "value-1"
  ) async -> RunningCommand.Ended {
    await home.run(
      ["secrets", "add", "custom", "--name", name, "--origin", "https://api.example.com"] + more, input: value)
  }

  @Test("secrets add prints the grant_id alone, and every injection can be told")
  func addAndList() async throws {
    let home = try await Home.withVault()
    let bearer = await add(home, "bearer")
    #expect(bearer.status == 0, "\(bearer.errorText)")
    #expect(UUID(uuidString: bearer.text.trimmingCharacters(in: .newlines)) != nil)
    #expect(bearer.text == bearer.text.lowercased())
    #expect(await add(home, "header", "--header", "X-Key", "--format", "Key {token}").status == 0)
    #expect(await add(home, "basic", "--user", "bot").status == 0)
    #expect(await add(home, "query", "--query", "api_key", "--remind", "90").status == 0)
    #expect(await add(home, "path", "--kind", "path", "--format", "/bot{token}{path}", "--for", "agent:a").status == 0)
    let two = await add(
      home, "two", "--header", "DD-API-KEY", "--extra-header", "DD-APPLICATION-KEY: {app}", value: "first\nsecond\n")
    #expect(two.status == 0, "\(two.errorText)")

    let secrets = try await home.run("secrets", "list", "--json").array()
    #expect(secrets.compactMap { $0["name"] as? String } == ["basic", "bearer", "header", "path", "query", "two"])
    let injections = secrets.compactMap { $0["injection"] as? String }
    #expect(injections.contains("X-Key: Key {token}") && injections.contains("?api_key={token}"))
    #expect(secrets.allSatisfy { $0["origins"] as? [String] == ["https://api.example.com"] })
    #expect(secrets.first { $0["name"] as? String == "query" }?["remind_at"] is String)
    let grants = try await home.run("grants", "list", "--json").array()
    #expect(grants.first { $0["name"] as? String == "path" }?["principal"] as? String == "agent:a")

    let table = await home.run("secrets", "list")
    #expect(table.text.hasPrefix("name "))
    #expect(table.text.split(separator: "\n").count == 7)
    await home.run("lock")
  }

  @Test("a value with a line break, a non-ASCII letter or nothing in it is refused, and nothing is stored")
  func badValues() async throws {
    let home = try await Home.withVault()
    for (value, reason) in [
      ("two\nlines", "line break inside"), ("schlüssel", "printable ASCII"), ("", "empty"), (" edge", "space"),
      ("-----BEGIN PRIVATE KEY-----\nx", "private key"), ("a\u{7}b", "printable ASCII"),
    ] {
      let refused = await add(home, "bad", value: value)
      #expect(refused.status == 65, "\(reason): \(refused.errorText)")
      #expect(refused.errorText.contains(reason), "\(refused.errorText)")
      #expect(refused.errorLines.count == 1)
    }
    #expect(try await home.run("secrets", "list", "--json").array().isEmpty)
    #expect(await add(home, "good", value: "pasted-with-its-line-break\r\n").status == 0)
    await home.run("lock")
  }

  @Test("origins that could send a credential elsewhere are refused")
  func badOrigins() async throws {
    let home = try await Home.withVault()
    for origin in [
      "http://api.example.com", "https://user@api.example.com", "https://api.example.com/path", "https://*.example.com",
      "api.example.com", "https://2130706433",
    ] {
      let refused = await home.run("secrets", "add", "custom", "--name", "x", "--origin", origin, input: "v")
      #expect(refused.status == 65, "\(origin): \(refused.errorText)")
    }
    #expect(await home.run("secrets", "add", "custom", "--name", "x", input: "v").status == 64)
    #expect(
      await home.run("secrets", "add", "custom", "--name", "bad name", "--origin", "https://a.b", input: "v").status
        == 65)
    await home.run("lock")
  }

  @Test(
    "AWS keys come field by field, the session token only where there is one; the host or the options say the scope")
  func awsKeys() async throws {
    let home = try await Home.withVault()
    let options = ["secrets", "add", "custom", "--name"]
    let keys = "AKIDEXAMPLE\nsecret-key-1\n"
    let unknown = await home.run(
      options + ["a", "--origin", "https://minio.example.com", "--kind", "aws-sigv4"], input: keys)
    #expect(unknown.status == 65 && unknown.errorText.contains("--region and --service"), "\(unknown.errorText)")
    let given = await home.run(
      options + ["b", "--origin", "https://minio.example.com", "--region", "eu-west-1", "--service", "s3"], input: keys)
    #expect(given.status == 0, "\(given.errorText)")
    let derived = await home.run(
      options + ["c", "--origin", "https://s3.eu-central-1.amazonaws.com", "--kind", "aws-sigv4"],
      input: keys + "session-1\n")
    #expect(derived.status == 0, "\(derived.errorText)")
    let one = await home.run(
      options + ["d", "--origin", "https://sts.amazonaws.com", "--kind", "aws-sigv4"], input: "x")
    #expect(one.status == 65 && one.errorText.contains("2 or 3 are needed"), "\(one.errorText)")
    let known = await home.run(
      ["secrets", "add", "aws", "--name", "e", "--origin", "https://sqs.eu-west-1.amazonaws.com"], input: keys)
    #expect(known.status == 0, "\(known.errorText)")
    #expect(await home.run("secrets", "rotate", "e", input: "AKIDOTHER\nsecret-key-2\n").status == 0)
    let wrong = await home.run(["secrets", "add", "stripe", "--name", "f", "--region", "eu-west-1"], input: "x")
    #expect(wrong.status != 0)
    let secrets = try await home.run("secrets", "list", "--json").array()
    #expect(secrets.compactMap { $0["injection_kind"] as? String } == ["aws-sigv4", "aws-sigv4", "aws-sigv4"])
    #expect(
      secrets.compactMap { $0["injection"] as? String } == [
        "AWS signature, s3 in eu-west-1", "AWS signature, service by host in region by host",
        "AWS signature, service by host in region by host",
      ])
    await home.run("lock")
  }

  @Test("rotation keeps the grant_id, a further grant has its own, revocation can be taken back")
  func lifecycle() async throws {
    let home = try await Home.withVault()
    let id = await add(home, "api").text.trimmingCharacters(in: .newlines)
    let rotated = await home.run("secrets", "rotate", "api", "--json", input: "value-2")
    #expect(try rotated.object()["version"] as? Int == 2)
    let second = await home.run(
      "grants", "add", "--secret", "api", "--name", "agent", "--for", "agent:a", "--label", "for the agent", "--strict",
      "--expires", "30d")
    #expect(second.status == 0, "\(second.errorText)")
    let grants = try await home.run("grants", "list", "--json").array()
    #expect(grants.count == 2)
    #expect(Set(grants.compactMap { $0["secret_id"] as? String }).count == 1)
    let shown = try await home.run("grants", "show", id, "--json").object()
    #expect(shown["name"] as? String == "api" && shown["grant_id"] as? String == id)
    let agent = try await home.run("grants", "show", "agent", "--json").object()
    #expect(agent["strict"] as? Bool == true && agent["expires_at"] is String)

    #expect(await home.run("grants", "revoke", "agent").status == 0)
    let denied = await home.run("policy", "test", "GET", "https://api.example.com/", "--grant", "agent")
    #expect(denied.status == 77)
    #expect(denied.text.contains("revoked"))
    #expect(await home.run("grants", "revoke", "agent", "--undo").status == 0)
    let revoked = await home.run("secrets", "revoke", "api")
    #expect(revoked.text.contains("agent, api"))
    #expect(await home.run("policy", "test", "GET", "https://api.example.com/", "--grant", "api").status == 77)
    #expect(await home.run("secrets", "revoke", "api", "--undo").status == 0)
    #expect(await home.run("policy", "test", "GET", "https://api.example.com/", "--grant", "api").status == 0)
    await home.run("lock")
  }

  @Test("what does not exist exits 66 and names the list to look in")
  func unknownNames() async throws {
    let home = try await Home.withVault()
    for command in [
      ["grants", "show", "nobody"], ["grants", "revoke", "nobody"], ["secrets", "rotate", "nobody"],
      ["secrets", "test", "nobody"], ["policy", "show", "nobody"], ["policy", "remove", "nobody"],
      ["request", "GET", "https://api.example.com/", "--grant", "nobody"],
      ["policy", "test", "GET", "https://api.example.com/", "--grant", "nobody"],
      ["grants", "show", "00000000-0000-4000-8000-000000000000"],
    ] {
      let ended = await home.run(command, input: "v")
      #expect(ended.status == 66, "\(command): \(ended.errorText)")
      #expect(ended.errorText.contains("see: gatehouse"), "\(ended.errorText)")
    }
    await home.run("lock")
  }

  @Test("policies are added, versioned, tested and removed; a denial names the rule and what would pass")
  func policies() async throws {
    let home = try await Home.withVault()
    #expect(await add(home, "api").status == 0)
    let saved = await home.run("policy", "add", "reads", "--grant", "api", "allow GET /v1/**", "deny any /v1/keys/*")
    #expect(saved.status == 0, "\(saved.errorText)")
    #expect(await home.run("policy", "add", "reads", "--grant", "api", "allow GET").status == 65)
    #expect(await home.run("policy", "add", "odd", "--grant", "api", "permit GET").status == 65)
    #expect(await home.run("policy", "add", "odd", "--every-grant").status == 64)

    func test(_ method: String, _ path: String) async throws -> (Int32, [String: Any]) {
      let ended = await home.run("policy", "test", method, "https://api.example.com\(path)", "--grant", "api", "--json")
      return (ended.status, try ended.object())
    }
    let (allowed, why) = try await test("GET", "/v1/things")
    #expect(allowed == 0 && why["rule"] as? String == "reads v1 rule 1")
    let (denied, whyNot) = try await test("GET", "/v1/keys/1")
    #expect(denied == 77 && whyNot["rule"] as? String == "reads v1 rule 2")
    #expect((whyNot["overruled"] as? [String])?.count == 1)
    let (strict, unmatched) = try await test("POST", "/v1/things")
    #expect(strict == 77 && unmatched["would_pass"] as? String == "allow GET /v1/**")
    let (outside, binding) = try await test("GET", ".evil.example.net/")
    #expect(outside == 77 && binding["would_pass"] as? String == "https://api.example.com")

    let replaced = await home.run("policy", "add", "reads", "--replace", "--every-grant", "deny DELETE", "--json")
    #expect(try replaced.object()["version"] as? Int == 2)
    let listed = try await home.run("policy", "list", "--json").array()
    #expect(listed.count == 1 && listed[0]["grants"] as? String == "every")
    #expect(await home.run("policy", "show", "reads").text.contains("Deny DELETE."))
    #expect(await home.run("policy", "remove", "reads").status == 0)
    #expect(try await home.run("policy", "list", "--json").array().isEmpty)
    await home.run("lock")
  }

  @Test("an OAuth app is stored with its client secret sealed, and listed without it")
  func oauthApp() async throws {
    let home = try await Home.withVault()
    let stored = await home.run(
      "oauth", "add-app", "google", "--name", "calendar", "--client-id", "id.apps", "--scope", "calendar.readonly",
      "--scope", "email", input: "client-secret-value\n")
    #expect(stored.status == 0, "\(stored.errorText)")
    let apps = try await home.run("oauth", "list-apps", "--json").array()
    #expect(apps.count == 1)
    #expect(apps[0]["has_client_secret"] as? Bool == true)
    #expect(apps[0]["scopes"] as? [String] == ["calendar.readonly", "email"])
    #expect(
      !home.writtenFiles().contains {
        FileManager.default.contents(atPath: $0)?.range(of: Data("client-secret-value".utf8)) != nil
      })
    await home.run("lock")
  }

  @Test("two processes that write at once both succeed, and the log stays whole")
  func twoWriters() async throws {
    let home = try await Home.withVault()
    async let left = add(home, "left")
    async let right = add(home, "right")
    for ended in await [left, right] { #expect(ended.status == 0, "\(ended.errorText)") }
    #expect(try await home.run("secrets", "list", "--json").array().count == 2)
    #expect(await home.run("unlock").status == 0)
    #expect(await home.run("audit", "verify").status == 0)
    await home.run("lock")
  }
}
