import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@Suite("Replaying a draft in the portal")
struct ReplayTests {
  private static let draft = PolicyDraft(
    name: "stripe-guard", scope: .grants([Sample.id(0x205)]), rules: Sample.draftRules)

  /// The form of a changed policy, and Ctrl-R in it.
  private func replaying() -> PressedPortal {
    var portal = PressedPortal.full()
    portal.send(.overview(Sample.overviewWithDraft))
    portal.press(.character("4"))
    while portal.model.selectedPolicy?.name != "stripe-guard" { portal.press(.down) }
    portal.press(.character("e"), .control("r"))
    return portal
  }

  private func replayed(_ report: ReplayReport = Sample.replay()) -> PressedPortal {
    var portal = replaying()
    let effect = portal.effects.first ?? .quit
    portal.send(.replayProgress(effect, ReplayProgress(done: 10_000, total: 10_000, report: report)))
    portal.send(.replayed(effect, report))
    return portal
  }

  private func dialog(_ portal: PressedPortal) -> ReplayDialog? {
    if case .replay(let dialog) = portal.model.dialogs.last { dialog } else { nil }
  }

  private func days(_ count: Int64) -> Timestamp { Sample.now.adding(seconds: -count * 86_400) }

  @Test("Ctrl-R in the form replays the draft with the last 30 days; 7, 9 and a choose another time")
  func begins() {
    var portal = replaying()
    #expect(portal.effects == [.replay(Self.draft, since: days(30))])
    #expect(portal.model.sameAs == "gatehouse policy replay draft.toml --since 30d")
    for (key, since) in [("7", days(7)), ("9", days(90)), ("a", Timestamp(microseconds: 0)), ("3", days(30))] {
      portal.press(.character(Character(key)))
      #expect(portal.effects == [.replay(Self.draft, since: since)])
    }
  }

  @Test("A form that could not be saved is not replayed, and says why")
  func invalid() {
    var portal = PressedPortal.full()
    portal.press(.character("4"), .character("n"), .control("r"))
    guard case .policy(let form) = portal.model.dialogs.last else {
      Issue.record("not \(portal.model.dialogs)")
      return
    }
    #expect(portal.effects.isEmpty)
    #expect(form.form["name"]?.problem != nil)
  }

  @Test("What was found so far is there while the log is read; Esc stops it and keeps that, Esc again is the form")
  func stops() {
    var portal = replaying()
    let form = PolicyForm(editing: Sample.overviewWithDraft.policies[0], in: portal.model.dialogContext)
    let effect = portal.effects[0]
    portal.send(.replayProgress(effect, ReplayProgress(done: 2500, total: 10_000, report: Sample.replay(first: 900))))
    #expect(dialog(portal)?.isReading == true && dialog(portal)?.report.calls == 900)
    portal.press(.escape)
    #expect(portal.effects == [.cancelReplay])
    #expect(dialog(portal)?.phase == .stopped && dialog(portal)?.report.calls == 900)
    // What the runner says of the end, or what it read meanwhile, changes nothing any more.
    portal.send(.failed(effect, PortalFailure(code: "cancelled", message: "cancelled", hint: "")))
    portal.send(.replayed(effect, Sample.replay()))
    #expect(dialog(portal)?.phase == .stopped && dialog(portal)?.report.calls == 900)
    #expect(portal.model.notice == nil)
    #expect(dialog(portal)?.meaning.contains("only the oldest 2,500 of 10,000 events were read") == true)
    portal.press(.escape)
    #expect(portal.model.dialogs == [.policy(form)])
  }

  @Test("Answers of an earlier reading are not taken for those of this one")
  func earlier() {
    var portal = replaying()
    let old = portal.effects[0]
    portal.press(.character("7"))
    portal.send(.replayed(old, Sample.replay()))
    #expect(dialog(portal)?.isReading == true && dialog(portal)?.progress == nil)
  }

