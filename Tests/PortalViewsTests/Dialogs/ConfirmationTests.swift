import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@testable import PortalViews

@Suite("Before something is revoked or removed")
struct ConfirmationTests {
  @Test("the dialog lists the grants, policies, callers and calls that will fail")
  func listsWhatBreaks() {
    let fixture = DialogFixture(
      .confirm(Confirmation(.revokeSecret(DialogFixture.stripe), overview: DialogFixture.overview)))
    #expect(fixture.line("Grants")?.contains("stripe-live   stripe-agent") == true)
    #expect(fixture.line("Policies")?.contains("stripe-guard") == true)
    #expect(fixture.line("Callers")?.contains("checkout-api 1,204   claude-code 37") == true)
    #expect(fixture.line("Calls")?.contains("1,241 in the last 24 hours") == true)
    #expect(fixture.screen.contains("For ten minutes u takes it back"))
  }

  @Test("Cancel has the focus, so Enter changes nothing")
  func cancelIsFocused() {
    var fixture = DialogFixture(
      .confirm(Confirmation(.revokeGrant(DialogFixture.live), overview: DialogFixture.overview)))
    #expect(fixture.line("[ Cancel ]")?.hasPrefix("▌[ Cancel ]") == true)
    fixture.press(.enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.fate == .close)
  }

  @Test("the other button revokes, and the dialog closes when it is done")
  func revokes() {
    var fixture = DialogFixture(
      .confirm(Confirmation(.revokeGrant(DialogFixture.live), overview: DialogFixture.overview)))
    let revoke = Effect.revokeGrant(grant: DialogFixture.live.id)
    fixture.press(.right, .enter)
    #expect(fixture.effects == [revoke])
    #expect(fixture.fate == .stay)
    fixture.send(.answer(.done(revoke, message: "stripe-live is revoked.")))
    #expect(fixture.fate == .close)
  }

  @Test("removing a policy has no undo, so its name is asked for")
  func removingAsksForTheName() {
    var fixture = DialogFixture(
      .confirm(Confirmation(.removePolicy(DialogFixture.guardPolicy), overview: DialogFixture.overview)))
    fixture.press(.right, .enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.line("Its name")?.contains("this is not stripe-guard") == true)
    fixture.type("stripe-guard")
    fixture.press(.tab, .tab, .enter)
    #expect(fixture.effects == [.removePolicy(policy: DialogFixture.guardPolicy.id)])
  }

  @Test("a connection's end is final, so its name is asked for, and the provider is told")
  func revokingAConnection() {
    let summary = Sample.connections[0]
    var fixture = DialogFixture(
      .confirm(Confirmation(.revokeGrant(summary.grant), overview: Sample.overview, catalog: Sample.catalog)))
    #expect(fixture.dialog.note == "cannot be undone")
    #expect(fixture.dialog.sameAs == "gatehouse oauth revoke github-u017")
    #expect(fixture.screen.contains("destroyed. GitHub is"))
    fixture.press(.right, .enter)
    #expect(fixture.effects.isEmpty)
    fixture.type("github-u017")
    fixture.press(.tab, .tab, .enter)
    #expect(fixture.effects == [.revokeGrant(grant: summary.id)])
  }

  @Test("a refusal stays on the screen with what to do")
  func keepsTheDialogOnFailure() {
    var fixture = DialogFixture(
      .confirm(Confirmation(.revokeGrant(DialogFixture.live), overview: DialogFixture.overview)))
    let failure = PortalFailure(code: "locked", message: "The vault is locked.", hint: "Unlock it first.")
    fixture.send(.answer(.failed(.revokeGrant(grant: DialogFixture.live.id), failure)))
    #expect(fixture.screen.contains("The vault is locked."))
    #expect(fixture.screen.contains("Unlock it first."))
  }

  @Test("the same act as a command is named")
  func namesTheCommand() {
    let confirmation = Confirmation(.revokeSecret(DialogFixture.stripe), overview: DialogFixture.overview)
    #expect(Dialog.confirm(confirmation).sameAs == "gatehouse secrets revoke stripe-live")
  }
}
