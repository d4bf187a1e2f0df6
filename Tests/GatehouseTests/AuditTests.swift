import Foundation
import LocalServers
import Testing

@Suite("The audit log on the command line")
struct AuditTests {
  @Test("audit list prints JSON Lines with one shape, and the query language chooses")
  func list() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin)
    for path in ["/one?token=x", "/status/404"] {
      #expect(await home.run("request", "GET", server.origin + path, "--grant", "api").status == 0)
    }
    #expect(await home.run("request", "POST", "https://evil.example/", "--grant", "api").status == 77)
    let lines = try await home.run("audit", "list", "--json").lines()
    let keys = Set(lines[0].keys)
    #expect(lines.allSatisfy { Set($0.keys) == keys })
    #expect(lines.compactMap { $0["sequence"] as? Int } == lines.compactMap { $0["sequence"] as? Int }.sorted())
    let call = try #require(lines.first { $0["path"] as? String == "/one" })
    #expect(call["status"] as? Int == 200 && call["result"] as? String == "allow" && call["caller"] as? String == "cli")
    #expect(call["query_keys"] as? [String] == ["token"])
    #expect(call["grant_id"] is String && call["request_id"] is String && call["milliseconds"] is Int)

    func count(_ query: String...) async throws -> Int {
      try await home.run(["audit", "list", "--json"] + query).lines().count
    }
    #expect(try await count("decision:denied") == 1)
    #expect(try await count("status:>=400") == 1)
    #expect(try await count("decision:allow", "-status:404") == 1)
    #expect(try await count("method:post evil.example") == 1)
    #expect(try await count("kind:secret_stored", "since:1h") == 1)
    #expect(try await count("until:1h") == 0)
    #expect(try await count("--limit", "2") == 2)
    for query in ["sttus:404", "status:many", "since:yesterday", "decision:maybe"] {
      let refused = await home.run("audit", "list", query)
      #expect(refused.status == 65, "\(query)")
      #expect(refused.errorLines.count == 1)
    }
    let table = await home.run("audit", "list", "caller:cli")
    #expect(table.text.hasPrefix("seq ") && table.text.contains("GET 127.0.0.1:\(server.port)/one"))
    await home.run("lock")
    await server.stop()
  }

  @Test("--follow shows the calls of other processes when they end, and ends with its reader")
  func follow() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin)
    let following = home.start(["audit", "list", "--json", "--follow", "caller:cli"])
    let left = home.start(["audit", "list", "--follow"], reading: .firstBytes)
    #expect(await home.run("request", "GET", "\(server.origin)/first", "--grant", "api").status == 0)
    #expect(await following.outputHolds("\"/first\""))
    #expect(await home.run("request", "GET", "\(server.origin)/second", "--grant", "api").status == 0)
    #expect(await following.outputHolds("\"/second\""))
    following.signal(SIGINT)
    let ended = await following.ended()
    #expect(ended.status == -SIGINT)
    let lines = try ended.lines()
    #expect(lines.compactMap { $0["path"] as? String } == ["/first", "/second"])
    #expect(lines.allSatisfy { $0["status"] as? Int == 200 })
    #expect(await left.ended().status == 0)
    await home.run("lock")
    await server.stop()
  }

  @Test("audit verify exits 79 and names the first bad event")
  func verify() async throws {
    let home = try await Home.withVault()
    #expect(
      await home.run(
        "secrets", "add", "custom", "--name", "marked-name", "--origin", "https://api.example.com", input: "v"
      ).status == 0)
    let whole = try await home.run("audit", "verify", "--json").object()
    #expect(whole["intact"] as? Bool == true)
    await home.run("lock")
    let locked = await home.run("audit", "verify")
    #expect(locked.status == 0 && locked.text.contains("locked"))

    let stored = try #require(
      try await home.run("audit", "list", "kind:secret_stored", "--json").lines().first?["sequence"] as? Int)
    // A backup is one file, so that the change below is one SQLite sees.
    let backup = home.path("files/copy")
    #expect(await home.run("backup", backup).status == 0)
    let altered = try Home()
    let file = URL(fileURLWithPath: altered.path("home/vault.db"))
    var bytes = try Data(contentsOf: URL(fileURLWithPath: backup))
    var last: Range<Data.Index>?
    while let found = bytes.range(
      of: Data("marked-name".utf8), in: (last?.upperBound ?? bytes.startIndex)..<bytes.endIndex)
    {
      last = found
      bytes[found.lowerBound] = UInt8(ascii: "M")
    }
    #expect(last != nil)
    try bytes.write(to: file)
    chmod(file.path, 0o600)
    let broken = await altered.run("audit", "verify")
    #expect(broken.status == 79)
    #expect(broken.errorText.contains("event \(stored):"), "\(broken.errorText)")
    let document = await altered.run("audit", "verify", "--json")
    #expect(document.status == 79)
    #expect(try document.object()["first_bad_sequence"] as? Int == stored)
    let listed = await altered.run("grants", "list", "--json")
    #expect(listed.status == 79, "the altered rows are found too")
  }
}
