import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

/// Keys, ticks and answers in an order that matters; the time is the model's.
@Suite("Approvals in the portal")
struct ApprovalsTests {
  private let refund = Sample.refund
  private let payout = Sample.payout

  /// The approvals are open, and have been for long enough to be answered.
  private func opened(_ calls: [ParkedCall], passes: [ApprovalPass] = []) -> PressedPortal {
    var portal = PressedPortal.full()
    portal.send(.overview(Sample.overview(waiting: calls, passes: passes)))
    portal.press(.character("!"))
    portal.send(.overview(Sample.overview(waiting: calls, passes: passes)))
    portal.wait(300)
    return portal
  }

  // MARK: Telling

  @Test("A call that appears is told of once, by caller and grant, without a path or a reason")
  func tells() {
    var portal = PressedPortal.full()
    portal.send(.overview(Sample.overview(waiting: [refund])))
    #expect(portal.effects == [.notify("Gatehouse: claude-code asks to use stripe-live")])
    portal.send(.overview(Sample.overview(waiting: [refund])))
    #expect(portal.effects.isEmpty)
    portal.send(.overview(Sample.overview(waiting: [])))
    portal.send(.overview(Sample.overview(waiting: [refund, payout])))
    #expect(portal.effects == [.notify("Gatehouse: nightly asks to use stripe-live")])
    #expect(portal.model.dialogs.isEmpty)
  }

  @Test("A call that waits when the portal opens rings no bell")
  func tellsNothingAtTheStart() {
    var portal = PressedPortal(Sample.environment())
    portal.send(.overview(Sample.overview(waiting: [refund])))
    #expect(portal.effects.isEmpty)
  }

  @Test("A locked vault tells nothing; after the unlocking what came meanwhile is told")
  func tellsNothingWhileLocked() {
    var portal = PressedPortal.full()
    portal.send(.locked)
    portal.send(.overview(Sample.overview(waiting: [refund])))
    #expect(portal.effects.isEmpty)
    portal.send(.unlocked)
    portal.send(.overview(Sample.overview(waiting: [refund])))
    #expect(portal.effects == [.notify("Gatehouse: claude-code asks to use stripe-live")])
  }

  @Test("Control characters of a caller's name are shown, not told")
  func tellsVisibly() {
    var portal = PressedPortal.full()
    portal.send(.overview(Sample.overview(waiting: [Sample.upload])))
    #expect(portal.effects == [.notify(#"Gatehouse: evil\u{1b}[2J asks to use stripe-live"#)])
  }

  @Test("The first line counts those whose time is not over, and is short where there is little room")
  func status() {
    var portal = PressedPortal.full()
    #expect(portal.model.shortStatusParts == ["14 min"])
    portal.send(.overview(Sample.overview(waiting: [refund, payout])))
    #expect(portal.model.statusParts == ["unlocked 14 min", "broker 127.0.0.1:7411", "2 approvals waiting, !"])
    portal.send(.tick(Sample.now.adding(seconds: 40)))
    #expect(portal.model.statusParts == ["unlocked 13 min", "broker 127.0.0.1:7411", "1 approval waiting, !"])
    #expect(portal.model.shortStatusParts == ["13 min", "1 waits, !"])
  }

  // MARK: Answering

  @Test("a approves once, and what came of it stays until a key leads on")
  func approves() throws {
    var portal = opened([refund, payout])
    portal.press(.character("a"))
    #expect(portal.effects == [.answerApproval(call: refund.id, shown: refund.digest, .once, approver: nil)])
    portal.send(.approvalAnswered(refund.id, .approved))
    #expect(portal.effects.contains(.loadOverview))
    portal.send(.overview(Sample.overview(waiting: [payout])))
    portal.wait(1000)
    #expect(try portal.approvals.page == .gone(refund, .approved))
    portal.press(.character("a"), .character("A"), .character("d"), .enter, .character(" "))
    #expect(portal.effects.isEmpty)
    #expect(try portal.approvals.page == .gone(refund, .approved))
    portal.press(.tab)
    #expect(try portal.approvals.page == .call(payout))
  }

