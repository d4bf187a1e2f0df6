import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@Suite("Connect sessions and wallet links in the portal")
struct SessionsTests {
  private let shop = Sample.shopSession
  private let key = Sample.keySession

  private func opened(_ sessions: [ConnectSession]) -> PressedPortal {
    var portal = PressedPortal.full()
    portal.send(.overview(Sample.overview(sessions: sessions)))
    portal.press(.character("C"))
    portal.send(.overview(Sample.overview(sessions: sessions)))
    return portal
  }

  @Test("The first line counts those that wait and names the key, beside the approvals")
  func status() {
    var portal = PressedPortal.full()
    portal.send(.overview(Sample.overview(sessions: [key, shop, Sample.deniedSession], waiting: [Sample.refund])))
    #expect(portal.model.statusParts.suffix(2) == ["2 sessions waiting, C", "1 approval waiting, !"])
    #expect(portal.model.shortStatusParts == ["14 min", "2 connect, C", "1 waits, !"])
    portal.send(.tick(Sample.now.adding(seconds: 40)))
    #expect(portal.model.statusParts.suffix(2) == ["1 session waiting, C", "1 approval waiting, !"])
  }

  @Test("C lists them from every pane and over a dialog, once; what waits stands first and counts down by itself")
  func lists() throws {
    var portal = PressedPortal.full()
    portal.press(.character("2"), .character("n"), .escape)
    portal.press(.character("t"), .character("C"))
    // The composer types it.
    #expect(throws: (any Error).self) { try portal.sessions }
    portal.press(.escape, .character("d"), .character("C"))
    #expect(portal.effects == [.loadOverview])
    portal.send(.overview(Sample.overview(sessions: [key, shop, Sample.mendedSession])))
    #expect(try portal.sessions.waiting == [key, shop] && portal.sessions.ended == [Sample.mendedSession])
    #expect(try portal.sessions.list.selected == key.id)
    #expect(portal.model.dialogs.last?.note == "2 wait for their users")
    portal.press(.character("C"))
    #expect(portal.model.dialogs.count == 2)

    // Without a key: one more second, and then the time of the first is over.
    #expect(try portal.sessions.waiting[0].left(now: portal.sessions.now) == "38 s")
    portal.send(.tick(Sample.now.adding(seconds: 1)))
    #expect(try portal.sessions.waiting[0].left(now: portal.sessions.now) == "37 s")
    portal.send(.tick(Sample.now.adding(seconds: 38)))
    #expect(try portal.sessions.waiting == [shop] && portal.sessions.list.selected == key.id)
    #expect(try portal.sessions.shown?.endInWords(now: portal.sessions.now) == "no answer")
    portal.press(.character("y"), .character("v"), .character("d"))
    #expect(portal.effects.isEmpty)
    #expect(try portal.sessions.page == .list)
  }

  @Test("y copies the link, which is asked for each time and kept nowhere")
  func copies() throws {
    var portal = opened([key, shop])
    portal.press(.down, .character("y"))
    #expect(portal.effects == [.connectLink(session: shop.id)])
    portal.send(.connectLink(shop.id, url: Sample.link(shop)))
    #expect(portal.effects == [.copy(Sample.link(shop))])
    #expect(try portal.sessions.link == nil)
    portal.send(.connectLink(shop.id, url: Sample.link(shop)))
    #expect(portal.effects.isEmpty)
    portal.press(.character("y"))
    let failure = PortalFailure(code: "unreachable", message: "no broker runs", hint: "gatehouse serve starts one")
    portal.send(.failed(.connectLink(session: shop.id), failure))
    #expect(portal.model.notice?.text == "no broker runs; gatehouse serve starts one")
    #expect(!portal.effects.contains(.copy(Sample.link(shop))))
  }

