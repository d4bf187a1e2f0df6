import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

/// The policy form in the whole portal, at every size that matters.
@Suite("Saved screens of the policy form")
struct PolicyFormScreensTests {
  /// The form on the policy `read-mostly`, with these rules in place of its own.
  private func editing(_ columns: Int, _ rows: Int, _ rules: String...) throws -> PressedPortal {
    var portal = PressedPortal.full(columns, rows)
    var overview = Sample.overview
    let index = try #require(overview.policies.firstIndex { $0.name == "read-mostly" })
    overview.policies[index].rules = try rules.map { text in try Rule(text) }
    portal.send(.overview(overview))
    portal.press(.character("4"), .character("/"))
    portal.type("read")
    portal.press(.enter, .character("e"))
    return portal
  }

  @Test("Every option of a rule that asks", arguments: DialogScreensTests.sizes)
  func asks(columns: Int, rows: Int) throws {
    var portal = try editing(
      columns, rows,
      "ask POST api.stripe.com/v1/refunds when body /amount > 50000 and not time Mon-Fri 09:00-17:00 Europe/Berlin "
        + "by 2 of alice,bob,carol within 15m", "allow GET when caller nightly rate 100/1h until 2030-01-01")
    portal.press(.down, .down, .down)
    expectScreen(portal.model, "policy-ask", columns, rows)
  }

  @Test("What an option offers", arguments: DialogScreensTests.sizes)
  func offers(columns: Int, rows: Int) throws {
    var portal = try editing(columns, rows, "deny POST")
    portal.press(.control("o"))
    expectScreen(portal.model, "policy-offer", columns, rows)
  }

  @Test("An option that cannot be read", arguments: DialogScreensTests.sizes)
  func problem(columns: Int, rows: Int) throws {
    var portal = try editing(columns, rows, "allow GET", "deny DELETE")
    portal.press(.control("o"))
    portal.type("9 to 5")
    expectScreen(portal.model, "policy-problem", columns, rows)
  }

  @Test("A rule that takes everything from another one", arguments: DialogScreensTests.sizes)
  func warning(columns: Int, rows: Int) throws {
    var portal = try editing(
      columns, rows, "allow GET /v1/** rate 5/1h", "deny any", "redact PUT removing /card/number")
    portal.press(.control("o"))
    expectScreen(portal.model, "policy-warning", columns, rows)
  }

  @Test("The whole policy in words, before it is saved", arguments: DialogScreensTests.sizes)
  func beforeSaving(columns: Int, rows: Int) throws {
    var portal = try editing(columns, rows, "allow GET,HEAD", "ask any when address 10.0.0.0/8", "deny DELETE")
    portal.press(.control("o"), .down, .down, .down)
    expectScreen(portal.model, "policy-whole", columns, rows)
  }
}