  @Test("A approves calls of the same shape for 15 minutes")
  func approvesForAWhile() {
    var portal = opened([refund])
    portal.press(.character("A"))
    #expect(
      portal.effects == [.answerApproval(call: refund.id, shown: refund.digest, .forShape(seconds: 900), approver: nil)]
    )
  }

  @Test("No answer is Enter or Space")
  func noAccident() throws {
    var portal = opened([refund])
    for key in [Key.enter, .character(" "), .character("y"), .character("\r")] {
      portal.press(key)
      #expect(portal.effects.isEmpty)
    }
    #expect(try portal.approvals.page == .call(refund))
  }

  @Test("For 0.3 s after it has opened, no key answers; a burst behind ! approves nothing", arguments: ["a", "A", "d"])
  func settles(key: Character) throws {
    var portal = PressedPortal.full()
    portal.send(.overview(Sample.overview(waiting: [refund])))
    portal.press(.character("!"), .character(key))
    #expect(portal.effects.isEmpty)
    portal.wait(299)
    portal.press(.character(key))
    #expect(try portal.effects.isEmpty && portal.approvals.phase == .reading)
    portal.wait(1)
    portal.press(.character(key))
    #expect(try portal.approvals.phase != .reading)
  }

  @Test("Moving to another call begins the 0.3 s anew")
  func settlesAfterMoving() {
    var portal = opened([refund, payout])
    portal.press(.tab, .backTab, .character("a"))
    #expect(portal.effects.isEmpty)
    portal.wait(300)
    portal.press(.character("a"))
    #expect(portal.effects == [.answerApproval(call: refund.id, shown: refund.digest, .once, approver: nil)])
  }

  @Test("d asks for a reason, Enter sends it, an empty one is refused")
  func denies() throws {
    var portal = opened([refund])
    portal.press(.character("d"), .enter)
    #expect(portal.effects.isEmpty)
    portal.type("not all? ad!")
    #expect(portal.model.dialogs.count == 1 && portal.model.help == nil)
    portal.press(.enter)
    #expect(
      portal.effects == [
        .answerApproval(call: refund.id, shown: refund.digest, .deny(reason: "not all? ad!"), approver: nil)
      ])
    portal.send(.approvalAnswered(refund.id, .denied))
    #expect(try portal.approvals.page == .gone(refund, .denied))
  }

  @Test("Esc leaves the reason, the call waits on, and a second Esc closes")
  func leavesTheReason() throws {
    var portal = opened([refund])
    portal.press(.character("d"))
    portal.type("no")
    #expect(portal.model.dialogs[0].isDirty)
    portal.press(.escape)
    #expect(try portal.approvals.phase == .reading)
    portal.press(.escape)
    #expect(portal.model.dialogs.isEmpty && portal.effects.isEmpty)
  }

  @Test("A call that goes while its denial is typed takes no other call with it")
  func goesWhileTyping() throws {
    var portal = opened([refund, payout])
    portal.press(.character("d"))
    portal.type("bad i")
    portal.send(.overview(Sample.overview(waiting: [payout])))
    portal.type("dea l")
    #expect(try portal.approvals.page == .gone(refund, nil))
    portal.press(.enter)
    #expect(portal.effects.isEmpty && portal.model.dialogs.count == 1)
    #expect(portal.model.notice?.text == "Nothing was sent: the call no longer waits.")
  }

  // MARK: The passphrase

  @Test("The passphrase is asked for, then the same answer is sent again")
  func asksForThePassphrase() throws {
    var portal = opened([refund])
    portal.press(.character("a"))
    let answer = try #require(portal.effects.first)
    #expect(answer.isAdminAct)
    portal.send(.adminNeeded(answer))
    portal.typeSecret("correct horse")
    portal.press(.enter)
    portal.send(.adminHeld(until: Sample.now.adding(seconds: 600)))
    #expect(portal.effects == [answer])
    #expect(try portal.approvals.phase == .sending)
    portal.press(.character("a"), .character("d"))
    #expect(portal.effects.isEmpty)
  }

  @Test("Whoever leaves the passphrase alone finds the call unanswered and can answer it")
  func leavesThePassphrase() throws {
    var portal = opened([refund])
    portal.press(.character("a"))
    portal.send(.adminNeeded(portal.effects[0]))
    portal.press(.escape, .character("d"))
    guard case .denying = try portal.approvals.phase else {
      Issue.record("the denial is not asked for")
      return
    }
  }

  @Test("A call that has gone while the passphrase was typed is not answered, and that is said")
  func goesBehindThePassphrase() throws {
    var portal = opened([refund])
    portal.press(.character("a"))
    portal.send(.adminNeeded(portal.effects[0]))
    portal.send(.overview(Sample.overview(waiting: [])))
    portal.send(.adminHeld(until: Sample.now.adding(seconds: 600)))
    #expect(portal.effects.isEmpty)
    #expect(portal.model.notice?.text == "The call has gone meanwhile: nothing was answered.")
    #expect(try portal.approvals.page == .gone(refund, nil))
  }

  @Test("An answer that comes too late says why, and everything is read again")
  func tooLate() throws {
    var portal = opened([refund])
    portal.press(.character("a"))
    portal.send(
      .failed(
        portal.effects[0], PortalFailure(code: "not_found", message: "there is no waiting call 4c07", hint: "")))
    #expect(try portal.approvals.problem?.message == "there is no waiting call 4c07")
    #expect(portal.effects.contains(.loadOverview))
  }

  // MARK: Several approvers

  @Test("Where the rules name approvers, a asks as whom of the open ones, and only a sends it")
  func names() throws {
    var portal = opened([payout.unanswered])
    portal.press(.character("a"), .character("a"), .enter, .character(" "))
    #expect(portal.effects.isEmpty)
    portal.wait(300)
    // dev is who sits here, so it is proposed.
    portal.press(.left, .character("A"), .character("a"))
    #expect(portal.effects == [.answerApproval(call: payout.id, shown: payout.digest, .once, approver: "lee")])
    portal.send(.approvalAnswered(payout.id, .wants(more: 1, of: ["kim", "dev"])))
    #expect(portal.model.notice?.text == "Approved; 1 more approval is wanted, of kim, dev.")
    #expect(try portal.approvals.phase == .reading)
  }

  @Test("What only its user can approve is not approved here, and can be denied")
  func endUser() throws {
    let call = try refund.asking("ask POST by end-user")
    var portal = opened([call])
    portal.press(.character("a"), .character("A"))
    #expect(portal.effects.isEmpty)
    #expect(try portal.approvals.problem?.message == "only the user whose grant it is can approve this call")
    portal.press(.character("d"), .character("n"), .enter)
    #expect(
      portal.effects == [.answerApproval(call: call.id, shown: call.digest, .deny(reason: "n"), approver: nil)])
    // Beside others the user is not offered as a name.
    var both = opened([try refund.asking("ask POST by 2 of end-user,kim")])
    both.press(.character("a"))
    both.wait(300)
    both.press(.character("a"))
    #expect(both.effects == [.answerApproval(call: call.id, shown: call.digest, .once, approver: "kim")])
  }

  @Test("A further name of the same call wants the passphrase again, though the right is held")
  func furtherName() throws {
    var portal = opened([payout])
    portal.send(.adminHeld(until: Sample.now.adding(seconds: 600)))
    portal.press(.character("a"))
    portal.wait(300)
    portal.press(.character("a"))
    #expect(portal.effects == [.dropAdmin])
    #expect(portal.model.dialogs.count == 2 && portal.model.secretField != nil)
    portal.typeSecret("correct horse")
    portal.press(.enter)
    portal.send(.adminHeld(until: Sample.now.adding(seconds: 600)))
    #expect(portal.effects == [.answerApproval(call: payout.id, shown: payout.digest, .once, approver: "dev")])
    #expect(try portal.approvals.phase == .sending)
  }

  // MARK: Calls that come and go

  @Test("A call that arrives leaves the shown one where it is")
  func arrives() throws {
    var portal = opened([payout])
    portal.send(.overview(Sample.overview(waiting: [refund, payout])))
    #expect(try portal.approvals.page == .call(payout))
    #expect(portal.model.dialogs[0].title == "2 of 2: may nightly do this?")
  }

  @Test("A call whose time is over says so, without any answer from outside")
  func expires() throws {
    var portal = opened([payout, refund])
    portal.send(.tick(payout.expiresAt))
    #expect(try portal.approvals.page == .gone(payout, nil))
    portal.press(.character("a"))
    #expect(portal.effects.isEmpty)
    let lines = try portal.approvals.answerLines(in: portal.model.dialogContext)
    #expect(lines.contains(.text("Nobody answered in time, so it is denied.  Tab goes to the one that waits.")))
  }

  @Test("A call that was answered elsewhere says by whom, as the log has it")
  func answeredElsewhere() throws {
    var portal = opened([refund])
    portal.send(.vaultChanged)
    portal.answerLog(
      with: AuditPage(
        entries: [
          Sample.answered(refund, .intent, "", 10_217), Sample.answered(refund, .approved, "by kim"),
          Sample.asked(refund),
        ], total: 10_217, hasMore: false))
    portal.send(.overview(Sample.overview(waiting: [])))
    let lines = try portal.approvals.answerLines(in: portal.model.dialogContext)
    #expect(lines.contains(.text("It was approved by kim, and is sent.")))
  }

  @Test("The time that is left counts down with the ticks")
  func countsDown() {
    var portal = opened([refund])
    portal.send(.tick(Sample.now.adding(seconds: 10)))
    #expect(portal.model.dialogs[0].note == "4 min 28 s left, then it is denied")
    portal.send(.tick(Sample.now.adding(seconds: 240)))
    #expect(portal.model.dialogs[0].note == "38 s left, then it is denied")
  }

  // MARK: Approvals that hold

  @Test("e ends the selected approval, after 0.3 s")
  func endsPass() {
    var portal = opened([], passes: Sample.passes)
    portal.press(.down, .character("e"))
    #expect(portal.effects.isEmpty)
    portal.wait(300)
    portal.press(.character("e"))
    #expect(portal.effects == [.endPass(Sample.passes[1].id)])
    portal.send(.done(portal.effects[0], message: "Ended."))
    #expect(portal.effects.contains(.loadOverview))
  }

  @Test("Behind the last call come the approvals that hold, then the first call again")
  func goesRound() throws {
    var portal = opened([refund, payout], passes: Sample.passes)
    portal.press(.character("]"), .right)
    #expect(try portal.approvals.page == .passes)
    portal.press(.tab)
    #expect(try portal.approvals.page == .call(refund))
    portal.press(.character("["))
    #expect(try portal.approvals.page == .passes)
  }

  // MARK: The dialog among others

  @Test("! opens it above a request that waits, whose answer still arrives below")
  func aboveTheComposer() throws {
    var portal = PressedPortal.full()
    portal.press(.end, .up, .character("t"), .enter)
    guard case .send(let request)? = portal.effects.last else {
      Issue.record("nothing was sent")
      return
    }
    portal.send(.overview(Sample.overview(waiting: [refund])))
    portal.press(.character("!"), .character("!"))
    #expect(portal.model.dialogs.count == 2)
    portal.send(
      .answer(
        id: request.id,
        RequestAnswer(status: 200, headers: [], body: "ok", bodyBytes: 2, milliseconds: 1, auditSequence: nil)))
    portal.press(.character("l"))
    guard case .compose(let composer)? = portal.model.dialogs.last, case .answered = composer.phase else {
      Issue.record("not \(portal.model.dialogs)")
      return
    }
  }

  @Test("Locking closes it, so that it does not come back by itself")
  func locking() {
    var portal = opened([refund])
    portal.send(.locked)
    portal.send(.unlocked)
    #expect(portal.model.dialogs.isEmpty)
  }

  @Test("The command that does the same has the shortest beginning of the id that is enough")
  func shortID() {
    var portal = opened([refund])
    #expect(portal.model.sameAs == "gatehouse approvals approve 4c07")
    portal = opened([refund, payout])
    #expect(portal.model.sameAs == "gatehouse approvals approve 4c070001")
  }

  @Test("The log says ask and waiting, then by whom it was answered")
  func log() {
    var portal = PressedPortal.full()
    portal.send(.overview(Sample.overview(waiting: [refund])))
    let asked = Sample.asked(refund)
    #expect(asked.result == "ask" && portal.model.isWaiting(asked))
    portal.send(.overview(Sample.overview(waiting: [])))
    #expect(!portal.model.isWaiting(asked))
    #expect(Detail.what(Sample.answered(refund, .approved, "by kim").event) == "approved by kim")
    #expect(
      Detail.what(Sample.answered(refund, .approvalDenied, "by kim: not now").event)
        == "approval denied by kim: not now")
  }
}

