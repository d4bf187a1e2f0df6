import Domain
import PortalModel
import Screen
import Testing

@testable import PortalViews

@Suite("Setting up an OAuth app")
struct OAuthAppTests {
  private func form() -> DialogFixture {
    DialogFixture(.oauthApp(OAuthAppForm(provider: "github", in: DialogFixture.context())), rows: 27)
  }

  @Test("shows the redirect URI to register, where, and every scope with what it means")
  func shows() {
    let fixture = form()
    #expect(fixture.line("Redirect URI")?.contains("http://127.0.0.1:7412/callback") == true)
    #expect(fixture.line("Register at")?.contains("https://github.com/settings/developers") == true)
    #expect(fixture.line("[x] read:user")?.contains("See the profile") == true)
    #expect(fixture.line("[ ] repo") != nil)
  }

  @Test("stores client id, sealed secret and the chosen scopes")
  func stores() throws {
    var fixture = form()
    fixture.type("Iv1.0123456789")
    fixture.press(.tab)
    let secret = try #require(fixture.dialog.secretField)
    secret.append("s")
    fixture.send(.secretEdited)
    #expect(fixture.line("App secret")?.contains("••••••••••••••••") == true)
    fixture.press(.enter)
    guard case .storeOAuthApp(let draft) = try #require(fixture.effects.last) else {
      Issue.record("nothing was stored")
      return
    }
    #expect(draft.provider == "github")
    #expect(draft.clientID == "Iv1.0123456789")
    #expect(draft.clientSecret === secret)
    #expect(!draft.scopes.isEmpty)
  }

  @Test("once it is stored it leads straight to connecting an account")
  func leadsOn() throws {
    var fixture = form()
    fixture.type("Iv1.0123456789")
    fixture.press(.enter)
    guard case .storeOAuthApp(let draft) = try #require(fixture.effects.last) else {
      Issue.record("nothing was stored")
      return
    }
    fixture.send(.answer(.done(.storeOAuthApp(draft), message: "Stored.")))
    #expect(fixture.fate == .stay)
    #expect(fixture.line("[ Connect an account now ]")?.hasPrefix("▌[ Connect an account now ]") == true)
    fixture.press(.enter)
    guard case .connect = fixture.dialog else {
      Issue.record("not \(fixture.dialog)")
      return
    }
    #expect(fixture.line("OAuth app")?.contains("github-app") == true)
  }

  @Test("Esc after storing closes; the app stays")
  func later() {
    var fixture = form()
    fixture.type("Iv1.0123456789")
    fixture.press(.enter)
    for case .storeOAuthApp(let draft) in fixture.effects {
      fixture.send(.answer(.done(.storeOAuthApp(draft), message: "Stored.")))
    }
    #expect(fixture.dialog.isDirty == false)
    fixture.press(.escape)
    #expect(fixture.fate == .close)
  }

  @Test("the redirect URI can be another, and is kept exactly as it was registered")
  func redirect() throws {
    var fixture = form()
    fixture.type("id")
    fixture.press(.up, .up, .control("u"))
    fixture.type("HTTPS://dev.example/cb?x=1")
    #expect(fixture.screen.contains("Not this machine: paste the address back"))
    fixture.press(.control("y"))
    #expect(fixture.effects.last == .copy("HTTPS://dev.example/cb?x=1"))
    fixture.press(.enter)
    guard case .storeOAuthApp(let draft) = try #require(fixture.effects.last) else {
      Issue.record("nothing was stored")
      return
    }
    #expect(draft.redirectURI == "HTTPS://dev.example/cb?x=1")
    #expect(fixture.dialog.sameAs?.contains("--redirect-uri 'HTTPS://dev.example/cb?x=1'") == true)
  }

  @Test("a redirect URI that is no address is not stored")
  func wrongRedirect() {
    var fixture = form()
    fixture.type("id")
    fixture.press(.up, .up, .control("u"), .enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.screen.contains("write it as registered"))
  }

  @Test("Airtable takes localhost only, so that is proposed")
  func localhost() {
    let airtable = DialogFixture(.oauthApp(OAuthAppForm(provider: "airtable", in: DialogFixture.context())), rows: 27)
    #expect(airtable.line("Redirect URI")?.contains("http://localhost:7412/callback") == true)
    #expect(airtable.screen.contains("localhost only"))
  }

  @Test("Ctrl-o opens the page where apps are registered")
  func opens() {
    var fixture = form()
    fixture.press(.control("o"))
    #expect(fixture.effects == [.openBrowser("https://github.com/settings/developers")])
  }

  @Test("the scopes are one stop of Tab; arrows go through them, Space ticks, and the list scrolls")
  func scopes() {
    var fixture = form()
    fixture.size = Size(columns: 80, rows: 19)
    fixture.press(.tab, .tab)
    #expect(fixture.line("[x] read:user")?.hasPrefix("▌[x] read:user") == true)
    #expect(fixture.line("[ ] delete_repo") == nil)
    for _ in 0..<10 { fixture.press(.down) }
    fixture.press(.character(" "))
    #expect(fixture.line("[x] delete_repo")?.hasPrefix("▌[x] delete_repo") == true)
    #expect(fixture.screen.contains("more above"))
    #expect(fixture.line("Client id") != nil, "the fields above stay in view")
    fixture.press(.tab)
    #expect(fixture.line("More scopes")?.hasPrefix("▌More scopes") == true)
    fixture.press(.backTab, .backTab)
    #expect(fixture.line("App secret")?.hasPrefix("▌App secret") == true)
  }

  @Test("a name that is taken says that the stored app is replaced")
  func replaces() {
    var overview = DialogFixture.overview
    overview.oauthApps = [DialogFixture.app]
    let form = OAuthAppForm(provider: "github", in: DialogFixture.context(overview: overview))
    let fixture = DialogFixture(.oauthApp(form), rows: 27)
    #expect(fixture.line("Name")?.contains("this replaces it") == true)
  }

  @Test("without a client id it says where that comes from")
  func wantsAClientID() {
    var fixture = form()
    fixture.press(.enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.screen.contains("the provider gives one when the app is registered"))
  }

  @Test("Ctrl-y copies the redirect URI")
  func copies() {
    var fixture = form()
    fixture.press(.control("y"))
    #expect(fixture.effects == [.copy(OAuthApp.defaultRedirectURI)])
  }

  @Test("another provider brings its own scopes and a name")
  func otherProvider() {
    var fixture = form()
    let before = fixture.screen
    fixture.press(.backTab, .backTab, .backTab, .right)
    #expect(fixture.screen != before)
    #expect(fixture.line("Name")?.contains("github-app") == false)
  }
}
