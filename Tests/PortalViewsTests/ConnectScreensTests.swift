import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

/// From the OAuth app to a working grant, at every size that matters.
@Suite("Saved screens of connections")
struct ConnectScreensTests {
  static let sizes = [(80, 24), (100, 30), (120, 40), (60, 20)]
  private static let address =
    "https://github.com/login/oauth/authorize?response_type=code&client_id=Iv1.8a61f9b3a7aba766"
    + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A7412%2Fcallback&scope=read%3Auser%20user%3Aemail%20repo"
    + "&state=rB5QqvK2m1mYk0Qy3o8uD0Jf7sT4hPzLwXcVbNaMgHe&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    + "&code_challenge_method=S256"

  private func dialog(_ columns: Int, _ rows: Int) -> PressedPortal {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("1"), .character("c"))
    return portal
  }

  private func waiting(_ columns: Int, _ rows: Int, isDevice: Bool = false) -> PressedPortal {
    var portal = dialog(columns, rows)
    portal.type("mia")
    if isDevice { portal.press(.tab, .tab, .tab, .right) }
    portal.press(.enter)
    return portal
  }

  @Test("A connection in the grants pane", arguments: sizes)
  func connection(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.down, .down, .down)
    expectScreen(portal.model, "connection", columns, rows)
  }

  @Test("A connection whose user has to agree again", arguments: sizes)
  func needsReauth(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.down, .down, .down, .down)
    if rows == 20 { portal.press(.enter) }
    expectScreen(portal.model, "re-auth", columns, rows)
  }

  @Test("A provider with an OAuth app", arguments: sizes)
  func provider(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("1"))
    expectScreen(portal.model, "provider-app", columns, rows)
  }

  @Test("An OAuth app was stored", arguments: sizes)
  func stored(columns: Int, rows: Int) {
    var portal = PressedPortal.empty(columns, rows)
    portal.press(.character("1"), .character("o"))
    portal.type("Iv1.8a61f9b3a7aba766")
    portal.press(.enter)
    for case .storeOAuthApp(let draft) in portal.effects {
      portal.send(.done(.storeOAuthApp(draft), message: "The OAuth app github-app is stored."))
    }
    expectScreen(portal.model, "oauth-stored", columns, rows)
  }

  @Test("Who is to be connected", arguments: sizes)
  func form(columns: Int, rows: Int) {
    var portal = dialog(columns, rows)
    portal.type("mia")
    expectScreen(portal.model, "connect", columns, rows)
  }

  @Test("A broken connection is mended", arguments: sizes)
  func mending(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.down, .down, .down, .down, .character("R"))
    expectScreen(portal.model, "connect-anew", columns, rows)
  }

  @Test("Waiting for the browser", arguments: sizes)
  func browser(columns: Int, rows: Int) {
    var portal = waiting(columns, rows)
    portal.send(.connectionStep(.listening(redirectURI: OAuthApp.defaultRedirectURI)))
    portal.send(.connectionStep(.open(url: Self.address)))
    portal.send(.connectionStep(.waiting))
    portal.send(.tick(Sample.now.adding(seconds: 42)))
    expectScreen(portal.model, "connect-browser", columns, rows)
  }

  @Test("The port is taken, there is no browser, and the wrong address was pasted", arguments: sizes)
  func paste(columns: Int, rows: Int) {
    var portal = waiting(columns, rows)
    portal.send(.connectionStep(.cannotListen(reason: "port 7412 is taken by node (pid 4711)")))
    portal.send(.connectionStep(.open(url: Self.address)))
    portal.send(
      .failed(.openBrowser(Self.address), PortalFailure(code: "no_browser", message: "no browser", hint: "")))
    portal.send(.paste(SecretBytes("http://127.0.0.1:7412/callback?code=c0ffee&state=another")))
    portal.send(.connectionStep(.notAccepted(reason: "it answers another attempt; use the page shown here")))
    portal.send(.tick(Sample.now.adding(seconds: 150)))
    expectScreen(portal.model, "connect-paste", columns, rows)
  }

  @Test("A code for another device", arguments: sizes)
  func device(columns: Int, rows: Int) {
    var portal = waiting(columns, rows, isDevice: true)
    portal.send(
      .connectionStep(
        .device(
          userCode: "WDJB-MJHT", url: "https://github.com/login/device", completeURL: nil,
          expiresAt: Sample.now.adding(seconds: 900))))
    portal.send(.connectionStep(.slowedDown(seconds: 10)))
    portal.send(.tick(Sample.now.adding(seconds: 42)))
    expectScreen(portal.model, "connect-device", columns, rows)
  }

  @Test("Connected, with less than was asked", arguments: sizes)
  func connected(columns: Int, rows: Int) {
    var portal = waiting(columns, rows)
    portal.send(.connected(Sample.connections[0]))
    expectScreen(portal.model, "connected", columns, rows)
  }

  @Test("A connection is revoked for good", arguments: sizes)
  func revoke(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.down, .down, .down, .character("d"))
    expectScreen(portal.model, "revoke-connection", columns, rows)
  }
}
