import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@Suite("Panes and their keys")
struct PanesTests {
  @Test("Numbers jump, Tab goes round")
  func jumping() {
    var portal = PressedPortal.full()
    portal.press(.character("4"))
    #expect(portal.model.focus.pane == .policies)
    portal.press(.tab, .tab)
    #expect(portal.model.focus.pane == .providers)
    portal.press(.backTab)
    #expect(portal.model.focus.pane == .audit)
    #expect(portal.model.focus.open == .providers, "the accordion keeps the pane that was open")
  }

  @Test("Enter opens the detail, J goes to the next one, Esc comes back")
  func detail() {
    var portal = PressedPortal.full()
    portal.press(.enter, .character("J"))
    #expect(portal.model.focus.isInDetail)
    #expect(portal.model.selectedGrant?.grant.name == "discord-bot")
    portal.press(.escape)
    #expect(!portal.model.focus.isInDetail)
  }

  @Test("Arrows and vi keys, pages and ends move the selection")
  func moving() {
    var portal = PressedPortal.full()
    portal.press(.down, .character("j"))
    #expect(portal.model.panes[.grants].index == 2)
    portal.press(.character("G"))
    #expect(portal.model.panes[.grants].index == 8)
    portal.press(.character("k"), .pageUp)
    #expect(portal.model.panes[.grants].index == 0)
    portal.press(.control("d"))
    #expect(portal.model.panes[.grants].index == 6)
  }

  @Test("A selection stays on its row when rows come and go")
  func stays() {
    var portal = PressedPortal.full()
    portal.press(.end, .up)
    var fewer = Sample.overview
    fewer.grants.removeFirst(2)
    portal.send(.overview(fewer))
    #expect(portal.model.selectedGrant?.grant.name == "stripe-live")
  }

  @Test("A filter works while it is typed; Esc takes it back, then away")
  func filtering() {
    var portal = PressedPortal.full()
    portal.press(.character("/"))
    portal.type("stripe -test")
    #expect(portal.model.panes[.grants].count == 1)
    portal.press(.enter)
    #expect(portal.model.note(of: .grants) == "1 of 9, / stripe -test")
    portal.press(.character("/"), .control("u"))
    #expect(portal.model.panes[.grants].count == 9)
    portal.press(.escape)
    #expect(portal.model.panes[.grants].count == 1)
    portal.press(.escape)
    #expect(portal.model.panes[.grants].count == 9)
  }