  @Test("Enter shows who asks what of whom, with the link; v the picture, which goes when the user has answered")
  func details() throws {
    var portal = opened([shop])
    portal.press(.enter)
    #expect(try portal.effects == [.connectLink(session: shop.id)] && portal.sessions.page == .detail(shop))
    portal.send(.connectLink(shop.id, url: Sample.link(shop)))
    let words = try portal.words
    for part in [
      "Shop", "checkout-api", "an account at GitHub or Google", "mia", "“Mia's repositories”",
      "read:user, repo at GitHub",
      "GET, HEAD on /repos/**", "ends 1 day after the user agreed", "extend it to 30 days", "https://shop.example",
      "https://shop.example/settings/connections", "may hand it on",
    ] {
      #expect(words.contains(part), "\(part)")
    }
    #expect(words.filter { !$0.isWhitespace }.contains(Sample.link(shop)))

    portal.press(.character("v"))
    #expect(try portal.sessions.isPicture && portal.model.dialogs.last?.isWhole == true)
    portal.press(.escape)
    #expect(try portal.sessions.page == .detail(shop))
    portal.press(.character("v"))
    portal.send(.overview(Sample.overview(sessions: [Sample.cancelledSession])))
    portal.send(.tick(Sample.now.adding(seconds: 1)))
    #expect(try portal.sessions.page == .detail(Sample.cancelledSession) && portal.sessions.link == nil)
    #expect(try !portal.words.contains("/connect/") && portal.words.contains("cancelled here"))
    portal.press(.escape, .escape)
    #expect(portal.model.dialogs.isEmpty)
  }

  @Test("d asks before it cancels, with the focus on keeping; no passphrase is asked for")
  func cancels() throws {
    var portal = opened([key, shop])
    portal.press(.down, .character("d"), .enter)
    #expect(try portal.effects.isEmpty && portal.sessions.page == .list)
    portal.press(.character("d"), .tab, .enter)
    #expect(portal.effects == [.cancelSession(session: shop.id)])
    #expect(!Effect.cancelSession(session: shop.id).isAdminAct)
    portal.send(.done(.cancelSession(session: shop.id), message: "Cancelled: Shop is told."))
    #expect(portal.model.notice?.text == "Cancelled: Shop is told." && portal.effects.contains(.loadOverview))
    portal.send(.overview(Sample.overview(sessions: [key, Sample.cancelledSession])))
    portal.send(.tick(Sample.now.adding(seconds: 1)))
    #expect(try portal.sessions.waiting == [key] && portal.sessions.ended == [Sample.cancelledSession])
    #expect(try portal.sessions.list.selected == shop.id)
  }

  @Test("A session that ends while it is asked about is not cancelled, and the key means nothing else")
  func late() throws {
    var portal = opened([shop])
    portal.press(.character("d"), .tab)
    portal.send(.overview(Sample.overview(sessions: [Sample.deniedSession, Sample.cancelledSession])))
    #expect(portal.model.notice?.text == "It has ended meanwhile; there is nothing to cancel.")
    portal.press(.enter)
    #expect(portal.effects.isEmpty)
    #expect(try portal.sessions.page == .detail(Sample.cancelledSession))
  }

  @Test("The mouse chooses a session and opens it, the wheel goes through them")
  func mouse() throws {
    var portal = opened([key, shop, Sample.deniedSession])
    // Below the first line and the border stand the names of the columns.
    func click(_ row: Int) -> PortalEvent { .mouse(MouseEvent(kind: .press, position: Position(column: 9, row: row))) }
    portal.send(click(4))
    #expect(try portal.sessions.list.selected == shop.id && portal.sessions.page == .list)
    portal.send(.mouse(MouseEvent(kind: .wheelDown, position: Position(column: 9, row: 4))))
    #expect(try portal.sessions.list.selected == Sample.deniedSession.id)
    portal.send(click(5))
    #expect(try portal.sessions.list.selected == Sample.deniedSession.id)
    portal.send(click(6))
    #expect(try portal.sessions.page == .detail(Sample.deniedSession))
  }

  @Test("Keys that are not theirs reach the portal, however long they are open")
  func freeKeys() {
    var portal = opened([shop])
    portal.model.now = Sample.now.adding(seconds: 1)
    portal.press(.character("T"))
    #expect(portal.effects == [.setTheme("light")])
    portal.send(.walletLink(user: "mia", url: "http://127.0.0.1:7411/x", expiresAt: Sample.now.adding(seconds: 90)))
    portal.model.now = Sample.now.adding(seconds: 2)
    portal.press(.character("T"))
    #expect(portal.effects == [.setTheme("high-contrast")])
    portal.press(.character("!"))
    #expect(portal.model.dialogs.count == 3)
  }

  @Test("Whoever sees a locked portal sees no link")
  func locked() {
    var portal = opened([shop])
    portal.press(.enter)
    portal.send(.connectLink(shop.id, url: Sample.link(shop)))
    portal.send(.locked)
    #expect(portal.model.dialogs.isEmpty)
    portal.send(.walletLink(user: "mia", url: "http://127.0.0.1:7411/wallet/open/x", expiresAt: Sample.now))
    portal.send(.unlocked)
    #expect(portal.model.dialogs.isEmpty)
  }

