import Domain
import PortalModel
import PortalSamples
import PortalViews
import Screen
import Testing

/// Connect sessions and links to wallets at the sizes that matter.
@Suite("Saved screens of connect sessions")
struct SessionScreensTests {
  static let sizes = [(80, 24), (120, 40), (60, 20)]
  private static let sessions = [
    Sample.keySession, Sample.shopSession, Sample.mendedSession, Sample.deniedSession,
  ]

  private func opened(_ columns: Int, _ rows: Int, _ sessions: [ConnectSession] = sessions) -> PressedPortal {
    var portal = PressedPortal.full(columns, rows)
    portal.send(.overview(Sample.overview(sessions: sessions, waiting: [Sample.refund])))
    portal.press(.character("C"))
    portal.send(.overview(Sample.overview(sessions: sessions, waiting: [Sample.refund])))
    portal.send(.tick(Sample.now))
    return portal
  }

  private func shop(_ columns: Int, _ rows: Int, _ key: Key) -> PressedPortal {
    var portal = opened(columns, rows)
    portal.press(.down, key)
    portal.send(.connectLink(Sample.shopSession.id, url: Sample.link(Sample.shopSession)))
    return portal
  }

  @Test("Two wait, two have ended", arguments: sizes)
  func list(columns: Int, rows: Int) {
    var portal = opened(columns, rows)
    portal.press(.down)
    expectScreen(portal.model, "sessions", columns, rows)
  }

  @Test("Nothing waits: what makes one", arguments: sizes)
  func nothing(columns: Int, rows: Int) {
    expectScreen(opened(columns, rows, []).model, "sessions-nothing", columns, rows)
  }

  @Test("Who asks what of whom", arguments: sizes)
  func details(columns: Int, rows: Int) {
    expectScreen(shop(columns, rows, .enter).model, "session", columns, rows)
  }

  @Test("No broker runs", arguments: sizes)
  func noBroker(columns: Int, rows: Int) {
    var portal = opened(columns, rows)
    portal.press(.enter)
    portal.send(
      .failed(
        .connectLink(session: Sample.keySession.id),
        PortalFailure(
          code: "unreachable", message: "no broker runs, and it serves the page", hint: "gatehouse serve starts one")))
    portal.press(.end)
    expectScreen(portal.model, "session-no-broker", columns, rows)
  }

  @Test("The link as a picture", arguments: sizes + [(100, 30)])
  func picture(columns: Int, rows: Int) {
    expectScreen(shop(columns, rows, .character("v")).model, "session-picture", columns, rows)
  }

  @Test("Before it is cancelled", arguments: sizes)
  func asking(columns: Int, rows: Int) {
    expectScreen(shop(columns, rows, .character("d")).model, "session-cancel", columns, rows)
  }

  @Test("A link to a wallet", arguments: sizes)
  func wallet(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("2"), .end)
    let url = "http://127.0.0.1:7411/wallet/open/7c1e0b526f0a4a539a0e000000000602.1795530720.-.u42."
    portal.send(
      .walletLink(
        user: "u42", url: url + String(repeating: "5f3a9c01", count: 8), expiresAt: Sample.now.adding(seconds: 900)))
    expectScreen(portal.model, "wallet-link", columns, rows)
    portal.press(.character("v"))
    expectScreen(portal.model, "wallet-link-picture", columns, rows)
  }

  @Test("The picture is black on white, with four white modules around it, under every size that has room")
  func printed() {
    for (columns, rows) in [(100, 30), (120, 40), (200, 60)] {
      let frame = PortalViews.frame(
        shop(columns, rows, .character("v")).model, size: Size(columns: columns, rows: rows))
      let printed = (0..<rows).map { row in frame.row(row).filter(\.style.isPrinted).map(\.text) }.filter {
        !$0.isEmpty
      }
      #expect(printed.count == 25 && printed.allSatisfy { $0.count == 49 })
      #expect(printed.prefix(2).joined().allSatisfy { $0 == " " })
      #expect(printed.allSatisfy { ($0.prefix(4) + $0.suffix(4)).allSatisfy { $0 == " " } })
    }
  }
}
