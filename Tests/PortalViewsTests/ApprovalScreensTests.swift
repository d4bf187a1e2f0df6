import Domain
import PortalModel
import PortalSamples
import PortalViews
import Screen
import Testing

/// A call that waits, from the first line to its answer, at every size that matters.
@Suite("Saved screens of approvals")
struct ApprovalScreensTests {
  static let sizes = [(80, 24), (100, 30), (120, 40), (60, 20)]

  private func portal(_ columns: Int, _ rows: Int, _ calls: ParkedCall..., passes: [ApprovalPass] = []) -> PressedPortal
  {
    var portal = PressedPortal.full(columns, rows)
    portal.send(.vaultChanged)
    var page = Sample.page()
    page = AuditPage(
      entries: [Sample.asked(Sample.refund)] + page.entries, total: page.total + 1, hasMore: page.hasMore)
    portal.answerLog(with: page)
    portal.send(.overview(Sample.overview(waiting: calls, passes: passes)))
    return portal
  }

  private func opened(
    _ columns: Int, _ rows: Int, _ calls: ParkedCall..., passes: [ApprovalPass] = []
  ) -> PressedPortal {
    var portal = portal(columns, rows, passes: passes)
    portal.send(.overview(Sample.overview(waiting: calls, passes: passes)))
    portal.press(.character("!"))
    portal.send(.overview(Sample.overview(waiting: calls, passes: passes)))
    portal.model.now = portal.model.now.adding(seconds: 1)
    return portal
  }

  @Test("A call waits: the first line and the log say so", arguments: sizes)
  func waits(columns: Int, rows: Int) {
    var portal = portal(columns, rows, Sample.refund, Sample.payout)
    portal.send(.adminHeld(until: Sample.now.adding(seconds: 540)))
    portal.press(.character("5"))
    expectScreen(portal.model, "approval-waits", columns, rows)
  }

  @Test("One call: a form, any one person", arguments: sizes)
  func form(columns: Int, rows: Int) {
    expectScreen(opened(columns, rows, Sample.refund).model, "approval", columns, rows)
  }

  @Test("The second of three: JSON, two approvers of three", arguments: sizes)
  func json(columns: Int, rows: Int) {
    var portal = opened(columns, rows, Sample.refund, Sample.payout, Sample.upload)
    portal.press(.tab)
    expectScreen(portal.model, "approval-json", columns, rows)
  }

  @Test("Its end, raw", arguments: sizes)
  func raw(columns: Int, rows: Int) {
    var portal = opened(columns, rows, Sample.payout)
    portal.press(.character("b"), .end)
    expectScreen(portal.model, "approval-raw", columns, rows)
  }

  @Test("Binary, from a caller that tries to deceive", arguments: sizes)
  func binary(columns: Int, rows: Int) {
    expectScreen(opened(columns, rows, Sample.upload).model, "approval-binary", columns, rows)
  }

  @Test("As whom?", arguments: sizes)
  func naming(columns: Int, rows: Int) {
    var portal = opened(columns, rows, Sample.payout)
    portal.press(.character("a"), .left)
    expectScreen(portal.model, "approval-naming", columns, rows)
  }

  @Test("Denying, with a reason", arguments: sizes)
  func denying(columns: Int, rows: Int) {
    var portal = opened(columns, rows, Sample.refund)
    portal.press(.character("d"))
    portal.type("the order is not broken")
    expectScreen(portal.model, "approval-denying", columns, rows)
  }

  @Test("The call has gone while it was shown, another one waits", arguments: sizes)
  func gone(columns: Int, rows: Int) {
    var portal = opened(columns, rows, Sample.refund, Sample.payout)
    portal.send(.overview(Sample.overview(waiting: [Sample.payout])))
    expectScreen(portal.model, "approval-gone", columns, rows)
  }

  @Test("Nothing waits, two approvals hold", arguments: sizes)
  func passes(columns: Int, rows: Int) {
    var portal = opened(columns, rows, passes: Sample.passes)
    portal.press(.down)
    expectScreen(portal.model, "approval-passes", columns, rows)
  }

  @Test("Nothing waits, nothing holds", arguments: sizes)
  func nothing(columns: Int, rows: Int) {
    expectScreen(opened(columns, rows).model, "approval-nothing", columns, rows)
  }

  @Test("The passphrase for an answer says which", arguments: sizes)
  func passphrase(columns: Int, rows: Int) {
    var portal = opened(columns, rows, Sample.refund)
    portal.press(.character("A"))
    portal.send(.adminNeeded(portal.effects[0]))
    expectScreen(portal.model, "approval-passphrase", columns, rows)
  }
}
