import Domain
import Testing

@testable import OAuthClient

@Suite("A pasted redirect")
struct CallbackPastedTests {
  private static let redirectURI = "http://127.0.0.1:7412/callback"
  private static let whole = "\(redirectURI)?\(WaitingAttempt.query)"

  private func read(_ text: String, redirectURI: String = Self.redirectURI) throws -> CallbackAnswer {
    try CallbackAnswer.read(pasted: text, for: WaitingAttempt.pending(redirectURI: redirectURI))
  }

  @Test(
    "May be the whole address, or the end of it, as copying left it",
    arguments: [
      whole, "  \(whole)\r\n", "\(whole)#", "\(whole)#_=_", "127.0.0.1:7412/callback?\(WaitingAttempt.query)",
      "?\(WaitingAttempt.query)", WaitingAttempt.query, "&\(WaitingAttempt.query)",
      "HTTP://127.0.0.1:7412/callback?\(WaitingAttempt.query)",
      whole.replacing("&", with: "\n  &"),
    ])
  func accepted(text: String) throws {
    let answer = try read(text)
    #expect(answer.code.text() == WaitingAttempt.code)
    #expect(answer.state == WaitingAttempt.state && answer.issuer == WaitingAttempt.issuer)
    let secret = try CallbackAnswer.read(
      pasted: SecretBytes(text), for: WaitingAttempt.pending(redirectURI: Self.redirectURI))
    #expect(secret.code.hasSameBytes(as: answer.code))
  }

  @Test("Fits a redirect URI elsewhere, or with a query of its own")
  func otherRedirects() throws {
    #expect(throws: Never.self) {
      _ = try read("https://app.example.com/cb?\(WaitingAttempt.query)", redirectURI: "https://app.example.com/cb")
      _ = try read("\(Self.redirectURI)?app=1&\(WaitingAttempt.query)", redirectURI: "\(Self.redirectURI)?app=1")
    }
  }

  @Test(
    "Is not ours, and can be pasted anew",
    arguments: [
      "", " \n", "?", "hello", Self.redirectURI, "https://auth.example.com/authorize?client_id=a",
      "http://127.0.0.1:7413/callback?\(WaitingAttempt.query)",
      "http://localhost:7412/callback?\(WaitingAttempt.query)",
      "https://127.0.0.1:7412/callback?\(WaitingAttempt.query)", "http://127.0.0.1:7412/other?\(WaitingAttempt.query)",
      "http://127.0.0.1:7412@evil.example/callback?\(WaitingAttempt.query)", "\(whole)&code=b", "\(whole)&state=b",
      "\(whole)&iss=b", "\(Self.redirectURI)?code=a", "\(Self.redirectURI)?code=a&state=wrong",
      "\(Self.redirectURI)?code=a&state=\(WaitingAttempt.state)&iss=https%3A%2F%2Fevil.example",
      "\(Self.redirectURI)?error=access_denied&state=wrong", "\(whole)&x=%zz",
      "\(whole)&x=\(String(repeating: "x", count: 17 << 10))",
    ])
  func notOurs(text: String) {
    let failure = #expect(throws: OAuthFailure.self) { try read(text) }
    guard case .notOurs(let reason) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(!reason.contains(WaitingAttempt.state) && !reason.contains("evil"))
  }

  @Test("Of 1 MiB nothing is read")
  func enormous() {
    #expect(throws: OAuthFailure.notOurs("the address is too long")) {
      try read("\(Self.whole)&x=\(String(repeating: "x", count: 1 << 20))")
    }
  }

  @Test("Tells of the user's refusal, and of the provider's")
  func refusals() {
    let state = "state=\(WaitingAttempt.state)"
    #expect(throws: OAuthFailure.denied) { try read("?error=access_denied&\(state)") }
    #expect(throws: OAuthFailure.refused(code: "server_error", description: "Try later")) {
      try read("?error=server_error&error_description=Try+later&\(state)")
    }
  }
}
