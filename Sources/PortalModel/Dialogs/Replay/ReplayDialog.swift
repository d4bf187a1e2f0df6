public import Domain

/// What a policy that is being written would have changed of past calls. The form waits in here, as it was.
public struct ReplayDialog: Sendable, Equatable {
  public enum Phase: Sendable, Equatable {
    case reading
    /// By the person; what was read until then stays.
    case stopped
    case read(milliseconds: Int64)
    case failed(PortalFailure)
  }

  /// What the arrows move in.
  public enum Group: Sendable, CaseIterable {
    case turns, examples, buttons
  }

  public let draft: PolicyDraft
  public internal(set) var range = ReplayRange.month
  public internal(set) var phase = Phase.reading
  /// What was read so far; nil before anything was.
  public internal(set) var progress: ReplayProgress?
  public internal(set) var group = Group.buttons
  public internal(set) var turns = ListState<ReplayReport.Turn>()
  /// Sequence numbers of the selected turn's calls, newest first.
  public internal(set) var examples = ListState<Int64>()
  public internal(set) var buttons = Form(
    fields: [], buttons: [FormButton("edit", "Keep editing"), FormButton("save", "Save")])
  /// Why it was not saved.
  public internal(set) var problem: PortalFailure?
  public internal(set) var now = Timestamp(microseconds: 0)
  let form: PolicyForm
  /// The reading whose answers count.
  var running: Effect?
  var began = Timestamp(microseconds: 0)
  /// The example whose explanation was asked for.
  var explaining: Int64?

  /// How many calls of each turn are kept to be shown.
  public static let examplesOfEach = 20
  /// From what is worst for a program that works today to what is worst for the vault.
  static let order = [
    turn(.allow, .deny), turn(.allow, .ask), turn(.ask, .deny), turn(.deny, .ask), turn(.ask, .allow),
    turn(.deny, .allow),
  ]

  init(_ draft: PolicyDraft, from form: PolicyForm) {
    self.draft = draft
    self.form = form
  }

  public var report: ReplayReport { progress?.report ?? ReplayReport() }
  public var isReading: Bool { phase == .reading }

  /// The calls of the selected turn that are kept, newest first.
  public var shownExamples: [ReplayReport.Example] { turns.selected.map(report.examples(of:)) ?? [] }

  /// The groups that have something to choose.
  var groups: [Group] {
    Group.allCases.filter { group in
      switch group {
      case .turns: turns.count > 0
      case .examples: examples.count > 0
      case .buttons: !isReading
      }
    }
  }

  /// The lists follow what was read; what is selected stays so.
  mutating func show(_ progress: ReplayProgress) {
    self.progress = progress
    let found = progress.report.turns
    turns.replace(Self.order.filter { found[$0] != nil })
    showExamples()
    if !groups.contains(group) { group = groups.first ?? .buttons }
  }

  mutating func showExamples() { examples.replace(shownExamples.map(\.sequence)) }

  private static func turn(_ before: Decision.Verdict, _ after: Decision.Verdict) -> ReplayReport.Turn {
    ReplayReport.Turn(before: before, after: after)
  }
}
