public import Domain
public import Screen

/// The whole portal as a value: ``update(_:)`` takes one event and says what is to be done outside; no clock, no I/O.
///
/// What is on top gets the keys: prompt, help, journey or unlock screen, dialog, pane.
public struct PortalModel: Sendable {
  public let environment: PortalEnvironment
  /// The event loop sets it before each batch of events, so that waiting is measured from the key press.
  public var now: Timestamp
  public internal(set) var size: Size
  public internal(set) var theme: String

  /// First run, or another way through full screens; nil otherwise.
  public internal(set) var journey: Journey?
  /// Set while the vault is locked.
  public internal(set) var unlock: UnlockScreen?

  public internal(set) var overview: PortalOverview?
  public internal(set) var adminUntil: Timestamp?
  /// nil until it is known, and where the portal is to be none.
  public internal(set) var broker: BrokerState?
  public internal(set) var panes = PaneLists()
  public internal(set) var audit = AuditLog()
  public internal(set) var focus = PaneFocus()
  public internal(set) var snippet = Snippet.swift

  /// The open dialogs, the topmost last.
  public internal(set) var dialogs: [Dialog] = []
  public internal(set) var help: HelpOverlay?
  public internal(set) var prompt: Prompt?
  public internal(set) var notice: Notice?
  public internal(set) var undo: Undo?
  public internal(set) var running = RunningEffects()
  /// What was typed behind `:`, oldest first.
  var history: [String] = []
  /// A thing to select as soon as an overview has it.
  var awaited: DialogStep.Place?
  /// `x` was pressed in the log.
  var awaitsExplanation = false
  /// The parked calls that were seen, so that each is told of once; nil before the first overview.
  var knownCalls: Set<Identifier>?
  /// The overview changed while it was being read.
  var isOverviewStale = false
  /// The check of the log was asked for, so its result is said.
  var wantsVerification = false
  /// The lock was asked for here, so nobody else is said to have done it.
  var wantsLock = false
  /// The lock time for which the status was read again already.
  var checkedLock: Timestamp?

  public init(environment: PortalEnvironment) {
    self.environment = environment
    now = environment.now
    size = environment.size
    theme = environment.theme
    switch environment.start {
    case .noVault: journey = .firstRun
    case .locked: unlock = UnlockScreen()
    case .unlocked: break
    }
    panes.show([.providers: emptyOverviewRows])
  }

  /// What is to be read right after the first frame.
  public mutating func start() -> [Effect] {
    let effects = isOpen ? enter() : []
    running.begin(effects, now: now)
    return effects
  }

  public mutating func update(_ event: PortalEvent) -> [Effect] {
    if case .tick(let time) = event { now = time }
    running.finish(event)
    let wasInLog = focus.pane == .audit
    var effects = handle(event)
    // Whoever leaves the log wants to see what happens in it.
    if wasInLog, focus.pane != .audit, !audit.isFollowing { effects += audit.goToNewest() }
    settle()
    running.begin(effects, now: now)
    return effects
  }

  /// The same state for a window of another size.
  public func resized(to newSize: Size) -> PortalModel {
    var copy = self
    copy.size = newSize
    copy.settle()
    return copy
  }

  /// Whether the panes (and dialogs above them) are on the screen.
  public var isOpen: Bool { journey == nil && unlock == nil }

  /// The bytes that the terminal edits itself; while it is set no printable key arrives here.
  public var secretField: SecretBytes? {
    if prompt != nil || help != nil { return nil }
    if let journey { return journey.secretField }
    if let unlock { return unlock.form.secretField }
    return dialogs.last?.secretField
  }

  /// Whether characters go into a field, so that `?` is one of them.
  public var isTyping: Bool {
    if case .field = (journey?.form ?? unlock?.form)?.focus { return true }
    return secretField != nil
  }

  /// The latest moment at which the loop should send a tick; nil when a second is soon enough.
  public var nextWake: Timestamp? { running.nextTurn(now: now) }

  public var layout: PortalLayout {
    let panel: PortalLayout.PanelKind =
      if help != nil {
        .aboveLog
      } else if let dialog = dialogs.last {
        dialog.isWhole ? .whole : .aboveLog
      } else {
        .none
      }
    return PortalLayout(size: size, focus: focus, listCount: panes[focus.open].count, panel: panel)
  }

  /// What an open dialog may look at.
  public var dialogContext: DialogContext {
    // A dialog that is about to open will have the place above the log.
    let panel =
      layout.panel
      ?? PortalLayout(size: size, focus: focus, listCount: panes[focus.open].count, panel: .aboveLog).panel
    return DialogContext(
      overview: overview, catalog: environment.catalog, now: now,
      size: panel?.inset(columns: 1, rows: 1).size ?? Size(columns: 0, rows: 0), zone: environment.zone,
      log: audit.entries)
  }

  mutating func say(_ text: String, isBad: Bool = false) {
    notice = Notice(text: Printable.text(text), isBad: isBad, shownAt: now)
  }

  private var emptyOverviewRows: [PaneRow] {
    ProviderFacts.all(in: environment.catalog).map {
      PaneRow(id: $0.id, name: $0.name, middle: $0.ways, state: "-", mood: .dim)
    }
  }

  /// Windows follow their selections, so that the next move scrolls from there.
  private mutating func settle() {
    let layout = layout
    if let list = layout.list { panes[focus.open].settle(rows: max(0, list.rows - 1)) }
    if let log = layout.log { audit.settle(rows: log.rows) }
    if let detailBox = layout.detail {
      let inside = detailBox.inset(columns: 1, rows: 1)
      focus.detailTop = max(0, min(focus.detailTop, detail.lines(in: inside.size).count - inside.rows))
    }
  }
}

extension Dialog {
  /// Whether it takes the log's place too.
  public var isWhole: Bool {
    switch self {
    case .guide, .replay, .explanation: true
    case .sessions(let state): state.isPicture
    case .walletLink(let state): state.isPicture
    default: false
    }
  }
}
