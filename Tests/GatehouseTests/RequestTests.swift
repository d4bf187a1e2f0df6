import Foundation
import LocalServers
import Testing

@Suite("gatehouse request")
struct RequestTests {
  @Test("the credential reaches the server in its header, and the body comes back on standard output")
  func credentialArrives() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start(credential: ("Authorization", "Token value-1"))
    try await home.addToken(origin: server.origin)
    let answer = await home.run(
      "request", "GET", "\(server.origin)/secure?page=2", "--grant", "api", "-H", "X-Trace: one", "-H",
      "Accept: text/plain")
    #expect(answer.status == 0, "\(answer.errorText)")
    #expect(answer.text == #"{"ok":true}"#)
    #expect(answer.errorText.isEmpty)
    let received = try #require(server.log.entries.first)
    #expect(received.target == "/secure?page=2")
    #expect(received.header("Authorization") == "Token value-1")
    #expect(received.header("X-Trace") == "one" && received.header("Accept") == "text/plain")

    let id = try #require(try await home.run("grants", "list", "--json").array()[0]["grant_id"] as? String)
    #expect(await home.run("request", "get", "\(server.origin)/secure", "--grant", id).text == #"{"ok":true}"#)
    #expect(await home.run("secrets", "rotate", "api", input: "value-2").status == 0)
    let after = await home.run("request", "GET", "\(server.origin)/other", "--grant", id)
    #expect(after.status == 0)
    #expect(server.log.entries.last?.header("Authorization") == "Token value-2")
    await home.run("lock")
    await server.stop()
  }

  @Test("--include prints status and headers; --fail turns a status that is not 2xx into exit 1")
  func includeAndFail() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin)
    let head = await home.run("request", "GET", "\(server.origin)/secure", "--grant", "api", "--include")
    #expect(head.status == 0)
    #expect(head.text.hasPrefix("HTTP 401\n"))
    #expect(head.text.lowercased().contains("content-length: "))
    #expect(head.text.hasSuffix("\n\n" + #"{"error":"unauthorized"}"#))
    let failed = await home.run("request", "GET", "\(server.origin)/secure", "--grant", "api", "--fail", "--json")
    #expect(failed.status == 1)
    #expect(failed.text == #"{"error":"unauthorized"}"#)
    #expect((try failed.error()["message"] as? String)?.contains("401") == true)
    #expect(await home.run("request", "GET", "\(server.origin)/ok", "--grant", "api", "--fail").status == 0)
    await home.run("lock")
    await server.stop()
  }

  @Test("a body comes from the argument, a file or standard input, and is streamed")
  func bodies() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin)
    func post(_ path: String, _ data: String, input: String = "") async -> RunningCommand.Ended {
      await home.run("request", "POST", "\(server.origin)\(path)", "--grant", "api", "--data", data, input: input)
    }
    #expect(await post("/echo", #"{"name":"ü"}"#).text == #"{"name":"ü"}"#)
    try home.write("from a file\n", to: "files/body")
    #expect(await post("/echo", "@\(home.path("files/body"))").text == "from a file\n")
    #expect(await post("/echo", "-", input: "from a pipe").text == "from a pipe")
    let large = await post("/count", "@-", input: String(repeating: "x", count: 3_000_000))
    #expect(large.text == "3000000", "\(large.errorText)")
    let missing = await post("/echo", "@\(home.path("files/none"))")
    #expect(missing.status == 65)
    let twice = await home.run(
      "request", "POST", "\(server.origin)/echo", "--grant", "api", "--data", "-", "--passphrase-file", "-")
    #expect(twice.status == 64)
    await home.run("lock")
    await server.stop()
  }

  @Test("a large download streams: its memory does not grow with it, and a reader that leaves ends it quietly")
  func largeDownload() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin)
    let small = home.start(["request", "GET", "\(server.origin)/stream/1000", "--grant", "api"], reading: .discarding)
    let baseline = await small.ended()
    #expect(baseline.outputCount == 1000, "\(baseline.errorText)")
    let large = home.start(
      ["request", "GET", "\(server.origin)/stream/134217728", "--grant", "api"], reading: .discarding)
    let ended = await large.ended()
    #expect(ended.status == 0, "\(ended.errorText)")
    #expect(ended.outputCount == 134_217_728)
    #expect(ended.peakMemory - baseline.peakMemory < 24 * 1024, "\(ended.peakMemory) KiB, \(baseline.peakMemory) KiB")

    let left = await home.start(
      ["request", "GET", "\(server.origin)/stream/134217728", "--grant", "api"], reading: .firstBytes
    ).ended()
    #expect(left.status == 0, "\(left.status) \(left.errorText)")
    #expect(left.errorText.isEmpty)
    let last = try #require(try await home.run("audit", "list", "--limit", "1", "--json").lines().last)
    #expect((last["flags"] as? [String])?.contains("abandoned") == true, "\(last)")
    await home.run("lock")
    await server.stop()
  }

  @Test("a URL outside the binding, or one that could be read as another, sends nothing")
  func outsideBinding() async throws {
    let home = try await Home.withVault()
    let (server, other) = (try await LocalServer.start(), try await LocalServer.start())
    try await home.addToken(origin: server.origin)
    let port = server.port
    for (url, status) in [
      (other.origin + "/", 77), ("https://127.0.0.1:\(port)/", 77), ("http://localhost:\(port)/", 77),
      ("http://127.0.0.1.evil.example:\(port)/", 77), ("http://127.0.0.1:\(port)@evil.example/", 65),
      ("http://user@127.0.0.1:\(port)/", 65), ("http://127.0.0.1:\(port)\\@evil.example/", 65),
      ("http://127%2e0.0.1:\(port)/", 65), ("http://2130706433:\(port)/", 65), ("http://①②⑦.0.0.1:\(port)/", 65),
      ("http://127.0.0.1.:\(port)/", 65), ("http://127.0.0.1:\(port)/a/../b", 65), ("file:///etc/passwd", 65),
      ("http://127.0.0.1:\(port)/a\nb", 65), ("", 65),
    ] {
      let refused = await home.run("request", "GET", url, "--grant", "api")
      #expect(refused.status == status, "\(url): \(refused.errorText)")
      #expect(refused.output.isEmpty)
      #expect(refused.errorLines.count == 1, "\(refused.errorText)")
    }
    #expect(server.log.entries.isEmpty && other.log.entries.isEmpty)
    let denied = await home.run("request", "GET", other.origin + "/", "--grant", "api", "--json")
    #expect((try denied.error()["hint"] as? String)?.contains(server.origin) == true)

    let redirect = await home.run(
      "request", "GET", "\(server.origin)/redirect?\(other.origin)/", "--grant", "api", "--include")
    #expect(redirect.status == 0)
    #expect(redirect.text.hasPrefix("HTTP 302\n"))
    #expect(other.log.entries.isEmpty)
    await home.run("lock")
    await server.stop()
    await other.stop()
  }

  @Test("headers that would carry a credential of the caller's own are refused")
  func forbiddenHeaders() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin)
    for header in ["authorization: mine", "Cookie: a=b", "HOST: evil.example", "Proxy-Authorization: x", "no colon"] {
      let refused = await home.run("request", "GET", "\(server.origin)/", "--grant", "api", "-H", header)
      #expect(refused.status == 65, "\(header): \(refused.errorText)")
    }
    #expect(server.log.entries.isEmpty)
    await home.run("lock")
    await server.stop()
  }

  @Test("a policy's denial names the rule and exits 77; a server that is gone exits 69")
  func deniedAndUnreachable() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin)
    #expect(await home.run("policy", "add", "no-deletes", "--grant", "api", "deny DELETE").status == 0)
    let denied = await home.run("request", "DELETE", "\(server.origin)/x", "--grant", "api")
    #expect(denied.status == 77)
    #expect(denied.errorText.contains("no-deletes v1 rule 1"))
    #expect(server.log.entries.isEmpty)
    await server.stop()
    let port = try LocalPort()
    let origin = "http://127.0.0.1:\(port.number)"
    try await home.addToken("silent", origin: origin)
    let gone = await home.run("request", "GET", "\(origin)/x", "--grant", "silent", "--json")
    #expect(gone.status == 69)
    #expect(try gone.error()["code"] as? String == "unreachable")
    await home.run("lock")
  }

  @Test("https is checked against the authorities of extra_ca, by HTTP/2 and HTTP/1.1")
  func certificates() async throws {
    let home = try await Home.withVault()
    let authority = try TestAuthority()
    let identity = try authority.identity()
    for security in [LocalServer.Security.http1(identity), .http2(identity)] {
      let server = try await LocalServer.start(security, credential: ("Authorization", "Token value-1"))
      let name = "tls\(server.port)"
      try await home.addToken(name, origin: server.origin)
      try home.write("", to: "config/gatehouse/config.toml")
      let untrusted = await home.run("request", "GET", "\(server.origin)/secure", "--grant", name)
      #expect(untrusted.status == 69, "\(untrusted.errorText)")
      #expect(server.log.entries.isEmpty)
      try home.write("extra_ca = \"\(authority.certificateFile)\"\n", to: "config/gatehouse/config.toml")
      let trusted = await home.run("request", "GET", "\(server.origin)/secure", "--grant", name)
      #expect(trusted.text == #"{"ok":true}"#, "\(trusted.errorText)")
      await server.stop()
    }
    await home.run("lock")
  }

  @Test("on a terminal the control characters of a body are shown, not obeyed")
  func controlCharacters() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin)
    let body = "red \u{1B}[31m tab\tbell \u{7}\nnext ü"
    let command = ["request", "POST", "\(server.origin)/echo", "--grant", "api", "--data", body]
    let shown = await home.start(command, onTerminal: true).ended()
    #expect(shown.text == "red \\u{1b}[31m tab\tbell \\u{7}\r\nnext ü", "\(shown.text)")
    #expect(await home.run(command).text == body)
    await home.run("lock")
    await server.stop()
  }
}
