import Testing

@Suite("Hostile redirects")
struct CallbackHostilityTests {
  struct Hostility: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let status: Int
    let request: @Sendable (UInt16) -> String

    /// A GET of the browser with that query, target or further header.
    init(_ description: String, _ status: Int = 400, query: String) {
      self.init(description, status, target: "/callback?" + query)
    }

    init(
      _ description: String, _ status: Int, target: String = "/callback?\(WaitingAttempt.query)", header: String = ""
    ) {
      self.init(description, status) { "GET \(target) HTTP/1.1\r\nHost: 127.0.0.1:\($0)\r\n\(header)\r\n" }
    }

    init(_ description: String, _ status: Int, host: String) {
      self.init(description, status) { _ in "GET /callback?\(WaitingAttempt.query) HTTP/1.1\r\n\(host)\r\n" }
    }

    init(_ description: String, _ status: Int, method: String) {
      self.init(description, status) {
        "\(method) /callback?\(WaitingAttempt.query) HTTP/1.1\r\nHost: 127.0.0.1:\($0)\r\nContent-Length: 0\r\n\r\n"
      }
    }

    init(_ description: String, _ status: Int, _ request: @escaping @Sendable (UInt16) -> String) {
      testDescription = description
      self.status = status
      self.request = request
    }
  }

  private static let state = "state=\(WaitingAttempt.state)"

  static let queries = [
    Hostility("a wrong state", query: "code=a&state=wrong"),
    Hostility("a state of the right length", query: "code=a&state=\(String(WaitingAttempt.state.reversed()))"),
    Hostility("no state", query: "code=a"),
    Hostility("an empty state", query: "code=a&state="),
    Hostility("the state twice", query: "code=a&\(state)&\(state)"),
    Hostility("the state twice, once escaped", query: "code=a&\(state)&st%61te=x"),
    Hostility("the code twice", query: "code=a&code=b&\(state)"),
    Hostility("no code", query: state),
    Hostility("an empty code", query: "code=&\(state)"),
    Hostility("a code with a line break", query: "code=a%0D%0Ab&\(state)"),
    Hostility("a broken escape", query: "code=a%2&\(state)"),
    Hostility("an escape that is no UTF-8", query: "code=a&\(state)&x=%FF"),
    Hostility("another issuer", query: "code=a&\(state)&iss=https%3A%2F%2Fevil.example"),
    Hostility("the issuer twice", query: "code=a&\(state)&iss=https%3A%2F%2Fauth.example.com&iss=x"),
    Hostility("a code and an error", query: "code=a&error=access_denied&\(state)"),
    Hostility("an error twice", query: "error=a&error=access_denied&\(state)"),
    Hostility("an error with a wrong state", query: "error=access_denied&state=wrong"),
    Hostility("an error without state", query: "error=access_denied"),
    Hostility("an error of another issuer", query: "error=access_denied&\(state)&iss=https%3A%2F%2Fevil.example"),
    Hostility("no query", 400, target: "/callback"),
    Hostility("17 KiB", 414, target: "/callback?\(WaitingAttempt.query)&x=\(String(repeating: "x", count: 17 << 10))"),
  ]

  static let requests = [
    Hostility("HEAD", 405, method: "HEAD"),
    Hostility("POST", 405, method: "POST"),
    Hostility("OPTIONS", 405, method: "OPTIONS"),
    Hostility("PUT", 405, method: "PUT"),
    Hostility("TRACE", 405, method: "TRACE"),
    Hostility("another path", 404, target: "/?\(WaitingAttempt.query)"),
    Hostility("a longer path", 404, target: "/callback/?\(WaitingAttempt.query)"),
    Hostility("the path escaped", 404, target: "/%63allback?\(WaitingAttempt.query)"),
    Hostility("the path by a detour", 404, target: "/x/../callback?\(WaitingAttempt.query)"),
    Hostility("a doubled slash", 404, target: "//callback?\(WaitingAttempt.query)"),
    Hostility("the icon", 404, target: "/favicon.ico"),
    Hostility("another host", 400, host: "Host: evil.example\r\n"),
    Hostility("another host that leads here", 400, host: "Host: localhost\r\n"),
    Hostility("the host without the port", 400, host: "Host: 127.0.0.1\r\n"),
    Hostility("no host", 400, host: ""),
    Hostility("two hosts", 400, target: "/callback?\(WaitingAttempt.query)", header: "Host: evil.example\r\n"),
    Hostility("another site's page", 403, header: "Origin: https://evil.example\r\n"),
    Hostility("a sandboxed page", 403, header: "Origin: null\r\n"),
    Hostility("the same host by another scheme", 403, header: "Origin: https://127.0.0.1\r\n"),
  ]

  @Test("Is turned away with a plain page and changes nothing", arguments: queries + requests)
  func refused(_ hostility: Hostility) async throws {
    let attempt = try await WaitingAttempt.start()
    let answer = await attempt.browser.send(hostility.request(attempt.browser.port))
    #expect(answer.status == hostility.status)
    #expect(answer.header("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
    #expect(answer.header("Cache-Control") == "no-store")
    #expect(!answer.text.contains(WaitingAttempt.state) && !answer.text.contains("evil"))
    #expect(answer.page.isEmpty == (hostility.testDescription == "HEAD"))
    try await attempt.succeeds()
  }

  @Test("1 MiB of it is not even read, be it one parameter or a quarter of a million", arguments: [true, false])
  func enormous(isOne: Bool) async throws {
    let attempt = try await WaitingAttempt.start()
    let rest = isOne ? "&x=" + String(repeating: "x", count: 1 << 20) : String(repeating: "&a=b", count: 1 << 18)
    let answer = await attempt.browser.open("/callback?\(WaitingAttempt.query)\(rest)")
    // The connection may be gone before the answer is read.
    #expect([0, 400].contains(answer.status))
    try await attempt.succeeds()
  }

  @Test(
    "What is no HTTP is dropped",
    arguments: ["\0\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}"])
  func noHTTP(text: String) async throws {
    let attempt = try await WaitingAttempt.start()
    let answer = await attempt.browser.send(text)
    #expect([0, 400].contains(answer.status))
    try await attempt.succeeds()
  }

  @Test("A thousand guesses at once leave the attempt as it is")
  func guesses() async throws {
    let attempt = try await WaitingAttempt.start()
    await withTaskGroup(of: Int.self) { group in
      for index in 0..<1000 {
        group.addTask { await attempt.browser.open("/callback?code=a&state=guess\(index)").status }
        if index >= 30 { _ = await group.next().map { #expect($0 == 400) } }
      }
    }
    try await attempt.succeeds()
  }
}