  @Test("y copies the id, Y the call as shown")
  func copying() {
    var portal = PressedPortal.full()
    portal.press(.end, .up, .character("y"))
    #expect(portal.effects == [.copy(Sample.grants[5].id.description)])
    portal.press(.character("]"), .character("Y"))
    #expect(
      portal.effects == [
        .copy("gatehouse request GET https://api.stripe.com/v1/balance --grant \(Sample.grants[5].id)")
      ])
  }

  @Test("A key that cannot work says why")
  func disabled() {
    var portal = PressedPortal.empty()
    portal.press(.character("t"))
    #expect(portal.effects.isEmpty)
    #expect(portal.model.notice?.text == "There is no grant yet; n pastes a key")
  }

  @Test("A revocation can be taken back for ten minutes")
  func undo() {
    var portal = PressedPortal.full()
    let grant = Sample.grants[0].id
    portal.send(.done(.revokeGrant(grant: grant), message: "airtable-ops is revoked."))
    #expect(portal.model.notice?.text == "airtable-ops is revoked.")
    portal.press(.character("u"))
    #expect(portal.effects == [.undoRevoke(.grant(grant))])
    portal.send(.tick(Sample.now.adding(seconds: 601)))
    portal.press(.character("u"))
    #expect(portal.effects.isEmpty)
  }

  @Test("z gives the pane the screen and takes it back")
  func zoom() {
    var portal = PressedPortal.full()
    portal.press(.character("z"))
    #expect(portal.model.layout.list?.columns == 98)
    portal.press(.escape)
    #expect(!portal.model.focus.isZoomed)
  }

  @Test("T goes through the themes and comes round")
  func theme() {
    var portal = PressedPortal.full()
    portal.press(.character("T"))
    #expect(portal.effects == [.setTheme("light")])
    portal.press(.character("T"), .character("T"), .character("T"))
    #expect(portal.model.theme == "dark")
  }

  @Test("q leaves at once when nothing would be lost")
  func quit() {
    var portal = PressedPortal.full()
    portal.press(.character("q"))
    #expect(portal.effects == [.quit])
  }

  @Test("q asks first when a form would lose edits")
  func quitWithEdits() {
    var portal = PressedPortal(Sample.environment(.noVault))
    portal.press(.enter)
    portal.typeSecret("half a passphr")
    portal.press(.control("c"))
    #expect(portal.effects.isEmpty)
    #expect(portal.model.prompt?.kind == .quit)
    portal.press(.escape)
    #expect(portal.model.journey?.form.isDirty == true)
    portal.press(.control("c"), .character("y"))
    #expect(portal.effects == [.quit])
  }

  @Test("A click focuses a pane, a second one opens the row, the wheel scrolls")
  func mouse() {
    var portal = PressedPortal.full()
    portal.send(.mouse(MouseEvent(kind: .press, position: Position(column: 5, row: 17))))
    #expect(portal.model.focus.pane == .secrets)
    portal.send(.mouse(MouseEvent(kind: .press, position: Position(column: 5, row: 6))))
    #expect(portal.model.panes[.secrets].index == 1)
    portal.send(.mouse(MouseEvent(kind: .press, position: Position(column: 5, row: 6))))
    #expect(portal.model.focus.isInDetail)
    portal.send(.mouse(MouseEvent(kind: .wheelDown, position: Position(column: 5, row: 22))))
    #expect(portal.model.focus.pane == .audit)
    #expect(portal.model.audit.index == 3)
  }

  @Test("A spinner says what runs, after 150 ms and not before")
  func spinner() {
    var portal = PressedPortal.full()
    portal.press(.control("l"))
    #expect(portal.model.running.spinner(now: portal.model.now) == nil)
    let later = Timestamp(microseconds: Sample.now.microseconds + 160_000)
    #expect((portal.model.nextWake ?? later) < later)
    portal.model.now = later
    #expect(portal.model.running.spinner(now: later)?.word == "reading")
    portal.send(.overview(Sample.overview))
    portal.send(.failed(portal.lastLogRequest, PortalFailure(code: "busy", message: "busy", hint: "")))
    #expect(portal.model.running.spinner(now: later) == nil)
  }

  @Test("The status line tells the time left, and that of the admin right while it is held")
  func status() {
    var portal = PressedPortal.full()
    #expect(portal.model.statusParts == ["unlocked 14 min", "broker 127.0.0.1:7411"])
    portal.send(.adminHeld(until: Sample.now.adding(seconds: 540)))
    #expect(portal.model.statusParts == ["admin 9 min", "unlocked 14 min", "broker 127.0.0.1:7411"])
    portal.press(.control("x"))
    #expect(portal.effects == [.dropAdmin])
    #expect(portal.model.statusParts == ["unlocked 14 min", "broker 127.0.0.1:7411"])
  }

  @Test("When the lock time has passed, the status is read once")
  func lockTime() {
    var portal = PressedPortal.full()
    portal.send(.tick(Sample.now.adding(seconds: 15 * 60)))
    #expect(portal.effects == [.loadOverview])
    portal.send(.tick(Sample.now.adding(seconds: 15 * 60 + 1)))
    #expect(portal.effects.isEmpty)
  }

  @Test("Ctrl-Z suspends, and what changed meanwhile is read on return")
  func suspend() {
    var portal = PressedPortal.full()
    portal.press(.control("z"))
    #expect(portal.effects == [.suspend])
    portal.send(.resumed)
    #expect(portal.effects.contains(.loadOverview))
  }
}
