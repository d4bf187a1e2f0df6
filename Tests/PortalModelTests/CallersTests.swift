import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@Suite("The callers' pane")
struct CallersTests {
  private func opened() -> PressedPortal {
    var portal = PressedPortal.full()
    portal.press(.character("6"))
    return portal
  }

  @Test("6 goes there; Tab goes by as the panes stand on the screen")
  func moving() {
    var portal = opened()
    #expect(portal.model.focus.pane == .callers && portal.model.selectedCaller?.fullName == "checkout-api")
    portal.press(.tab)
    #expect(portal.model.focus.pane == .audit)
    portal.press(.backTab, .backTab)
    #expect(portal.model.focus.pane == .policies)
  }

  @Test("a new caller has the usual rights, and the token only when it is chosen")
  func minting() throws {
    var portal = opened()
    portal.press(.character("n"))
    portal.type("ci")
    portal.press(.tab, .tab)
    portal.type("stripe-live, github-ci")
    portal.press(.enter)
    guard case .addCaller(let draft) = try #require(portal.effects.last) else {
      Issue.record("nothing was asked for")
      return
    }
    #expect(draft.name == "ci" && draft.kind == .app && draft.rights == CallerRight.usual)
    #expect(draft.reach == .only([Sample.id(0x205), Sample.id(0x202)]))
    portal.press(.tab, .tab, .character(" "), .tab)
    portal.type("10.0.0.0/8")
    portal.press(.tab)
    portal.type("60")
    portal.press(.tab)
    portal.type("30d")
    #expect(
      portal.model.sameAs
        == "gatehouse callers add ci --grant stripe-live --grant github-ci --retrieve --address 10.0.0.0/8 --rate 60 "
        + "--expires 30d")
    portal.press(.enter)
    guard case .addCaller(let wide) = try #require(portal.effects.last) else {
      Issue.record("nothing was asked for")
      return
    }
    #expect(wide.rights.contains(.retrieve) && wide.ratePerMinute == 60 && wide.addresses.count == 1)
    #expect(wide.expiresAt == Sample.now.adding(seconds: 30 * 86_400))
  }

  @Test(
    "what cannot be read is told beside its field, and nothing is asked for",
    arguments: [("checkout-api", 0, ""), ("ci", 2, "nobody"), ("ci", 5, "10.0.0"), ("ci", 6, "many"), ("ci", 7, "1x")])
  func mistakes(name: String, tabs: Int, text: String) {
    var portal = opened()
    portal.press(.character("n"))
    portal.type(name)
    for _ in 0..<tabs { portal.press(.tab) }
    portal.type(text)
    portal.press(.enter)
    #expect(portal.effects.isEmpty)
    guard case .caller(let state)? = portal.model.dialogs.last else {
      Issue.record("the form is gone")
      return
    }
    #expect(state.form.fields.contains { $0.problem != nil })
  }

  @Test("the key is copied or written, and is not left behind by one key press")
  func handingOver() {
    var portal = opened()
    portal.press(.character("n"))
    portal.send(.minted(.addCaller(CallerDraft(name: "ci")), Sample.minted))
    #expect(portal.model.dialogs.count == 1)
    portal.press(.escape)
    #expect(portal.model.dialogs.count == 1 && portal.model.notice?.text.contains("neither copied") == true)
    portal.press(.character("y"))
    #expect(portal.effects == [.copyKey(Sample.minted.text)])
    portal.send(.keyKept("Copied."))
    portal.press(.tab)
    portal.press(.enter)
    #expect(portal.effects == [.writeKey(Sample.minted.text, path: "ci.key")])
    portal.send(
      .failed(
        .writeKey(Sample.minted.text, path: "ci.key"),
        PortalFailure(code: "storage", message: "ci.key is there already", hint: "")))
    #expect(portal.model.dialogs.count == 1)
    portal.press(.escape)
    #expect(portal.model.dialogs.isEmpty)
  }

  @Test("whoever asked is gone: the key still comes")
  func lateKey() {
    var portal = opened()
    portal.send(.minted(.addCaller(CallerDraft(name: "ci")), Sample.minted))
    guard case .handover? = portal.model.dialogs.last else {
      Issue.record("the key is lost")
      return
    }
  }

  @Test("r makes a new key beside the youngest, D deprecates the oldest, S suspends and resumes")
  func changing() {
    var portal = opened()
    portal.press(.character("r"), .left, .enter)
    #expect(portal.effects == [.rotateCallerKey(key: Sample.id(0x602), overlapSeconds: 3600)])
    portal.press(.escape, .character("D"))
    #expect(portal.effects.isEmpty && portal.model.notice?.text.contains("one key in use") == true)
    portal.press(.character("S"))
    #expect(portal.effects == [.suspendCaller(caller: Sample.checkout.id, true)])
    var suspended = Sample.overview
    var caller = Sample.checkout
    caller.suspendedAt = Sample.now
    caller.keys[0].deprecatedAt = nil
    suspended.callers = [
      CallerSummary(caller: caller, fullName: "checkout-api", state: .suspended, lastUsed: nil, calls: 0)
    ]
    portal.send(.overview(suspended))
    portal.press(.character("S"))
    #expect(portal.effects == [.suspendCaller(caller: Sample.checkout.id, false)])
    portal.press(.character("D"))
    #expect(portal.effects == [.deprecateCallerKey(key: Sample.id(0x601))])
  }

  @Test("revoking wants the name, and names the agents below it")
  func revoking() {
    var portal = opened()
    portal.press(.character("d"))
    guard case .confirm(let state)? = portal.model.dialogs.last else {
      Issue.record("nothing is asked")
      return
    }
    #expect(state.impact.below == ["checkout-api/refunds"] && state.impact.calls == 1241 && !state.isReversible)
    portal.press(.tab, .enter)
    #expect(portal.effects.isEmpty)
    portal.type("checkout-api")
    portal.press(.tab, .tab, .enter)
    #expect(portal.effects == [.revokeCaller(caller: Sample.checkout.id)])
  }
}