  @Test("The calls of the selected change are shown, newest first, and whose they are")
  func changes() throws {
    var portal = replayed()
    let found = try #require(dialog(portal))
    #expect(
      found.turns.ids.map { "\($0.before.rawValue) \($0.after.rawValue) \(found.report.turns[$0] ?? 0)" }
        == ["allow deny 507", "allow ask 212", "deny allow 2"])
    #expect(found.shownExamples.count == ReplayDialog.examplesOfEach)
    let sequences = found.shownExamples.map(\.sequence)
    #expect(sequences == sequences.sorted(by: >))
    #expect(found.report.callers(of: found.turns.ids[0]).map(\.name) == ["nightly", "claude-code"])
    portal.press(.down)
    #expect(Set(dialog(portal)?.shownExamples.map(\.call.path) ?? []) == ["/v1/refunds"])
  }

  @Test("Enter on an example goes to its row of the log and explains it; Esc is the replay again")
  func example() throws {
    var portal = replayed()
    portal.press(.enter, .down, .enter)
    let sequence = try #require(dialog(portal)?.examples.selected)
    #expect(dialog(portal)?.examples.index == 1)
    #expect(portal.effects.first == .explain(sequence: sequence))
    #expect(portal.model.focus.pane == .audit)
    let entry = Sample.entry(sequence)
    portal.send(.explained(Explanation(entry: entry, then: nil, today: nil)))
    guard case .explanation = portal.model.dialogs.last else {
      Issue.record("not \(portal.model.dialogs)")
      return
    }
    portal.press(.escape)
    #expect(dialog(portal)?.examples.selected == sequence)
  }

  @Test("s saves, after the passphrase where it is wanted, and nothing is left open")
  func saves() {
    var portal = replayed()
    portal.press(.character("s"))
    let save = Effect.savePolicy(Self.draft)
    #expect(portal.effects == [save])
    portal.send(.adminNeeded(save))
    #expect(portal.model.secretField != nil)
    portal.send(.adminHeld(until: Sample.now.adding(seconds: 600)))
    portal.send(.done(save, message: "stripe-guard is saved as version 4."))
    #expect(portal.model.dialogs.isEmpty)
  }

  @Test("A policy that could not be saved says why, and the form is one Esc away")
  func notSaved() {
    var portal = replayed()
    portal.press(.character("s"))
    portal.send(
      .failed(.savePolicy(Self.draft), PortalFailure(code: "bad_input", message: "the test t fails", hint: "")))
    #expect(dialog(portal)?.problem?.message == "the test t fails")
    portal.press(.escape)
    guard case .policy = portal.model.dialogs.last else {
      Issue.record("not \(portal.model.dialogs)")
      return
    }
  }

  @Test("While the log is read nothing can be saved")
  func tooEarly() {
    var portal = replaying()
    portal.press(.character("s"), .enter, .tab, .enter)
    #expect(portal.effects.isEmpty && dialog(portal)?.isReading == true)
  }

  @Test("A reading that fails says why, and can be tried again")
  func fails() {
    var portal = replaying()
    let failure = PortalFailure(code: "storage", message: "the vault's storage failed", hint: "check the disk")
    portal.send(.failed(portal.effects[0], failure))
    #expect(dialog(portal)?.phase == .failed(failure))
    portal.press(.character("7"))
    #expect(portal.effects == [.replay(Self.draft, since: days(7))])
  }

  @Test("What it means is said in sentences")
  func meaning() {
    #expect(
      dialog(replayed())?.meaning
        == "507 calls that passed would be denied: nightly and claude-code would fail; "
        + "212 calls that passed would wait for an approval; 2 calls that got denied would pass. "
        + "118 calls cannot be told: the log does not hold their size.")
    #expect(
      dialog(replayed(Sample.replayWithoutChange))?.meaning.hasPrefix(
        "No call of the last 30 days would be decided otherwise.") == true)
    #expect(dialog(replayed(ReplayReport()))?.meaning.hasPrefix("No call was made in that time") == true)
  }
}
