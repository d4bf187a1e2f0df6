import Domain
import PortalModel
import Screen
import Testing

@testable import PortalViews

@Suite("The policy form")
struct PolicyFormTests {
  private func form() -> DialogFixture {
    DialogFixture(.policy(PolicyForm(for: DialogFixture.live, in: DialogFixture.context())))
  }

  @Test("says every rule in words while it is typed")
  func rulesInWords() {
    var fixture = form()
    fixture.press(.tab, .tab, .control("u"))
    fixture.type("/v1/customers/*")
    #expect(fixture.line("Deny DELETE")?.hasPrefix("Deny DELETE on /v1/customers/*.") == true)
    #expect(fixture.screen.contains("Everything else passes, inside the binding."))
  }

  @Test("an allow rule says that it closes everything else")
  func allowCloses() {
    var fixture = form()
    fixture.press(.backTab, .left)
    #expect(fixture.line("Allow DELETE")?.isEmpty == false)
    #expect(fixture.screen.contains("Everything that no allow rule matches is denied."))
  }

  @Test("Enter saves the draft for the grant it was opened from")
  func saves() {
    var fixture = form()
    fixture.press(.enter)
    let draft = PolicyDraft(
      name: "stripe-live-guard", scope: .grants([DialogFixture.live.id]),
      rules: [Rule(effect: .deny, methods: ["DELETE"])])
    #expect(fixture.effects == [.savePolicy(draft)])
  }

  @Test("a wrong method says so beside its cell and nothing is saved")
  func refusesABadMethod() {
    var fixture = form()
    fixture.press(.control("u"))
    fixture.type("G3T")
    fixture.press(.enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.screen.contains("G3T is not a method"))
  }

  @Test("rules are added and dropped by key")
  func addsAndDrops() {
    var fixture = form()
    fixture.press(.control("n"), .control("u"))
    fixture.type("post,put")
    #expect(fixture.line("Deny POST")?.hasPrefix("Deny POST and PUT.") == true)
    fixture.press(.up, .control("x"))
    #expect(!fixture.screen.contains("Deny DELETE"))
    fixture.press(.enter)
    let draft = PolicyDraft(
      name: "stripe-live-guard", scope: .grants([DialogFixture.live.id]),
      rules: [Rule(effect: .deny, methods: ["POST", "PUT"])])
    #expect(fixture.effects == [.savePolicy(draft)])
  }

  @Test(
    "what the form does not show of a policy (conditions, approvers, tests, strictness) stays when the rest is changed")
  func keepsTheRest() throws {
    var policy = DialogFixture.guardPolicy
    policy.isStrict = true
    policy.rules = [
      try Rule("ask DELETE /v1/** when caller ci by alice,bob within 1h"), try Rule("redact PUT removing /a"),
      try Rule("allow GET rate 5/1h until 2030-01-01"),
    ]
    policy.tests = [
      PolicyTest(name: "t", expected: .ask, method: "DELETE", url: "https://api.stripe.com/v1/x", grant: "stripe-live")
    ]
    var fixture = DialogFixture(.policy(PolicyForm(editing: policy, in: DialogFixture.context())))
    fixture.press(.control("u"))
    fixture.type("PATCH")
    fixture.press(.enter)
    guard case .savePolicy(let draft) = fixture.effects.last else {
      Issue.record("not saved: \(fixture.effects)")
      return
    }
    #expect(
      draft.rules.map(\.description) == [
        "ask PATCH /v1/** when caller ci by alice,bob within 1h", "redact PUT removing /a",
        "allow GET rate 5/1h until 2030-01-01T00:00:00.000Z",
      ])
    #expect(draft.isStrict && draft.tests == policy.tests && draft.scope == policy.scope)
  }

  @Test("a scope of some grants wants at least one")
  func wantsAGrant() {
    var fixture = form()
    // this grant -> some grants, and the one that is chosen is switched off.
    fixture.press(.up, .right)
    #expect(fixture.line("stripe-agent")?.contains("[ ] stripe-agent") == true)
    fixture.press(.tab, .tab, .right, .enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.line("Holds for")?.contains("choose at least one grant") == true)
  }

  @Test("a new policy never replaces another one of its name")
  func refusesATakenName() {
    var fixture = form()
    fixture.press(.up, .backTab, .control("u"))
    fixture.type("stripe-guard")
    fixture.press(.enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.line("Name")?.contains("a policy has this name") == true)
  }

  @Test("editing keeps name, scope and rules, and names the command that does the same")
  func edits() {
    let dialog = Dialog.policy(PolicyForm(editing: DialogFixture.guardPolicy, in: DialogFixture.context()))
    #expect(
      dialog.sameAs
        == "gatehouse policy add stripe-guard --replace --grant stripe-live 'deny DELETE /v1/customers/*'")
  }
}
