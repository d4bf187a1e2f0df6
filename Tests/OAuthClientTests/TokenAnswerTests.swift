import Domain
import LocalServers
import OAuthClient
import ProviderCatalog
import Testing

@Suite("Answers of a token endpoint")
struct TokenAnswerTests {
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let answer: ScriptedServer.Answer
    let expected: @Sendable (OAuthFailure) -> Bool
  }

  private static let matrix: [Case] = [
    Case(description: "invalid_grant", answer: .init(400, #"{"error":"invalid_grant"}"#)) { $0.isInvalidGrant },
    Case(description: "invalid_client", answer: .init(401, #"{"error":"invalid_client"}"#)) {
      $0 == .refused(code: "invalid_client", description: "")
    },
    Case(description: "429 with Retry-After", answer: .init(429, "", retryAfter: "17")) {
      $0 == .throttled(retryAfter: 17)
    },
    Case(description: "429 with a date", answer: .init(429, "", retryAfter: "Wed, 25 Nov 2026 00:00:30 GMT")) {
      $0 == .throttled(retryAfter: 30)
    },
    Case(description: "408", answer: .init(408, #"{"error":"invalid_grant"}"#)) { $0 == .unavailable("status 408") },
    Case(description: "500", answer: .init(500, #"{"error":"invalid_grant"}"#)) { $0 == .unavailable("status 500") },
    Case(description: "502 HTML", answer: .init(502, "<html>Bad Gateway", type: "text/html")) {
      $0 == .unavailable("status 502")
    },
    Case(description: "HTML with 200", answer: .init(200, "<html>Sign in", type: "text/html")) {
      if case .unavailable = $0 { true } else { false }
    },
    Case(description: "truncated JSON", answer: .init(200, #"{"access_token":"a","expires_"#)) {
      if case .unavailable = $0 { true } else { false }
    },
    Case(description: "an error inside a 200", answer: .init(200, #"{"error":"temporarily_unavailable"}"#)) {
      $0 == .refused(code: "temporarily_unavailable", description: "")
    },
    Case(description: "an empty 400", answer: .init(400, "")) { if case .unavailable = $0 { true } else { false } },
    Case(description: "no token", answer: .init(200, #"{"token_type":"bearer"}"#)) {
      if case .invalidAnswer = $0 { true } else { false }
    },
    Case(description: "a token with a line break", answer: .init(200, #"{"access_token":"a\r\nb"}"#)) {
      if case .invalidAnswer = $0 { true } else { false }
    },
    Case(description: "a type that cannot be sent", answer: .init(200, #"{"access_token":"a","token_type":"mac"}"#)) {
      if case .invalidAnswer = $0 { true } else { false }
    },
  ]

  private static let now: @Sendable () -> Timestamp = { Timestamp("2026-11-25T00:00:00Z") ?? .now() }

  private func client(
    at server: ScriptedServer, answerTimeout: Duration = .seconds(120)
  ) throws -> OAuthClient {
    try .of(
      OAuthFacts(authorizeURL: server.origin + "/a", tokenURL: server.origin + "/t"), answerTimeout: answerTimeout,
      now: Self.now)
  }

  @Test("An error is told apart; only invalid_grant ends a refresh token", arguments: matrix)
  func errors(_ example: Case) async throws {
    let server = try await ScriptedServer.start { _ in example.answer }
    let client = try client(at: server)
    let failure = await failure { _ = try await client.refresh(SecretBytes("refresh-canary")) }
    await server.stop()
    let found = try #require(failure)
    #expect(example.expected(found), "\(found)")
    #expect(found.isInvalidGrant == (example.description == "invalid_grant"))
    #expect(!"\(found) \(found.hint)".contains("canary"))
  }

  @Test("A server that is silent, or gone, tells nothing of the token")
  func silence() async throws {
    let (never, hold) = AsyncStream.makeStream(of: Void.self)
    let server = try await ScriptedServer.start { _ in
      for await _ in never {}
      return .init(200, "{}")
    }
    let client = try client(at: server, answerTimeout: .milliseconds(200))
    let silent = await failure { _ = try await client.refresh(SecretBytes("r")) }
    hold.finish()
    await server.stop()
    let gone = await failure { _ = try await client.refresh(SecretBytes("r")) }
    for found in [silent, gone] {
      guard case .unavailable? = found else {
        Issue.record("\(String(describing: found))")
        continue
      }
    }
  }

  @Test(
    "A lifetime is believed between nothing and ten years, as a number or as text",
    arguments: [
      ("1", 1), ("3600", 3600), (#""3600""#, 3600), (#""86400.0""#, 86400), ("-5", 0), ("0", 0),
      ("999999999999", 315_360_000), ("315360000", 315_360_000), ("null", nil), (#""soon""#, nil), ("true", nil),
    ] as [(String, Int64?)])
  func lifetimes(text: String, seconds: Int64?) async throws {
    let server = try await ScriptedServer.start { _ in .init(200, #"{"access_token":"a","expires_in":\#(text)}"#) }
    let tokens = try await client(at: server).refresh(SecretBytes("r"))
    await server.stop()
    #expect(tokens.expiresIn == seconds)
  }

  @Test("The challenge is that of RFC 7636, appendix B, and no attempt shares its state")
  func proofKey() throws {
    let verifier = SecretBytes("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    #expect(PKCEProbe.challenge(of: verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    let client = try OAuthClient.of(
      OAuthFacts(authorizeURL: "https://a.example/x?y=1", tokenURL: "https://a.example/t"))
    let pending = try (0..<20).map { _ in try client.authorization(scopes: ["a b"], redirectURI: "http://127.0.0.1:1/c")
    }
    #expect(Set(pending.map(\.state)).count == 20 && pending[0].state.count == 43)
    #expect(
      pending[0].url.hasPrefix("https://a.example/x?y=1&response_type=code&client_id=app-id&redirect_uri=http%3A"))
  }
}
