import Domain
import Testing

@testable import OAuthClient

/// An attempt that waits for its redirect on a port of its own.
struct WaitingAttempt {
  static let state = "aZ09-_state-of-this-attempt"
  static let code = "code/of+this~attempt"
  static let issuer = "https://auth.example.com"

  let listener: CallbackListener
  let browser: CallbackBrowser

  /// On `port`, or on any that is free.
  static func start(
    port: Int? = nil, patience: Duration = .seconds(60), isExpected: Bool = true
  ) async throws -> WaitingAttempt {
    let listener = try await CallbackListener.start(
      redirectURI: "http://127.0.0.1:\(port ?? 7412)/callback", takesAnyPort: port == nil, provider: "Example",
      patience: patience)
    let origin = try CanonicalURL(listener.redirectURI).origin
    let attempt = WaitingAttempt(listener: listener, browser: CallbackBrowser(port: origin.port))
    if isExpected { listener.expect(attempt.pending) }
    return attempt
  }

  var pending: PendingAuthorization { Self.pending(redirectURI: listener.redirectURI) }

  static func pending(redirectURI: String) -> PendingAuthorization {
    PendingAuthorization(
      url: "https://auth.example.com/authorize", redirectURI: redirectURI, state: state, issuer: issuer, verifier: nil)
  }

  /// The right answer's query.
  static let query = "code=code%2Fof%2Bthis~attempt&state=\(state)&iss=https%3A%2F%2Fauth.example.com&scope=a&scope=b"

  /// Sends the right answer and takes it as the vault would; then the attempt is over.
  func succeeds(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    async let tab = browser.open("/callback?\(Self.query)")
    let answer = try await listener.answer()
    #expect(answer.code.text() == Self.code, comment, sourceLocation: sourceLocation)
    listener.finish(.connected(provider: "Example", account: "ada", user: "user-1"))
    let page = await tab
    #expect(page.status == 200 && page.page.contains("Connected"), comment, sourceLocation: sourceLocation)
    await listener.stop()
  }
}
