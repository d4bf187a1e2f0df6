public import Domain
internal import Screen

/// The calls that wait for an approval, one at a time, and the approvals that hold for a while.
///
/// It stays at the call it shows until a key leads to another one, also when that call no longer waits, so that a key
/// meant for one call never answers another. The answering keys do nothing for a moment after the dialog has opened or
/// moved; none of them is Enter or Space, so that typing never approves.
public struct ApprovalsDialog: Sendable, Equatable {
  public enum Page: Sendable, Equatable {
    case call(ParkedCall)
    /// It was shown and no longer waits; with what this portal's own answer led to.
    case gone(ParkedCall, ApprovalProgress?)
    case passes
  }

  public enum Phase: Sendable, Equatable {
    case reading
    /// The rules name approvers: who of them answers?
    case naming(Form, ApprovalChoice)
    /// The reason is being typed.
    case denying(Form)
    case sending
  }

  public internal(set) var page = Page.passes
  public internal(set) var phase = Phase.reading
  /// Those that wait, oldest first.
  public internal(set) var calls: [ParkedCall] = []
  public internal(set) var passes: [ApprovalPass] = []
  public internal(set) var passList = ListState<Identifier>()
  /// Whether the body is shown as it would be sent.
  public internal(set) var isRaw = false
  /// The first line shown.
  public internal(set) var top = 0
  /// Why the last answer could not be given.
  public internal(set) var problem: PortalFailure?
  /// What the time that is left is counted from.
  public internal(set) var now: Timestamp

  /// Who answers unless the rules name others.
  let user: String
  /// When what is shown came on the screen.
  var shownSince: Timestamp
  /// Where the shown call stood among those that wait.
  var place = 0
  /// Answered for good, though the vault may list them for a moment.
  var answered: Set<Identifier> = []
  /// An answer that waits for the passphrase.
  var pending: Effect?
  /// A reason that was typed for the shown call and could not be sent.
  var unsentReason = ""

  /// The shown call's body, laid out once and not for every frame.
  var laidOut: LaidOutBody?

  struct LaidOutBody: Sendable, Equatable {
    let call: Identifier
    let isRaw: Bool
    let columns: Int
    let lines: [ApprovalLine]
  }

  /// For so long after something has come on the screen no key answers it.
  static let settling: Int64 = 300_000

  public init(user: String, in context: DialogContext) {
    self.user = user
    now = context.now
    shownSince = context.now
    follow(context)
    if let first = calls.first { page = .call(first) }
    layOut(columns: context.size.columns)
  }

  mutating func layOut(columns: Int) {
    guard let call = shownCall else {
      laidOut = nil
      return
    }
    if let laidOut, laidOut.call == call.id, laidOut.isRaw == isRaw, laidOut.columns == columns { return }
    laidOut = LaidOutBody(
      call: call.id, isRaw: isRaw, columns: columns, lines: call.body.lines(isRaw: isRaw, columns: columns))
  }

  func bodyLines(of call: ParkedCall, columns: Int) -> [ApprovalLine] {
    if let laidOut, laidOut.call == call.id, laidOut.isRaw == isRaw, laidOut.columns == columns { return laidOut.lines }
    return call.body.lines(isRaw: isRaw, columns: columns)
  }

  /// The call on the screen, whether it waits or has gone.
  public var shownCall: ParkedCall? {
    switch page {
    case .call(let call), .gone(let call, _): call
    case .passes: nil
    }
  }

  /// Takes over what waits and what holds now.
  mutating func follow(_ context: DialogContext) {
    let moment = context.now
    calls = context.overview?.parkedCalls.filter { $0.expiresAt > moment && !answered.contains($0.id) } ?? []
    passes = context.overview?.passes.filter { $0.expiresAt > moment } ?? []
    let selected = passList.selected
    passList.replace(passes.map(\.id))
    // A key meant for one pass must not end the one that took its place.
    if page == .passes, passList.selected != selected { shownSince = moment }
    guard case .call(let call) = page else { return }
    if let index = calls.firstIndex(where: { $0.id == call.id }) {
      place = index
      page = .call(calls[index])
    } else {
      leave(call, nil, at: moment)
    }
  }

  /// The shown call no longer waits. What is being typed stays, so that the rest of it is not taken for keys.
  mutating func leave(_ call: ParkedCall, _ progress: ApprovalProgress?, at moment: Timestamp) {
    page = .gone(call, progress)
    if case .denying = phase {} else { phase = .reading }
    problem = nil
    top = 0
    shownSince = moment
  }

  mutating func show(_ newPage: Page, at moment: Timestamp) {
    guard newPage != page else { return }
    page = newPage
    phase = .reading
    (isRaw, top, problem, unsentReason, pending) = (false, 0, nil, "", nil)
    if case .call(let call) = newPage { place = calls.firstIndex { $0.id == call.id } ?? 0 }
    shownSince = moment
  }

  /// To the next call, or past the last one to the approvals that hold.
  mutating func move(by step: Int, at moment: Timestamp) {
    var stops = calls.map(Page.call)
    if !passes.isEmpty || calls.isEmpty || page == .passes { stops.append(.passes) }
    let target =
      switch page {
      case .call: place + step
      // The next one has moved up to where the gone one stood.
      case .gone: step > 0 ? place : place - 1
      case .passes: calls.count + step
      }
    show(stops[(target % stops.count + stops.count) % stops.count], at: moment)
  }
}
