import Domain
import PortalModel
import Screen
import Testing

@testable import PortalViews

/// What was typed or pasted as a secret is in no cell, no dump and no description of a dialog.
@Suite("Secrets stay out of sight")
struct SecrecyTests {
  private static let secret = "sk_live_51NfQ7kL2eZvKYlo2C8hJ4mXw9pRt3sVb6nYcD1gFaE5uOiPzT"

  private func leaks(_ fixture: DialogFixture) -> [String] {
    var dumped = ""
    dump(fixture.dialog, to: &dumped)
    dump(fixture.effects, to: &dumped)
    let texts = [
      fixture.screen, dumped, String(describing: fixture.dialog), String(reflecting: fixture.dialog),
      String(describing: fixture.effects), fixture.dialog.title, fixture.dialog.note, fixture.dialog.sameAs ?? "",
      fixture.dialog.message ?? "", fixture.dialog.bindings.map { "\($0)" }.joined(),
    ]
    // A part of it would be as bad as the whole.
    return texts.filter { $0.contains(Self.secret.dropFirst(8).prefix(12)) }
  }

  @Test("in the paste dialog and its test, at every step")
  func paste() {
    var fixture = DialogFixture(
      .paste(PasteDialog(pasted: SecretBytes(Self.secret + "\n"), in: DialogFixture.context())))
    #expect(leaks(fixture).isEmpty)
    for columns in [60, 80, 120] {
      fixture.size = Size(columns: columns, rows: 24)
      #expect(leaks(fixture).isEmpty)
    }
    fixture.press(.enter)
    #expect(leaks(fixture).isEmpty)
    fixture.send(.answer(.secretTested(TestReport(verdict: .refused, summary: "Refused.", steps: []))))
    #expect(leaks(fixture).isEmpty)
    fixture.press(.right, .enter)
    fixture.send(.answer(.stored(StoredSecret(secret: DialogFixture.stripe, grant: DialogFixture.live))))
    #expect(leaks(fixture).isEmpty)
  }

  @Test("in a custom credential with a user and a password")
  func basic() {
    var fixture = DialogFixture(
      .paste(PasteDialog(pasted: SecretBytes(Self.secret), provider: "custom", in: DialogFixture.context())))
    fixture.press(.tab, .tab, .right, .right)
    #expect(leaks(fixture).isEmpty)
  }

  @Test("in the dialog for a new value")
  func rotate() {
    var fixture = DialogFixture(.rotate(RotateDialog(DialogFixture.stripe, in: DialogFixture.context())))
    fixture.send(.paste(SecretBytes(Self.secret)))
    #expect(leaks(fixture).isEmpty)
    fixture.press(.enter)
    #expect(leaks(fixture).isEmpty)
  }

  @Test("in the passphrase prompt and the OAuth app's secret")
  func typed() throws {
    var prompt = DialogFixture(.passphrase(PassphrasePrompt(for: .createRecoveryKit)))
    prompt.send(.paste(SecretBytes(Self.secret)))
    prompt.press(.enter)
    #expect(leaks(prompt).isEmpty)
    var form = DialogFixture(.oauthApp(OAuthAppForm(provider: "github", in: DialogFixture.context())))
    form.type("id")
    form.press(.tab)
    form.send(.paste(SecretBytes(Self.secret)))
    #expect(form.line("App secret")?.contains("••••••••••••••••") == true)
    #expect(leaks(form).isEmpty)
    form.press(.enter)
    #expect(leaks(form).isEmpty)
  }
}
