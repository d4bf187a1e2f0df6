import Domain
import Glibc
import LocalServers
import Testing

@testable import OAuthClient

@Suite("Several attempts at one redirect URI")
struct CallbackHubTests {
  private static let page = "http://127.0.0.1:7411/connect/token/return/"

  private static func pending(_ state: String, _ redirectURI: String) -> PendingAuthorization {
    PendingAuthorization(
      url: "https://auth.example.com/authorize", redirectURI: redirectURI, state: state,
      issuer: WaitingAttempt.issuer, verifier: nil)
  }

  private static func expect(
    _ state: String, at port: Int, in hub: CallbackHub, within limit: Duration = .seconds(600)
  ) async throws -> AwaitedCallback {
    try await hub.expect(at: "http://127.0.0.1:\(port)/callback", sendingTo: page + state, within: limit) {
      pending(state, $0)
    }
  }

  /// Until nobody listens at the port any more.
  private static func awaitClosed(_ browser: CallbackBrowser) async {
    while let open = browser.connect() {
      close(open)
      await Task.yield()
    }
  }

  @Test(
    "Each answer goes to the attempt of its state, and each browser to that one's page; nothing else changes anything")
  func toldApart() async throws {
    let (hub, port) = (CallbackHub(), try LocalPort.free())
    let browser = CallbackBrowser(port: UInt16(port))
    async let both = (
      try Self.expect("first-state", at: port, in: hub), try Self.expect("second-state", at: port, in: hub)
    )
    let (first, second) = try await both
    let issuer = "iss=https%3A%2F%2Fauth.example.com"

    for (target, status) in [
      ("/callback?code=a&state=third-state", 400),
      ("/callback?code=a&state=second-state&iss=https%3A%2F%2Fevil.example", 400),
      ("/other?code=a&state=first-state", 404), ("/callback?state=first-state", 400),
    ] { #expect(await browser.open(target).status == status, "\(target)") }
    #expect(await browser.open("/callback?code=a&state=first-state", host: "evil.example").status == 400)
    let posted = await browser.send(
      "POST /callback?code=a&state=first-state HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Length: 0\r\n\r\n")
    #expect(posted.status == 405)
    let foreign = await browser.send(
      "GET /callback?code=a&state=first-state HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nOrigin: https://evil.example\r\n\r\n"
    )
    #expect(foreign.status == 403)
    #expect(first.result == nil && second.result == nil)

    let sent = await browser.open("/callback?code=one&state=first-state&\(issuer)")
    #expect(sent.status == 303 && sent.header("Location") == Self.page + "first-state")
    #expect(!sent.text.contains("code=one") && sent.header("Referrer-Policy") == "no-referrer")
    #expect(try first.result?.get().code.text() == "one" && second.result == nil)
    #expect(await browser.open("/callback?code=two&state=first-state&\(issuer)").status == 409)
    #expect(try first.result?.get().code.text() == "one")

    // The listener stays for the other one.
    await hub.end(first)
    #expect(await browser.open("/callback?code=one&state=first-state&\(issuer)").status == 400)
    let refused = await browser.open("/callback?error=access_denied&state=second-state")
    #expect(refused.status == 303 && refused.header("Location") == Self.page + "second-state")
    guard case .failure(.denied) = second.result else {
      Issue.record("\(String(describing: second.result))")
      return
    }
    await hub.end(second)
    await Self.awaitClosed(browser)

    // Free again at once for whoever comes next.
    let next = try await Self.expect("third-state", at: port, in: hub)
    #expect(await browser.open("/callback?code=a&state=third-state").status == 303)
    #expect(next.result != nil)
    await hub.close()
    await Self.awaitClosed(browser)
  }

  @Test("A port that is taken is told with who has it; what waits too long ends, and its listener with it")
  func ends() async throws {
    let (hub, other, port) = (CallbackHub(), CallbackHub(), try LocalPort.free())
    _ = try await Self.expect("held-state", at: port, in: other)
    do throws(CallbackHub.Failure) {
      _ = try await hub.expect(at: "http://127.0.0.1:\(port)/callback", sendingTo: Self.page, within: .seconds(60)) {
        Self.pending("state", $0)
      }
      Issue.record("the port was taken twice")
    } catch {
      guard case .listening(.taken(UInt16(port), let holder)) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(holder.contains("this program itself"))
    }
    await other.close()
    let late = try await Self.expect("late-state", at: port, in: hub, within: .zero)
    await Self.awaitClosed(CallbackBrowser(port: UInt16(port)))
    #expect(late.result == nil)
    await hub.end(late)
    await hub.close()
  }
}
