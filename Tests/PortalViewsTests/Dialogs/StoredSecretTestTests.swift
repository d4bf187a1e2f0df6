import Domain
import PortalModel
import Screen
import Testing

@testable import PortalViews

@Suite("Testing a stored secret")
struct StoredSecretTestTests {
  private func opened() -> DialogFixture {
    var fixture = DialogFixture(.testResult(TestResult(testing: DialogFixture.stripe)))
    fixture.send(.tick(DialogFixture.now))
    return fixture
  }

  @Test("begins with the first tick and only once")
  func beginsOnce() {
    var fixture = opened()
    fixture.send(.tick(DialogFixture.now.adding(seconds: 1)))
    #expect(fixture.effects == [.testStoredSecret(secret: DialogFixture.stripe.id)])
    #expect(fixture.dialog.sameAs == "gatehouse secrets test stripe-live")
  }

  @Test("an accepted value stores nothing and is done")
  func accepted() {
    var fixture = opened()
    fixture.send(.answer(.secretTested(TestReport(verdict: .valid, summary: "Valid: Stripe accepted it.", steps: []))))
    #expect(fixture.effects.count == 1)
    #expect(fixture.screen.contains("accepted"))
    fixture.press(.enter)
    #expect(fixture.fate == .close)
  }

  @Test("a refused value can be tried again and offers no storing")
  func refused() {
    var fixture = opened()
    fixture.send(.answer(.secretTested(TestReport(verdict: .refused, summary: "Stripe refused it.", steps: []))))
    #expect(!fixture.screen.contains("Store"))
    fixture.press(.right, .enter)
    #expect(fixture.effects.count == 2)
  }
}
