import Testing

@testable import OAuthClient

@Suite("The finished page")
struct CallbackPageTests {
  private static let pages: [FinishedPage] = [
    .connected(provider: "GitHub", account: "octocat", user: "user-17"),
    .refused(provider: "GitHub", reason: "the user did not agree"),
    .failed(provider: "GitHub", reason: "the provider's token endpoint gave no usable answer: a timeout"),
    .unfinished(provider: "GitHub"),
  ]

  @Test("Says what happened, and that the user may return", arguments: pages)
  func words(page: FinishedPage) {
    let html = PageMarkup.html(page.content)
    #expect(html.contains("You can close this tab and return to Gatehouse.") && html.contains("<dd>GitHub</dd>"))
    switch page {
    case .connected(_, let account, let user):
      #expect(
        html.contains("<h1>Connected</h1>") && html.contains("<dd>\(account)</dd>") && html.contains("<dd>\(user)</dd>")
      )
    case .refused: #expect(html.contains("<dd>The user did not agree</dd>"))
    case .failed: #expect(html.contains("<dd>The provider&#39;s token endpoint gave no usable answer: a timeout</dd>"))
    case .unfinished: #expect(html.contains("<h1>Return to the terminal</h1>"))
    }
  }

  @Test("Leaves out an account that nobody knows")
  func noAccount() {
    let html = PageMarkup.html(FinishedPage.connected(provider: "A", account: "", user: "B").content)
    #expect(!html.contains("Account"))
  }

  @Test("Shows names and reasons as text, whatever they hold")
  func escaping() {
    let html = PageMarkup.html(
      FinishedPage.connected(
        provider: "<script>alert(1)</script>", account: "a\"'&b", user: "<\u{338}img>\u{202E}\u{0}"
      ).content)
    #expect(html.contains("<dd>&lt;script&gt;alert(1)&lt;/script&gt;</dd>"))
    #expect(html.contains("<dd>a&quot;&#39;&amp;b</dd>"))
    #expect(html.contains(#"<dd>&lt;"# + "\u{338}" + #"img&gt;\u{202e}\u{0}</dd>"#))
    #expect(!html.unicodeScalars.contains("\u{202E}"))
    let long = PageMarkup.html(
      FinishedPage.failed(provider: "A", reason: String(repeating: "x", count: 10_000)).content)
    #expect(long.utf8.count < 8000)
  }

  @Test("Loads and runs nothing: its style alone is allowed, by its hash")
  func policy() async throws {
    let html = PageMarkup.html(Self.pages[0].content)
    let start = try #require(html.firstRange(of: "<style>")).upperBound
    let end = try #require(html.firstRange(of: "</style>")).lowerBound
    let hash = PageMarkup.hash(of: String(html[start..<end]))
    for word in ["<script", "<link", "<img", "<iframe", "<form", "http", "url(", "@import", "style=", "onload", "<a "] {
      #expect(!html.contains(word), "\(word)")
    }
    let attempt = try await WaitingAttempt.start()
    attempt.listener.finish(Self.pages[0])
    let answer = await attempt.browser.open("/callback?\(WaitingAttempt.query)")
    #expect(answer.page == html)
    #expect(
      answer.header("Content-Security-Policy")
        == "default-src 'none'; style-src '\(hash)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    for (name, value) in [
      ("Content-Type", "text/html; charset=utf-8"), ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
      ("X-Frame-Options", "DENY"), ("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ] {
      #expect(answer.header(name) == value)
    }
    await attempt.listener.stop()
  }
}
