import Testing

/// The pages in a real browser: Debian's Chromium without a window. A script a subject; each names its checks, so that a
/// failure names what does not work. One at a time, since a browser takes as much of the machine as it finds.
///
/// With `GATEHOUSE_SCREENSHOTS=FOLDER` pictures of every page are written there, for people to look at.
@Suite("Pages in a browser", .serialized)
struct BrowserTests {
  @Test("Connecting: by popup, by redirect, at a real authorization server, with a key")
  func connect() async throws { try await PagesBroker.run("connect", hasServer: true) }

  @Test("The wallet: what is connected, its limits, its end, and what waits for an answer")
  func wallet() async throws { try await PagesBroker.run("wallet") }

  @Test("Without script a key is given, and a connection is ended")
  func withoutScript() async throws { try await PagesBroker.run("plain") }

  @Test("Frames, forms and windows of other sites, forged links, and names that are markup come to nothing")
  func hostile() async throws {
    try await PagesBroker.run(
      "hostile",
      names: PagesBroker.Names(
        application: "<script>alert('app')</script>", key: "<b onclick=alert(1)>Acme</b>",
        cloud: "\"><img src=x onerror=alert(1)>", account: "\"><script>alert('mia')</script>@example.org",
        agent: "<iframe src=javascript:alert(1)>"))
  }
}