  @Test("A grant that came of a session says whose, and what its user has said of it")
  func origin() {
    let known = Sample.connections[0]
    let limits = UserLimits(
      grant: known.id, user: "u017", methods: ["GET"], asksFirst: true, changedAt: Sample.now)
    var overview = Sample.overview
    overview.grants.removeAll { $0.id == known.id }
    overview.grants.append(
      GrantSummary(
        grant: known.grant, source: known.source, connectionState: known.connectionState, state: .good, lastUsed: nil,
        usage: [], policies: [], application: "Shop", userLimits: limits))
    var portal = PressedPortal.full()
    portal.send(.overview(overview))
    while portal.model.selectedGrant?.id != known.id { portal.press(.down) }
    let rows = portal.model.detail.sections.flatMap(\.rows)
    #expect(rows.contains(.pair("asked by", "Shop, in a connect session")))
    #expect(rows.contains(.pair("user says", "only GET; every call is asked about")))
  }

  // MARK: The wallet

  @Test("W on a user's grant makes a link, with the admin right; it is shown, copied, and over after its time")
  func wallet() throws {
    var portal = PressedPortal.full()
    portal.press(.character("2"))
    portal.press(.character("g"), .character("W"))
    #expect(portal.effects.isEmpty && portal.model.notice?.text.contains("is for no user") == true)
    while portal.model.selectedGrant?.grant.principal.user != "u42" { portal.press(.down) }
    portal.press(.character("W"))
    let effect = Effect.mintWalletLink(user: "u42")
    #expect(portal.effects == [effect] && effect.isAdminAct)
    portal.send(.adminNeeded(effect))
    portal.typeSecret("correct horse")
    portal.press(.enter)
    portal.send(.adminHeld(until: Sample.now.adding(seconds: 600)))
    #expect(portal.effects == [effect])
    let url = "http://127.0.0.1:7411/wallet/open/abc"
    portal.send(.walletLink(user: "u42", url: url, expiresAt: Sample.now.adding(seconds: 900)))
    #expect(portal.model.dialogs.last?.title == "The wallet of u42")
    #expect(portal.model.dialogs.last?.note == "opens once, 15 min 0 s left")
    #expect(portal.model.dialogs.last?.sameAs == "gatehouse wallet link --user u42")
    portal.press(.character("y"))
    #expect(portal.effects == [.copy(url)])
    portal.press(.character("v"))
    #expect(portal.model.dialogs.last?.isWhole == true)
    portal.send(.tick(Sample.now.adding(seconds: 900)))
    #expect(portal.model.dialogs.last?.isWhole == false && portal.model.dialogs.last?.note == "the link is over")
    portal.press(.character("y"), .character("v"))
    #expect(portal.effects.isEmpty)
    portal.press(.escape)
    #expect(portal.model.dialogs.isEmpty)
  }

  @Test(":wallet names the user in any pane, completes those of grants, and refuses what is no name")
  func palette() {
    var portal = PressedPortal.full()
    portal.press(.character("3"), .character(":"))
    portal.type("wallet u4")
    portal.press(.tab, .enter)
    #expect(portal.effects == [.mintWalletLink(user: "u42")])
    portal.press(.character(":"))
    portal.type("wallet mia o'hara")
    portal.press(.enter)
    #expect(portal.effects.isEmpty && portal.model.notice?.isBad == true)
    portal.press(.character(":"))
    portal.type("wallet")
    portal.press(.enter)
    #expect(portal.effects.isEmpty && portal.model.notice?.text == "Say whose: wallet USER")
    portal.press(.character(":"))
    portal.type("sessions")
    portal.press(.enter)
    #expect(throws: Never.self) { try portal.sessions }
  }
}

extension PressedPortal {
  fileprivate var sessions: SessionsDialog {
    get throws {
      guard case .sessions(let state) = model.dialogs.last else { throw Missing() }
      return state
    }
  }

  private struct Missing: Error {}

  /// The details as one text.
  fileprivate var words: String {
    get throws {
      let state = try sessions
      guard let session = state.shown else { throw Missing() }
      return state.detailLines(of: session, in: model.dialogContext).map { line in
        switch line {
        case .pair(let name, let value): name.isEmpty ? value : "\(name) \(value)"
        case .link(let text): text
        case .rule(let title, let note): "\(title) \(note)"
        case .dim(let text), .bad(let text): text
        case .blank: ""
        }
      }.joined(separator: " ")
    }
  }
}
