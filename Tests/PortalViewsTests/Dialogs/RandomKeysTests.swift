import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@testable import PortalViews

/// Keys and sizes that nobody would choose; the seed is fixed, so that a failure comes back.
@Suite("Dialogs under random keys and sizes")
struct RandomKeysTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  private static let keys: [Key] =
    [
      .enter, .tab, .backTab, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .backspace, .delete,
      .control("n"), .control("x"), .control("p"), .control("u"), .control("s"), .control("a"), .control("y"),
      .control("o"),
    ] + "ynca12oupsYg?G/{}*é漢".map { .character($0) }

  private static let app = OAuthAppDraft(
    name: "github-app", provider: "github", clientID: "id", clientSecret: nil, scopes: ["read:user", "repo"])

  /// The dialog that waits for a user, after a step.
  private static func connecting(_ step: ConnectionStep) -> Dialog {
    var fixture = DialogFixture(.connect(ConnectDialog(stored: app, in: DialogFixture.context())))
    fixture.type("mia")
    fixture.press(.enter)
    fixture.send(.answer(.connectionStep(step)))
    return fixture.dialog
  }

  /// A replay that is being read, or is whole.
  private static func replaying(isWhole: Bool) -> Dialog {
    var fixture = DialogFixture(.policy(PolicyForm(editing: DialogFixture.guardPolicy, in: DialogFixture.context())))
    fixture.press(.control("r"))
    guard let effect = fixture.effects.first else { return fixture.dialog }
    let progress = ReplayProgress(done: 500, total: 5004, report: Sample.replay(first: 500))
    fixture.send(.answer(isWhole ? .replayed(effect, Sample.replay()) : .replayProgress(effect, progress)))
    return fixture.dialog
  }

  private static let count = dialogs().count

  private static func dialogs() -> [Dialog] {
    let context = DialogFixture.context()
    let overview = DialogFixture.overview
    return [
      .guide(GuideDialog(in: context)), .guide(GuideDialog(provider: "discord", in: context)),
      .paste(PasteDialog(in: context)), .paste(PasteDialog(provider: "custom", in: context)),
      .rotate(RotateDialog(DialogFixture.stripe, in: context)),
      .addGrant(AddGrantForm(secret: nil, in: context)),
      .compose(RequestComposer(overview.grants[0], in: context)),
      .policy(PolicyForm(for: DialogFixture.live, in: context)),
      .policy(PolicyForm(editing: DialogFixture.guardPolicy, in: context)),
      .oauthApp(OAuthAppForm(provider: nil, in: context)),
      .confirm(Confirmation(.removePolicy(DialogFixture.guardPolicy), overview: overview)),
      .testResult(TestResult(testing: DialogFixture.stripe)),
      .passphrase(PassphrasePrompt(for: .createRecoveryKit)),
      .connect(ConnectDialog(stored: app, in: context)), connecting(.open(url: "https://a.example/?state=漢")),
      connecting(
        .device(userCode: "WDJB-MJHT", url: "https://a.example", completeURL: nil, expiresAt: DialogFixture.now)),
      replaying(isWhole: true), replaying(isWhole: false),
    ]
  }

  @Test("every frame is whole, and the cursor stands inside it", arguments: 0..<count)
  func staysWhole(index: Int) {
    var generator = Generator(state: UInt64(index) &* 7919 &+ 1)
    var fixture = DialogFixture(Self.dialogs()[index])
    for step in 0..<250 {
      fixture.press(Self.keys.randomElement(using: &generator) ?? .tab)
      guard step % 5 == 0 else { continue }
      fixture.size = Size(
        columns: Int.random(in: 1...140, using: &generator), rows: Int.random(in: 1...45, using: &generator))
      let frame = fixture.frame
      #expect(frame.lines.allSatisfy { TextWidth.columns(of: $0) == fixture.size.columns })
      if let cursor = frame.cursor { #expect(Rect(fixture.size).contains(cursor)) }
    }
  }

  @Test("every key that a dialog names has words for the hint row and the help", arguments: 0..<count)
  func namesItsKeys(index: Int) {
    let dialog = Self.dialogs()[index]
    #expect(!dialog.title.isEmpty)
    #expect(!dialog.bindings.isEmpty)
    #expect(dialog.bindings.allSatisfy { !$0.keys.isEmpty && !$0.label.isEmpty && !$0.description.isEmpty })
    #expect(dialog.bindings.contains { $0.matches(.escape) })
  }
}
