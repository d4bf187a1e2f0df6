import Domain
import PortalModel
import Screen
import Testing

@testable import PortalViews

@Suite("The passphrase before an admin act")
struct PassphrasePromptTests {
  private let act = Effect.revokeGrant(grant: DialogFixture.live.id)

  @Test("says what it is for and how long it holds")
  func saysWhy() {
    let fixture = DialogFixture(.passphrase(PassphrasePrompt(for: act)))
    #expect(fixture.screen.contains("The passphrase is needed to revoke the grant stripe-live."))
    #expect(fixture.screen.contains("ten minutes"))
  }

  @Test("holds the right with the typed bytes, then sends the act again")
  func goesOn() throws {
    var fixture = DialogFixture(.passphrase(PassphrasePrompt(for: act)))
    let field = try #require(fixture.dialog.secretField)
    for character in "open sesame" { field.append(character) }
    fixture.send(.secretEdited)
    #expect(fixture.line("Passphrase  ")?.contains("••••••••••••••••") == true)
    fixture.press(.enter)
    #expect(fixture.effects == [.holdAdmin(passphrase: field)])
    #expect(fixture.dialog.secretField == nil)
    fixture.send(.answer(.adminHeld(until: DialogFixture.now)))
    #expect(fixture.effects.last == act)
    #expect(fixture.fate == .close)
  }

  @Test("a wrong passphrase keeps the dialog, empties the field and says so")
  func wrongPassphrase() throws {
    var fixture = DialogFixture(.passphrase(PassphrasePrompt(for: act)))
    let field = try #require(fixture.dialog.secretField)
    field.append("x")
    fixture.press(.enter)
    let failure = PortalFailure(code: "wrong_passphrase", message: "the passphrase is wrong", hint: "try again")
    fixture.send(.answer(.failed(.holdAdmin(passphrase: field), failure)))
    #expect(fixture.fate == .stay)
    #expect(fixture.line("Passphrase  ")?.contains("the passphrase is wrong; try again") == true)
    #expect(fixture.dialog.secretField?.isEmpty == true)
  }

  @Test("nothing typed sends nothing")
  func emptyPassphrase() {
    var fixture = DialogFixture(.passphrase(PassphrasePrompt(for: act)))
    fixture.press(.enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.screen.contains("Empty."))
  }

  @Test("Esc closes it and does nothing")
  func escapes() {
    var fixture = DialogFixture(.passphrase(PassphrasePrompt(for: act)))
    fixture.press(.escape)
    #expect(fixture.fate == .close)
    #expect(fixture.effects.isEmpty)
  }
}
