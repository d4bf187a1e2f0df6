import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@Suite("Saved screens of the replay")
struct ReplayScreensTests {
  private static let sizes = [(80, 24), (100, 30), (120, 40), (60, 20)]

  private func replaying(_ columns: Int, _ rows: Int) -> (portal: PressedPortal, effect: Effect) {
    var portal = PressedPortal.full(columns, rows)
    portal.send(.overview(Sample.overviewWithDraft))
    portal.press(.character("4"))
    while portal.model.selectedPolicy?.name != "stripe-guard" { portal.press(.down) }
    portal.press(.character("e"), .control("r"))
    return (portal, portal.effects.first ?? .quit)
  }

  private func replayed(_ columns: Int, _ rows: Int, _ report: ReplayReport = Sample.replay()) -> PressedPortal {
    var (portal, effect) = replaying(columns, rows)
    portal.model.now = Sample.now.adding(seconds: 1)
    portal.send(.replayed(effect, report))
    return portal
  }

  @Test("The log is being read", arguments: sizes)
  func running(columns: Int, rows: Int) {
    var (portal, effect) = replaying(columns, rows)
    portal.send(.replayProgress(effect, ReplayProgress(done: 5_860, total: 12_402, report: Sample.replay(first: 2300))))
    expectScreen(portal.model, "replay-running", columns, rows)
  }

  @Test("What would change", arguments: sizes)
  func result(columns: Int, rows: Int) {
    expectScreen(replayed(columns, rows).model, "replay", columns, rows)
  }

  @Test("An example is selected", arguments: sizes)
  func example(columns: Int, rows: Int) {
    var portal = replayed(columns, rows)
    portal.press(.down, .enter, .down, .down)
    expectScreen(portal.model, "replay-example", columns, rows)
  }

  @Test("Nothing would change", arguments: sizes)
  func same(columns: Int, rows: Int) {
    expectScreen(replayed(columns, rows, Sample.replayWithoutChange).model, "replay-same", columns, rows)
  }

  @Test("A reading that was stopped", arguments: sizes)
  func stopped(columns: Int, rows: Int) {
    var (portal, effect) = replaying(columns, rows)
    portal.send(.replayProgress(effect, ReplayProgress(done: 5_860, total: 12_402, report: Sample.replay(first: 2300))))
    portal.press(.escape)
    expectScreen(portal.model, "replay-stopped", columns, rows)
  }
}
