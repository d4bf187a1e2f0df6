import Domain
import PortalModel
import PortalSamples
import PortalViews
import Screen
import Testing

@Suite("Saved screens: callers")
struct CallerScreensTests {
  static let sizes = ScreensTests.sizes

  private func callers(_ columns: Int, _ rows: Int) -> PressedPortal {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("6"))
    return portal
  }

  @Test("The callers, one with an old key and an agent below it", arguments: sizes)
  func list(columns: Int, rows: Int) {
    expectScreen(callers(columns, rows).model, "callers", columns, rows)
  }

  @Test("One that receives the token", arguments: sizes)
  func retrieving(columns: Int, rows: Int) {
    var portal = callers(columns, rows)
    portal.press(.down, .down, .enter)
    expectScreen(portal.model, "caller", columns, rows)
  }

  @Test("Zoomed, with key, grants, last use and calls", arguments: [(80, 24), (120, 40)])
  func zoomed(columns: Int, rows: Int) {
    var portal = callers(columns, rows)
    portal.press(.character("z"))
    expectScreen(portal.model, "callers-zoomed", columns, rows)
  }

  @Test("A new caller, its rights chosen one by one", arguments: sizes)
  func form(columns: Int, rows: Int) {
    var portal = callers(columns, rows)
    portal.press(.character("n"))
    portal.type("ci")
    portal.press(.tab, .tab)
    portal.type("stripe-live github-ci")
    portal.press(.tab, .right, .right, .tab, .down)
    expectScreen(portal.model, "caller-new", columns, rows)
  }

  @Test("Its key is handed out and not shown", arguments: sizes)
  func handover(columns: Int, rows: Int) {
    var portal = callers(columns, rows)
    portal.press(.character("n"))
    portal.send(.minted(.addCaller(CallerDraft(name: "ci")), Sample.minted))
    expectScreen(portal.model, "caller-key", columns, rows)
    #expect(!PortalViews.frame(portal.model, size: portal.model.size).lines.joined().contains("not-a-real-key"))
  }

  @Test("A new key in the old one's place", arguments: sizes)
  func rotation(columns: Int, rows: Int) {
    var portal = callers(columns, rows)
    portal.press(.character("r"))
    expectScreen(portal.model, "caller-rotate", columns, rows)
  }

  @Test("Revoking says what breaks", arguments: sizes)
  func revoking(columns: Int, rows: Int) {
    var portal = callers(columns, rows)
    portal.press(.character("d"))
    expectScreen(portal.model, "caller-revoke", columns, rows)
  }
}
