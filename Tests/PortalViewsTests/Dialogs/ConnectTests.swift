import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@testable import PortalViews

@Suite("Connecting an account")
struct ConnectTests {
  private static let address = "https://github.com/login/oauth/authorize?client_id=Iv1.0123&state=abc"

  private static var context: DialogContext {
    var overview = DialogFixture.overview
    overview.oauthApps = [DialogFixture.app]
    return DialogFixture.context(overview: overview)
  }

  private func form() throws -> DialogFixture {
    let dialog = try #require(ConnectDialog(app: "github", in: Self.context))
    return DialogFixture(.connect(dialog), rows: 24)
  }

  private func waiting() throws -> DialogFixture {
    var fixture = try form()
    fixture.type("mia")
    fixture.press(.enter)
    fixture.send(.answer(.connectionStep(.open(url: Self.address))))
    return fixture
  }

  @Test("asks whose account it is and proposes the grant's name")
  func asks() throws {
    var fixture = try form()
    fixture.type("mia@shop")
    fixture.press(.tab)
    fixture.type("work")
    #expect(fixture.line("Grant")?.contains("github-mia@shop-work") == true)
    fixture.press(.enter)
    #expect(
      fixture.effects == [
        .connect(ConnectionDraft(app: "github-app", userID: "mia@shop", label: "work", name: "github-mia@shop-work"))
      ])
  }

  @Test("a user id that no grant can be for is said at once")
  func wrongUser() throws {
    var fixture = try form()
    fixture.press(.enter)
    #expect(fixture.screen.contains("whose account it is"))
    fixture.type("mia smith")
    fixture.press(.enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.screen.contains("1 to 64 letters, digits"))
  }

  @Test("fewer scopes than the app's can be asked for")
  func fewerScopes() throws {
    var fixture = try form()
    fixture.type("mia")
    fixture.press(.tab, .tab, .tab, .tab, .down, .character(" "))
    #expect(fixture.line("repo")?.hasPrefix("▌[ ] repo") == true)
    #expect(fixture.dialog.sameAs == "gatehouse oauth connect github-app --user mia --scope read:user")
    fixture.press(.enter)
    guard case .connect(let draft) = fixture.effects.last else {
      Issue.record("nothing was sent")
      return
    }
    #expect(draft.scopes == ["read:user"])
  }

  @Test("a code for another device is offered where the provider has that")
  func device() throws {
    #expect(try form().line("Agree by") != nil)
    var overview = DialogFixture.overview
    var app = DialogFixture.app
    app.provider = "stripe"
    overview.oauthApps = [app]
    let stripe = try #require(ConnectDialog(app: "stripe", in: DialogFixture.context(overview: overview)))
    #expect(DialogFixture(.connect(stripe)).line("Agree by") == nil)
  }

  @Test("opens the browser, and shows the whole address for one that is elsewhere")
  func opensTheBrowser() throws {
    var fixture = try waiting()
    #expect(fixture.effects.last == .openBrowser(Self.address))
    #expect(fixture.screen.contains(Self.address))
    fixture.press(.character("y"))
    #expect(fixture.effects.last == .copy(Self.address))
    fixture.press(.character("o"))
    #expect(fixture.effects.last == .openBrowser(Self.address))
    fixture.size = Size(columns: 46, rows: 24)
    let shown = fixture.lines.map(\.trimmingBorder).joined()
    #expect(shown.contains(Self.address), "broken into lines, not cut")
    fixture.size = Size(columns: 46, rows: 6)
    #expect(!fixture.screen.contains("state=abc"))
    fixture.press(.down, .down, .down)
    #expect(fixture.screen.contains("state=abc"), "what has no room is scrolled to")
  }

  @Test("without a browser it says where the page is to be opened")
  func noBrowser() throws {
    var fixture = try waiting()
    fixture.send(
      .answer(.failed(.openBrowser(Self.address), PortalFailure(code: "no_browser", message: "none", hint: ""))))
    #expect(fixture.screen.contains("none can be opened from here"))
  }

  @Test("a port that is taken is said with who has it, and paste-back offered")
  func cannotListen() throws {
    var fixture = try waiting()
    fixture.send(.answer(.connectionStep(.cannotListen(reason: "port 7412 is taken by node"))))
    #expect(fixture.screen.contains("port 7412 is taken by node. Paste the answer back"))
  }

  @Test("a pasted address is handed on at any time, and is in no cell of the screen")
  func pastes() throws {
    var fixture = try waiting()
    let pasted = SecretBytes("http://127.0.0.1:7412/callback?code=c0ffee5ecret&state=abc")
    fixture.send(.paste(pasted))
    #expect(fixture.effects.last == .pasteRedirect(pasted))
    #expect(fixture.line("Pasted")?.contains("••••••••••••••••") == true)
    var dumped = ""
    dump(fixture.dialog, to: &dumped)
    #expect(!(fixture.screen + dumped + "\(fixture.effects)").contains("c0ffee5ecret"))
    fixture.send(.answer(.connectionStep(.notAccepted(reason: "it answers another attempt"))))
    #expect(fixture.line("Pasted")?.contains("not accepted") == true)
    #expect(fixture.screen.contains("it answers another attempt"))
    fixture.send(.answer(.connectionStep(.exchanging)))
    let count = fixture.effects.count
    fixture.send(.paste(pasted))
    #expect(fixture.effects.count == count, "the answer is there already")
  }

  @Test("tells how long it waits and what is going on")
  func progress() throws {
    var fixture = try waiting()
    #expect(fixture.dialog.note == "waiting 0 s")
    let steps: [(ConnectionStep, String)] = [
      (.waiting, "Waiting for the user to agree at GitHub."), (.exchanging, "exchanged for tokens"),
      (.identifying, "whose account it is"), (.storing, "Sealing the tokens."),
    ]
    for (step, words) in steps {
      fixture.send(.answer(.connectionStep(step)))
      #expect(fixture.screen.contains(words))
    }
  }

  @Test("Esc cancels and leads back to the form with everything typed")
  func cancels() throws {
    var fixture = try waiting()
    #expect(fixture.dialog.isDirty)
    fixture.press(.escape)
    #expect(fixture.effects.last == .cancelConnect)
    #expect(fixture.fate == .stay)
    #expect(fixture.line("User id")?.contains("mia") == true)
    guard case .connect(let draft) = fixture.effects.first else { return }
    let late = PortalFailure(code: "cancelled", message: "cancelled", hint: "")
    fixture.send(.answer(.failed(.connect(draft), late)))
    #expect(!fixture.screen.contains("cancelled"))
    fixture.send(.answer(.connectionStep(.exchanging)))
    #expect(fixture.line("User id") != nil, "a late step of what was cancelled changes nothing")
  }

  @Test("a failure is said above the buttons, and Enter tries again")
  func fails() throws {
    var fixture = try waiting()
    guard case .connect(let draft) = fixture.effects.first else {
      Issue.record("nothing was sent")
      return
    }
    let failure = PortalFailure(code: "denied", message: "the user said no", hint: "ask them again")
    fixture.send(.answer(.failed(.connect(draft), failure)))
    #expect(fixture.screen.contains("the user said no") && fixture.screen.contains("ask them again"))
    fixture.press(.enter)
    #expect(fixture.effects.last == .connect(draft))
  }

  @Test("a device shows code, address, QR code and the time left, which counts down")
  func deviceCode() throws {
    var fixture = try form()
    fixture.type("mia")
    fixture.press(.tab, .tab, .tab, .right, .enter)
    guard case .connect(let draft) = fixture.effects.last else {
      Issue.record("nothing was sent")
      return
    }
    #expect(draft.isDevice)
    let page = "https://github.com/login/device"
    let step = ConnectionStep.device(
      userCode: "WDJB-MJHT", url: page, completeURL: "\(page)?user_code=WDJB-MJHT",
      expiresAt: DialogFixture.now.adding(seconds: 899))
    fixture.send(.answer(.connectionStep(step)))
    #expect(fixture.effects.last == .connect(draft), "no browser is opened for another device")
    #expect(fixture.screen.contains("W D J B - M J H T") && fixture.screen.contains(page))
    #expect(fixture.screen.contains("▀▀▀▀▀▀▀"))
    #expect(fixture.dialog.note == "14 min 59 s left")
    fixture.press(.character("y"))
    #expect(fixture.effects.last == .copy("WDJB-MJHT"))
    fixture.press(.character("Y"))
    #expect(fixture.effects.last == .copy("\(page)?user_code=WDJB-MJHT"))
    fixture.send(.answer(.connectionStep(.slowedDown(seconds: 10))))
    #expect(fixture.screen.contains("asked every 10 s"))
    fixture.size = Size(columns: 50, rows: 14)
    #expect(!fixture.screen.contains("▀▀▀▀▀▀▀"), "half a code helps nobody")
    #expect(fixture.screen.contains("W D J B - M J H T"))
  }

  @Test("the QR code is black on white in every theme, its margin too")
  func printed() throws {
    var fixture = try form()
    fixture.type("mia")
    fixture.press(.tab, .tab, .tab, .right, .enter)
    let step = ConnectionStep.device(
      userCode: "A", url: "https://a.example", completeURL: nil, expiresAt: DialogFixture.now)
    fixture.send(.answer(.connectionStep(step)))
    let frame = fixture.frame
    let printed = (0..<frame.size.rows).map { frame.row($0).count { $0.style == .printed } }.filter { $0 > 0 }
    let side = try #require(QRCode("https://a.example")).size + 8
    #expect(printed == Array(repeating: side, count: (side + 1) / 2))
  }

  @Test("connected: grant_id, account, and what was asked and not given")
  func connected() throws {
    var fixture = try waiting()
    let summary = Sample.connections[0]
    fixture.send(.answer(.connected(summary)))
    #expect(fixture.screen.contains("Connected: octocat at GitHub."))
    #expect(fixture.line("grant_id")?.contains(summary.id.description) == true)
    #expect(fixture.line("Not given")?.contains("repo") == true)
    fixture.press(.character("y"))
    #expect(fixture.effects.last == .copy(summary.id.description))
    fixture.press(.enter)
    #expect(fixture.fate == .close)
    #expect(fixture.place == .grant(summary.id))
  }

  @Test("t composes a request with the new grant, at the page that says whose account it is")
  func triesARequest() throws {
    var fixture = try waiting()
    fixture.send(.answer(.connected(Sample.connections[0])))
    fixture.press(.character("t"))
    guard case .compose(let composer) = fixture.dialog else {
      Issue.record("not \(fixture.dialog)")
      return
    }
    #expect(composer.url == "https://api.github.com/user")
  }

  @Test("mending keeps the grant, its user and the scopes that were asked")
  func mends() throws {
    let broken = Sample.connections[1]
    let dialog = try #require(ConnectDialog(mending: broken, in: DialogFixture.context(overview: Sample.overview)))
    var fixture = DialogFixture(.connect(dialog), rows: 24)
    #expect(fixture.screen.contains("the provider no longer takes its refresh token"))
    fixture.press(.enter)
    #expect(
      fixture.effects == [
        .connect(
          ConnectionDraft(app: "github-app", userID: "u42", scopes: Sample.app.scopes, replacing: broken.id))
      ])
    #expect(fixture.dialog.sameAs == "gatehouse oauth connect --grant github-u42")
  }

  @Test("the same user and label twice is refused, with both ways out")
  func same() throws {
    let context = DialogFixture.context(overview: Sample.overview)
    var dialog = Dialog.connect(try #require(ConnectDialog(app: nil, in: context)))
    for key in "u017" { _ = dialog.update(.key(.character(key)), in: context) }
    let step = dialog.update(.key(.enter), in: context)
    #expect(step.effects.isEmpty)
    let fixture = DialogFixture(dialog, rows: 24)
    #expect(fixture.screen.contains("github-u017 is that account; R mends it, a label adds another"))
  }

  @Test("there is no dialog without an app")
  func noApp() { #expect(ConnectDialog(app: nil, in: DialogFixture.context()) == nil) }
}
