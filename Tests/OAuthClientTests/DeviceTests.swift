import Domain
import LocalServers
import OAuthClient
import ProviderCatalog
import Synchronization
import Testing

@Suite("The device grant")
struct DeviceTests {
  private struct End {
    let result: Result<TokenSet, OAuthFailure>
    let waits: [Int64]
    let slowed: [Int]
    let requests: [ScriptedServer.Incoming]

    var failure: OAuthFailure? { if case .failure(let failure) = result { failure } else { nil } }
  }

  private func poll(_ answers: [String], start: String = Self.start) async throws -> End {
    try await poll(answers.map { .init($0.contains("access_token") ? 200 : 400, $0) }, start: start)
  }

  /// Answers of the token endpoint one after the other; the last stays.
  private func poll(
    _ answers: [ScriptedServer.Answer], start: String = Self.start, authentication: String = "body",
    cancelAfter: Int = 99
  ) async throws -> End {
    let rest = Mutex(answers)
    let server = try await ScriptedServer.start { request in
      if request.path == "/device" { return .init(200, start) }
      return rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }
    var facts = OAuthFacts(authorizeURL: server.origin + "/a", tokenURL: server.origin + "/t")
    facts.deviceURL = server.origin + "/device"
    facts.clientAuthentication = authentication
    let waits = Mutex<[Int64]>([])
    let slowed = Mutex<[Int]>([])
    let begin = Timestamp.now()
    // Time passes by waiting only.
    let client = try OAuthClient.of(facts) { begin.adding(seconds: waits.withLock { $0.reduce(0, +) }) }
    let result: Result<TokenSet, OAuthFailure>
    do throws(OAuthFailure) {
      let device = try await client.startDevice(scopes: ["read"])
      result = .success(
        try await client.poll(device) { wait in
          guard waits.withLock({ $0.count }) < cancelAfter else { throw CancellationError() }
          waits.withLock { $0.append(wait) }
        } onSlowDown: { interval in
          slowed.withLock { $0.append(interval) }
        })
    } catch { result = .failure(error) }
    await server.stop()
    return End(
      result: result, waits: waits.withLock { $0 }, slowed: slowed.withLock { $0 }, requests: server.requests)
  }

  private static let start = """
    {"device_code":"d","user_code":"WDJB-MJHT","verification_uri":"https://a.example/device","expires_in":60,"interval":2}
    """
  private static let pending = #"{"error":"authorization_pending"}"#

  @Test("Polls at the interval, slower by five seconds when told so, until the tokens are there")
  func slowDown() async throws {
    let end = try await poll([Self.pending, #"{"error":"slow_down"}"#, Self.pending, #"{"access_token":"a"}"#])
    #expect(try end.result.get().accessToken.text() == "a")
    #expect(end.waits == [2, 2, 7, 7] && end.slowed == [7])
  }

  @Test("Ends when the user refuses, when the server says that the code is over, and by itself when it is")
  func ends() async throws {
    func failure(_ answers: [String]) async throws -> OAuthFailure? { try await poll(answers).failure }
    #expect(try await failure([#"{"error":"access_denied"}"#]) == .denied)
    #expect(try await failure([#"{"error":"expired_token"}"#]) == .expired)
    #expect(try await failure([Self.pending]) == .expired)
    #expect(try await failure([#"{"error":"invalid_client"}"#]) == .refused(code: "invalid_client", description: ""))
  }

  @Test("A server that is out of order or busy is asked less often, and the code is not lost")
  func outage() async throws {
    let end = try await poll([
      .init(502, "<html>"), .init(429, "", retryAfter: "20"), .init(200, #"{"access_token":"a"}"#),
    ])
    #expect(try end.result.get().accessToken.text() == "a")
    #expect(end.waits == [2, 4, 20] && end.slowed == [20])
  }

  @Test("It is cancelled between two polls")
  func cancelled() async throws {
    let end = try await poll([.init(400, Self.pending)], cancelAfter: 2)
    #expect(end.failure == .cancelled && end.waits == [2, 2])
  }

  @Test("The client says its id in every request, beside Basic too, and the device's code in each poll")
  func identifies() async throws {
    for authentication in ["basic", "body"] {
      let end = try await poll([.init(200, #"{"access_token":"a"}"#)], authentication: authentication)
      #expect(end.requests.map { $0.form["client_id"] } == ["app-id", "app-id"])
      #expect(end.requests.allSatisfy { ($0.header("authorization") == nil) == (authentication == "body") })
      let (start, poll) = (try #require(end.requests.first), try #require(end.requests.last))
      #expect(start.form["scope"] == "read" && poll.form["device_code"] == "d")
      #expect(poll.form["grant_type"] == "urn:ietf:params:oauth:grant-type:device_code")
    }
  }

  @Test("Numbers as text and the older name of the address are understood; without them there are defaults")
  func oddStart() async throws {
    let google = """
      {"device_code":"d","user_code":"W","verification_url":"https://a.example/d","expires_in":"20","interval":"9"}
      """
    #expect(try await poll([Self.pending], start: google).waits == [9, 9, 9])
    let bare = #"{"device_code":"d","user_code":"W","verification_uri":"https://a.example/d"}"#
    let end = try await poll([Self.pending, #"{"access_token":"a"}"#], start: bare)
    #expect(end.waits == [5, 5])
  }

  @Test(
    "A browser is sent to https only",
    arguments: ["javascript:alert(1)", "http://a.example/d", "file:///etc/passwd", "https://a.example/\\u001b[2J", ""])
  func address(text: String) async throws {
    let start = #"{"device_code":"d","user_code":"W","verification_uri":"\#(text)"}"#
    let end = try await poll([#"{"access_token":"a"}"#], start: start)
    guard case .invalidAnswer? = end.failure else {
      Issue.record("\(end)")
      return
    }
  }

  @Test("Without a device endpoint it is said that the provider has none")
  func none() async throws {
    let client = try OAuthClient.of(OAuthFacts(authorizeURL: "https://a.example/a", tokenURL: "https://a.example/t"))
    let found = await OAuthClientTests.failure { _ = try await client.startDevice(scopes: []) }
    #expect(found == .misconfigured("the provider offers no device authorization"))
  }
}
