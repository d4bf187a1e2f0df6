import Domain
import PortalModel
import PortalSamples
import PortalViews
import Screen
import Testing

@Suite("Saved screens")
struct ScreensTests {
  static let sizes = [(80, 24), (100, 30), (120, 40), (60, 20)]

  @Test("The full portal, a grant selected", arguments: sizes)
  func grants(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.end, .up)
    expectScreen(portal.model, "grants", columns, rows)
  }

  @Test("The empty portal says what to press", arguments: sizes)
  func empty(columns: Int, rows: Int) {
    expectScreen(PressedPortal.empty(columns, rows).model, "empty", columns, rows)
  }

  @Test("First run: what first?", arguments: sizes)
  func welcome(columns: Int, rows: Int) {
    let portal = PressedPortal(Sample.environment(.noVault, columns: columns, rows: rows))
    expectScreen(portal.model, "welcome", columns, rows)
  }

  @Test("First run: choosing a passphrase", arguments: sizes)
  func passphrase(columns: Int, rows: Int) {
    var portal = PressedPortal(Sample.environment(.noVault, columns: columns, rows: rows))
    portal.press(.enter)
    portal.typeSecret("correct-horse-battery-staple-orbit")
    portal.press(.tab)
    portal.typeSecret("correct-horse")
    expectScreen(portal.model, "passphrase", columns, rows)
  }

  private static let kit = RecoveryKit(
    vaultID: Sample.id(7), code: SecretBytes("7QKD-M2XA-0F9T-RS4V-Y8HB-W3NE-K6PC-ZJ15-D1GX"),
    adminKey: String(repeating: "9f2c", count: 16))

  @Test("The recovery kit is shown", arguments: sizes)
  func kit(columns: Int, rows: Int) {
    var portal = PressedPortal(Sample.environment(.noVault, columns: columns, rows: rows))
    portal.press(.enter)
    portal.send(.vaultCreated)
    portal.send(.recoveryKit(Self.kit))
    expectScreen(portal.model, "kit", columns, rows)
  }

  @Test("Four groups of the kit are asked, one is wrong", arguments: sizes)
  func kitAsked(columns: Int, rows: Int) {
    var portal = PressedPortal(Sample.environment(.noVault, columns: columns, rows: rows))
    portal.press(.enter)
    portal.send(.vaultCreated)
    portal.send(.recoveryKit(Self.kit))
    portal.press(.enter)
    for group in ["7QKD", "M2XB", "0F9T", "Z"] {
      portal.typeSecret(group)
      portal.press(.enter)
    }
    expectScreen(portal.model, "kit-asked", columns, rows)
  }

  @Test("Ctrl-g makes six words", arguments: sizes)
  func sixWords(columns: Int, rows: Int) {
    var portal = PressedPortal(Sample.environment(.noVault, columns: columns, rows: rows))
    portal.press(.enter, .control("g"))
    portal.send(.passphraseMade(SecretBytes("kale-orbit-velvet-thumb-anchor-flint")))
    expectScreen(portal.model, "six-words", columns, rows)
  }

  @Test("Secrets", arguments: sizes)
  func secrets(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("3"), .down)
    expectScreen(portal.model, "secrets", columns, rows)
  }

  @Test("Providers", arguments: sizes)
  func providers(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("1"), .down)
    expectScreen(portal.model, "providers", columns, rows)
  }

  @Test("Policies, filtered", arguments: sizes)
  func policies(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("4"), .character("/"))
    portal.type("guard")
    expectScreen(portal.model, "policies", columns, rows)
  }

  @Test("New rows while an old one is looked at", arguments: sizes)
  func newAbove(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("5"), .down)
    portal.send(.vaultChanged)
    portal.answerLog(with: Sample.page(newest: 10_238))
    expectScreen(portal.model, "audit-new", columns, rows)
  }

  @Test("A filter that cannot be read says why while it is typed", arguments: sizes)
  func filterProblem(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("5"), .character("/"))
    portal.type("since:soon")
    expectScreen(portal.model, "audit-filter", columns, rows)
  }

  @Test("A failure says what to do", arguments: sizes)
  func failure(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.send(.adminHeld(until: Sample.now.adding(seconds: 540)))
    portal.send(
      .failed(
        .backup(path: "/mnt/x"),
        PortalFailure(code: "io", message: "cannot write /mnt/x: no space left", hint: "name another file")))
    expectScreen(portal.model, "failure", columns, rows)
  }

  @Test("From 160 columns the log has bytes and reason, and the rows go where they are needed")
  func large() {
    var portal = PressedPortal.full(160, 50)
    portal.press(.end, .up)
    expectScreen(portal.model, "grants", 160, 50)
    portal.press(.character("5"))
    expectScreen(portal.model, "audit", 160, 50)
  }

  @Test("The locked vault", arguments: sizes)
  func locked(columns: Int, rows: Int) {
    var portal = PressedPortal(Sample.environment(.locked, columns: columns, rows: rows))
    portal.typeSecret("wrong")
    expectScreen(portal.model, "locked", columns, rows)
  }

  @Test("The log in focus, its event beside it", arguments: sizes)
  func audit(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("5"), .down, .down)
    expectScreen(portal.model, "audit", columns, rows)
  }

  @Test("The log zoomed, filtered", arguments: sizes)
  func zoomed(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("5"), .character("z"), .down, .down)
    expectScreen(portal.model, "audit-zoomed", columns, rows)
  }

  @Test("The help", arguments: sizes)
  func help(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("?"))
    expectScreen(portal.model, "help", columns, rows)
  }

  @Test("A topic of the help", arguments: sizes)
  func topic(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("x"), .down)
    expectScreen(portal.model, "topic", columns, rows)
  }

  @Test("The detail opened", arguments: sizes)
  func detail(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.end, .up, .enter)
    expectScreen(portal.model, "detail", columns, rows)
  }

  @Test("A dialog takes the place above the log", arguments: sizes)
  func dialog(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.end, .up, .character("d"))
    expectScreen(portal.model, "revoke", columns, rows)
  }

  @Test("The guide takes the whole screen", arguments: sizes)
  func guide(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("1"), .down, .character("w"))
    expectScreen(portal.model, "guide", columns, rows)
  }

  @Test("The palette completes", arguments: sizes)
  func palette(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character(":"))
    portal.type("the")
    expectScreen(portal.model, "palette", columns, rows)
  }
}