extension PressedPortal {
  /// Time passes as the event loop tells it, before the next events.
  fileprivate mutating func wait(_ milliseconds: Int64) {
    model.now = Timestamp(microseconds: model.now.microseconds + milliseconds * 1000)
  }

  fileprivate var approvals: ApprovalsDialog {
    get throws {
      for case .approvals(let dialog) in model.dialogs { return dialog }
      throw NotOpen()
    }
  }

  private struct NotOpen: Error {}
}

extension ParkedCall {
  fileprivate func asking(_ rule: String) throws -> ParkedCall {
    ParkedCall(
      id: id, parkedAt: parkedAt, expiresAt: expiresAt, caller: caller, principal: .user("mia"), grantID: grantID,
      grantName: grantName, provider: provider, reason: reason, method: method, url: url, query: query,
      headers: headers, body: body,
      asks: [Decision.Ask(decider: .rule(policy: "p", version: 1, number: 1), rule: try Rule(rule))], shape: shape,
      answers: [], digest: digest)
  }

  fileprivate var unanswered: ParkedCall {
    ParkedCall(
      id: id, parkedAt: parkedAt, expiresAt: expiresAt, caller: caller, principal: principal, grantID: grantID,
      grantName: grantName, provider: provider, reason: reason, method: method, url: url, query: query,
      headers: headers, body: body, asks: asks, shape: shape, answers: [], digest: digest)
  }
}
