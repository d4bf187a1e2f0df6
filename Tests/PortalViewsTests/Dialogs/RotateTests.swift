import Domain
import PortalModel
import Screen
import Testing

@testable import PortalViews

@Suite("A new value for a stored secret")
struct RotateTests {
  private let value = SecretBytes("sk_live_51NfakeNewValue\n")

  private func dialog(_ secret: Secret = DialogFixture.stripe) -> DialogFixture {
    DialogFixture(.rotate(RotateDialog(secret, in: DialogFixture.context())))
  }

  @Test("says which grants keep their ids")
  func saysWhatStays() {
    let fixture = dialog()
    #expect(fixture.line("Grants")?.contains("stripe-live   stripe-agent") == true)
    #expect(fixture.line("grant_id")?.contains("the same; no program needs to change") == true)
  }

  @Test("a pasted value is masked, tested, then stored under the same secret")
  func testsThenStores() throws {
    var fixture = dialog()
    fixture.send(.paste(value))
    #expect(fixture.line("Value")?.contains("••••••••••••••••") == true)
    fixture.press(.enter)
    guard case .testSecret(let draft, let credential) = try #require(fixture.effects.last) else {
      Issue.record("nothing was tested")
      return
    }
    #expect(draft.name == "stripe-live")
    #expect(credential["token"]?.hasSameBytes(as: SecretBytes("sk_live_51NfakeNewValue")) == true)
    fixture.send(
      .answer(.testStep(TestStep(name: .answer, text: "200 OK", result: .good, microseconds: 141_000))),
      .answer(.secretTested(TestReport(verdict: .valid, summary: "Valid: Stripe accepted the key.", steps: []))))
    #expect(fixture.effects.last == .rotateSecret(secret: DialogFixture.stripe.id, credential))
    fixture.send(.answer(.done(.rotateSecret(secret: DialogFixture.stripe.id, credential), message: "Stored.")))
    #expect(fixture.screen.contains("tested and stored"))
    #expect(fixture.line("answer  ")?.contains("200 OK") == true)
    #expect(fixture.dialog.message == "Stored. Every grant_id of stripe-live stays the same.")
    fixture.press(.enter)
    #expect(fixture.place == .secret(DialogFixture.stripe.id))
  }

  @Test("a refused value can be pasted again or stored anyway")
  func refused() {
    var fixture = dialog()
    fixture.send(.paste(value))
    fixture.press(.enter)
    fixture.send(
      .answer(
        .secretTested(
          TestReport(
            verdict: .refused, summary: "Stripe refused the key.",
            steps: [
              TestStep(name: .answer, text: "401, invalid_api_key", result: .refused, microseconds: 90_000)
            ]))))
    #expect(fixture.screen.contains("refused, nothing is stored"))
    #expect(fixture.line("401")?.contains("refused") == true)
    #expect(fixture.line("[ Paste again ]")?.hasPrefix("▌[ Paste again ]     [ Store anyway ]") == true)
    fixture.press(.enter)
    #expect(fixture.screen.contains("New value for stripe-live"))
  }

  @Test("an unreachable host says so and stores nothing")
  func unreachable() {
    var fixture = dialog()
    fixture.send(.paste(value))
    fixture.press(.enter)
    fixture.send(
      .answer(.secretTested(TestReport(verdict: .unreachable, summary: "api.stripe.com did not answer.", steps: []))))
    #expect(fixture.effects.count == 1)
    #expect(fixture.screen.contains("api.stripe.com did not answer. Nothing is known about the value"))
    fixture.press(.enter)
    #expect(fixture.effects.count == 2)
    #expect(fixture.screen.contains("testing, nothing is stored yet"))
  }

  @Test("without a harmless call the value is stored untested, and Enter says so first")
  func untested() {
    var fixture = dialog(DialogFixture.wiki)
    fixture.send(.paste(value))
    fixture.press(.enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.line("[ Store untested ]")?.contains("▌[ Store untested ]") == true)
    fixture.press(.enter)
    guard case .rotateSecret(let id, _) = fixture.effects.last else {
      Issue.record("nothing was stored")
      return
    }
    #expect(id == DialogFixture.wiki.id)
  }

  @Test("another provider's key is named before anything is sent")
  func warnsOfAnotherProvider() {
    var fixture = dialog()
    fixture.send(.paste(SecretBytes("pk_live_51NfQ7kL2eZvKYlo2C8hJ4mXw9pRt3sVb6nYcD1gFaE5uOiPzT")))
    #expect(fixture.line("Beware")?.contains("public by design") == true)
  }

  @Test("a test that failed is tried again, never skipped")
  func retriesTheTest() {
    var fixture = dialog()
    fixture.send(.paste(value))
    fixture.press(.enter)
    let test = fixture.effects[0]
    fixture.send(.answer(.failed(test, PortalFailure(code: "io", message: "The disk is full.", hint: "Make room."))))
    #expect(fixture.screen.contains("The disk is full."))
    fixture.press(.enter)
    #expect(fixture.effects == [test, test])
  }

  @Test("a value with a line break inside is refused beside its field")
  func lineBreak() {
    var fixture = dialog()
    fixture.send(.paste(SecretBytes("one\ntwo")))
    fixture.press(.enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.screen.contains("line break inside"))
  }
}
