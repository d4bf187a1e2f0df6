public import Domain
internal import Screen

/// The connect sessions: those that wait for a user, with the address of their page, and those that ended a short while
/// ago. Answering one is the page's, or `gatehouse connect answer`.
public struct SessionsDialog: Sendable, Equatable {
  public enum Page: Sendable, Equatable {
    case list
    case detail(ConnectSession)
    /// The address as a QR code.
    case picture(ConnectSession)
    /// Whether to cancel it, with what was on the screen before.
    indirect case asking(ConnectSession, Form, before: Page)
  }

  /// A page's address. Whoever has it can answer the session, so it is kept for the one on the screen only.
  public struct Link: Sendable, Equatable {
    public let session: Identifier
    public let url: String
  }

  public internal(set) var page = Page.list
  public internal(set) var waiting: [ConnectSession] = []
  public internal(set) var ended: [ConnectSession] = []
  public internal(set) var list = ListState<Identifier>()
  public internal(set) var link: Link?
  /// Why there is no address, or why a session was not cancelled.
  public internal(set) var problem: PortalFailure?
  /// The first line of the details shown.
  public internal(set) var top = 0
  /// What the time that is left is counted from.
  public internal(set) var now: Timestamp

  /// The session whose address goes into the clipboard as soon as it is known.
  var copies: Identifier?
  /// The one that is being cancelled.
  var cancels: Identifier?
  /// Whether the details were left for the picture.
  var cameFromDetail = false

  public init(in context: DialogContext) {
    now = context.now
    follow(context)
  }

  /// What y, v and d mean.
  public var shown: ConnectSession? {
    switch page {
    case .list: list.selected.flatMap { id in (waiting + ended).first { $0.id == id } }
    case .detail(let session), .picture(let session), .asking(let session, _, _): session
    }
  }

  /// Whether the picture has the screen, so that it needs the log's place.
  public var isPicture: Bool { if case .picture = page { true } else { false } }

  /// Takes over what waits and what has ended by now.
  mutating func follow(_ context: DialogContext) {
    let moment = context.now
    let all = context.overview?.connectSessions ?? []
    waiting = all.filter { $0.isWaiting(at: moment) }
    ended = all.filter { !$0.isWaiting(at: moment) }
    list.replace((waiting + ended).map(\.id))
    guard let shown, page != .list else { return }
    // What is shown stays, also when the vault has forgotten it.
    let present = all.first { $0.id == shown.id } ?? shown
    let isOver = !present.isWaiting(at: moment)
    switch page {
    case .list: break
    case .detail: page = .detail(present)
    case .picture: page = isOver ? .detail(present) : .picture(present)
    // A key meant to cancel it has nothing to cancel any more.
    case .asking(_, let form, let before):
      page = isOver ? .detail(present) : .asking(present, form, before: before)
    }
    if isOver { link = nil }
  }

  // MARK: The list

  /// One line of the list.
  public enum Line: Sendable, Equatable {
    case session(ConnectSession)
    /// What follows has ended.
    case endedRule(Int)
  }

  private var allLines: [Line] {
    waiting.map(Line.session) + (ended.isEmpty ? [] : [.endedRule(ended.count)] + ended.map(Line.session))
  }

  /// The lines below the columns' names, around the selected one where there are more than rows.
  public func lines(rows: Int) -> ArraySlice<Line> {
    let lines = allLines
    guard rows > 0 else { return [] }
    guard lines.count > rows else { return lines[...] }
    let selected = lines.firstIndex {
      if case .session(let session) = $0 { session.id == list.selected } else { false }
    }
    let first = max(0, min((selected ?? 0) - rows / 2, lines.count - rows))
    return lines[first..<first + rows]
  }

  /// The row of the first line of the list, counted from the inside of the dialog.
  public static let firstRow = 1
}
