import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@Suite("The log")
struct AuditLogTests {
  private static func focused() -> PressedPortal {
    var portal = PressedPortal.full()
    portal.press(.character("5"))
    return portal
  }

  @Test("New rows appear at the top while the newest row is selected")
  func follows() {
    var portal = Self.focused()
    portal.send(.vaultChanged)
    portal.answerLog(with: Sample.page(newest: 10_220))
    #expect(portal.model.audit.selected?.sequence == 10_220)
    #expect(portal.model.audit.newAbove == 0)
  }

  @Test("Elsewhere the view stays where it is and counts what is new above")
  func staysPut() {
    var portal = Self.focused()
    portal.press(.down, .down, .down)
    let window = portal.model.audit.window(rows: 7)
    let (selected, first) = (
      portal.model.audit.selected?.sequence, portal.model.audit.entries[window.lowerBound].sequence
    )
    portal.send(.vaultChanged)
    portal.answerLog(with: Sample.page(newest: 10_220))
    #expect(portal.model.audit.selected?.sequence == selected)
    #expect(portal.model.audit.entries[portal.model.audit.window(rows: 7).lowerBound].sequence == first)
    #expect(portal.model.shortNote(of: .audit) == "3 new above")
    portal.press(.character("f"))
    portal.answerLog(with: Sample.page(newest: 10_220))
    #expect(portal.model.audit.selected?.sequence == 10_220)
    #expect(portal.model.shortNote(of: .audit) == "live")
  }

  @Test("An outcome that arrives later completes its row")
  func outcome() {
    var portal = Self.focused()
    let call = Sample.entry(10_214)
    let open = AuditEntry(sequence: call.sequence, time: call.time, event: call.event, outcome: nil)
    portal.send(.vaultChanged)
    portal.answerLog(with: AuditPage(entries: [open], total: 10_214, hasMore: false))
    #expect(portal.model.audit.selected?.result == "open")
    portal.send(.vaultChanged)
    portal.answerLog(with: AuditPage(entries: [call], total: 10_215, hasMore: false))
    #expect(portal.model.audit.selected?.result == "allow")
  }

  @Test("The end of the window brings the page before it, once")
  func older() {
    var portal = Self.focused()
    portal.press(.control("d"), .character("G"))
    guard case .loadAudit(_, let before, let limit, _) = portal.effects.first else {
      Issue.record("not \(portal.effects)")
      return
    }
    #expect(before == 100 && limit == 100, "G goes to the oldest page without reading all between")
    portal.answerLog(
      with: AuditPage(entries: (1...50).reversed().map { Sample.entry($0 * 2) }, total: 10_214, hasMore: false))
    #expect(portal.model.audit.selected?.sequence == 2)
    #expect(portal.model.audit.hasNewer)
  }

  @Test("Scrolling down reads the page before the last row")
  func scrolling() {
    var portal = Self.focused()
    for _ in 0..<9 { portal.press(.pageDown) }
    guard case .loadAudit(_, let before, _, _) = portal.effects.first else {
      Issue.record("not \(portal.effects)")
      return
    }
    let oldest = Sample.page().entries[59].sequence
    #expect(before == oldest - 1)
    portal.press(.up)
    #expect(portal.effects.isEmpty, "the same page is not asked for twice")
  }

  @Test("n goes to the next older denial, N back to the newer one")
  func denials() {
    var portal = Self.focused()
    portal.press(.character("n"))
    #expect(portal.model.audit.selected?.sequence == 10_210)
    portal.press(.character("n"))
    #expect(portal.model.audit.selected?.sequence == 10_198)
    portal.press(.character("N"))
    #expect(portal.model.audit.selected?.sequence == 10_210)
  }

  @Test("A denial that is not read yet is asked for, then shown with its neighbours")
  func farDenial() {
    var portal = Self.focused()
    for _ in 0..<10 { portal.press(.character("n")) }
    portal.press(.character("n"))
    guard case .loadAudit(let query, _, 1, _) = portal.effects.first else {
      Issue.record("not \(portal.effects)")
      return
    }
    #expect(query.conditions.map(\.term) == [.field(.decision, "deny")])
    portal.answerLog(with: AuditPage(entries: [Sample.entry(9_010)], total: 1, hasMore: true))
    guard case .loadAudit(let plain, let before, _, _) = portal.effects.first else {
      Issue.record("not \(portal.effects)")
      return
    }
    #expect(plain.isEmpty && before == 9_060)
    portal.answerLog(with: Sample.page(newest: 9_060))
    #expect(portal.model.audit.selected?.sequence == 9_010)
  }

  @Test("A filter is a query; a mistake in it is said and changes nothing")
  func filter() throws {
    var portal = Self.focused()
    portal.press(.character("/"))
    portal.type("status:many")
    #expect(portal.model.prompt?.problem == "status:many is no number; write status:404 or status:>=400")
    #expect(portal.model.audit.filter == "status", "the last text that could be read")
    portal.press(.control("u"))
    portal.type("decision:denied")
    portal.press(.enter)
    #expect(portal.model.prompt == nil)
    #expect(portal.model.audit.query == (try AuditQuery("decision:denied", now: Sample.now)))
  }

  @Test("A page for another filter is dropped when it comes late")
  func late() {
    var portal = Self.focused()
    portal.send(.vaultChanged)
    let late = portal.effects
    portal.press(.character("c"))
    #expect(portal.model.audit.filter == "caller:checkout-api")
    for case .loadAudit(_, _, _, let generation) in late {
      portal.send(.auditPage(Sample.page(newest: 20_000), generation: generation))
    }
    #expect(portal.model.audit.entries.first?.sequence != 20_000)
  }

  @Test("x asks why and shows the answer")
  func explain() {
    var portal = Self.focused()
    portal.press(.character("n"), .character("x"))
    #expect(portal.effects == [.explain(sequence: 10_210)])
    portal.send(.explained(Explanation(entry: Sample.entry(10_210), then: nil, today: nil)))
    #expect(portal.model.dialogs.count == 1)
  }

  @Test("Damage found in the chain is said and stays in the title")
  func damage() {
    var portal = Self.focused()
    portal.send(
      .verified(
        AuditVerification(
          events: 812, problem: .init(sequence: 813, reason: "its leaf does not match"), headChecked: true)))
    #expect(portal.model.note(of: .audit) == "10,214 events, damaged at 813, live")
    #expect(portal.model.notice?.isBad == true)
  }
}
