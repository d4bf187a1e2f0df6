internal import CTerminal
public import Domain
internal import Glibc
public import Screen

/// The terminal, taken for the portal: keys in, frames out. Closing it gives the screen back; so do `exit`, a crash and
/// a suspension.
@TerminalActor public final class Terminal {
  /// Columns and rows at the moment.
  public private(set) var size: Size
  public var theme: Theme {
    get { painter.theme }
    set { painter.theme = newValue }
  }
  /// While it is set, printable keys, Backspace and Ctrl-U edit these bytes; they never appear in an event.
  public var secretField: SecretBytes? {
    get { queue.secretField }
    set { queue.secretField = newValue }
  }

  private var painter: Painter
  private var queue = InputQueue()
  /// What came by a signal, before the bytes that are still waiting.
  private var urgent: [TerminalEvent] = []
  private var isOpen = true
  private var isGone = false
  private var hasAsked = false
  private var isFinal = false
  private let signals: Int32
  private let escapeDelay: Duration
  private let insideTmux: Bool
  private let isLinuxConsole: Bool
  private let onInput: @TerminalActor () -> Void

  /// Takes the terminal at stdin and stdout. `onInput` is called whenever ``nextEvent()`` may have something.
  public init(
    theme: Theme, environment: [String: String], onInput: @escaping @TerminalActor () -> Void
  ) throws(TerminalProblem) {
    try Self.check(environment: environment)
    let type = environment["TERM"] ?? ""
    let isUTF8 = cterminal_locale_is_utf8()
    signals = cterminal_catch_signals()
    guard Self.candidates(type).contains(where: Self.open) else {
      cterminal_release_signals()
      throw .unknownType(type)
    }
    cterminal_catch_signals()
    cterminal_catch_crashes()
    size = Size(columns: Int(cterminal_columns()), rows: Int(cterminal_rows()))
    painter = Painter(theme: theme, isUTF8: isUTF8, colors: Int(cterminal_colors()), environment: environment)
    escapeDelay = .milliseconds(environment["ESCDELAY"].flatMap { Int($0) } ?? 25)
    insideTmux = environment["TMUX"]?.isEmpty == false
    isLinuxConsole = type == "linux"
    self.onInput = onInput
    queue.bracketsPastes = insideTmux
    // The Linux console prints parts of what it does not know.
    if !isLinuxConsole {
      hasAsked = true
      write(TerminalSequences.queries)
    }
    PollLoop.shared.watch(STDIN_FILENO) { [weak self] in self?.receive($0) }
    PollLoop.shared.watch(signals) { [weak self] _ in self?.takeSignals() }
  }

  /// What can be known without taking the terminal.
  public nonisolated static func check(environment: [String: String]) throws(TerminalProblem) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .noTerminal }
    let type = environment["TERM"] ?? ""
    guard !type.isEmpty, type != "dumb" else { throw .dumb }
  }

  /// How many colours frames are painted with.
  public var colors: ColorDepth { painter.depth }

  /// Newer terminals bring a description of their own that a server often lacks; they all understand xterm's.
  private nonisolated static func candidates(_ type: String) -> [String] {
    let likeXterm = [
      "xterm", "foot", "alacritty", "wezterm", "ghostty", "kitty", "konsole", "vte", "gnome", "st-", "iterm",
    ]
    if type.hasPrefix("tmux") { return [type, "screen-256color"] }
    return likeXterm.contains { type.hasPrefix($0) } ? [type, "xterm-256color"] : [type]
  }

  private nonisolated static func open(_ type: String) -> Bool {
    unsafe cterminal_open(type, TerminalSequences.enter, TerminalSequences.leave)
  }

  /// The next event, or nil when there is none yet. Set ``secretField`` before asking for the one after.
  public func nextEvent() -> TerminalEvent? {
    if !urgent.isEmpty { return urgent.removeFirst() }
    if let event = queue.next(isFinal: isFinal) { return event }
    isFinal = false
    if queue.isWaiting {
      // A lone ESC is the key when nothing follows at once; a paste whose end never comes is over after a second.
      PollLoop.shared.set(.input, after: queue.isPasting ? .seconds(1) : escapeDelay) { [weak self] in
        self?.isFinal = true
        self?.onInput()
      }
    } else {
      PollLoop.shared.clear(.input)
    }
    return nil
  }

  /// Whether the background is dark, when the terminal says so in time; a late answer becomes an event. Terminals that
  /// know the question answer within a few milliseconds, and one that does not is known by its answer to the next.
  public func background(within limit: Duration) -> Bool? {
    var isDark: Bool?
    awaitAnswers(within: limit) {
      while case .background(let answer)? = queue.nextAnswer() { isDark = answer }
    }
    return isDark
  }

  /// Calls `handler` once after `duration`, unless it is set anew before.
  public func wake(after duration: Duration, _ handler: @escaping @TerminalActor () -> Void) {
    PollLoop.shared.set(.owner, after: duration, handler)
  }

  /// Shows the frame; writes only what differs from the one before.
  public func paint(_ frame: Frame) { if isOpen { painter.paint(frame) } }

  /// The next frame is written as a whole, for a screen that something else has written on.
  public func redraw() {
    cterminal_redraw()
    painter.invalidate()
  }

  /// Stops the process as Ctrl-Z does, and returns when it is continued; then `.resumed` is the next event.
  public func suspend() {
    cterminal_suspend()
    hasResumed()
  }

  /// Puts text into the clipboard by OSC 52, over SSH too; whether the terminal took it cannot be known.
  public func copyByEscapeSequence(_ text: String) {
    write(TerminalSequences.copy(text, insideTmux: insideTmux))
  }

  /// The same for a secret, which goes to the terminal alone: no other program sees it, and no frame holds it.
  public func copyByEscapeSequence(_ secret: SecretBytes) {
    guard isOpen, let text = secret.text() else { return }
    write(TerminalSequences.copy(text, insideTmux: insideTmux))
  }

  /// Puts a blank where a secret was copied to; an empty text is ignored by some terminals.
  public func overwriteClipboard() {
    guard isOpen else { return }
    write(TerminalSequences.copy(" ", insideTmux: insideTmux))
  }

  /// Rings the bell and shows a notification. The text goes out without control characters.
  public func notify(_ text: String) {
    guard isOpen else { return }
    write(TerminalSequences.notify(text, insideTmux: insideTmux, isLinuxConsole: isLinuxConsole))
  }

  /// Gives the terminal back as it was found.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    PollLoop.shared.stopWatching(STDIN_FILENO)
    PollLoop.shared.stopWatching(signals)
    PollLoop.shared.clear(.input)
    PollLoop.shared.clear(.owner)
    // An answer that comes after the end would be typed into the shell.
    queue.secretField = nil
    if awaitAnswers(within: .milliseconds(100), { while queue.next(isFinal: false) != nil {} }) {
      cterminal_discard_input()
    }
    cterminal_close()
    // A terminal that is gone is followed by SIGHUP, which would end the process before it has put its things away.
    if !isGone { cterminal_release_signals() }
  }

  private func receive(_ events: Int16) {
    isGone = events & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
    if isGone || queue.fill(from: STDIN_FILENO) == .closed {
      // A dead descriptor is readable for ever: without this the loop would spin.
      PollLoop.shared.stopWatching(STDIN_FILENO)
      isGone = true
      hasAsked = false
      urgent.append(.endRequested)
    }
    onInput()
  }

  private func takeSignals() {
    while true {
      switch cterminal_next_signal() {
      case 0:
        onInput()
        return
      case SIGWINCH:
        cterminal_resize()
        hasResized()
      case SIGTSTP: urgent.append(.suspendRequested)
      case SIGCONT:
        cterminal_resume()
        hasResumed()
      case let signal:
        // A shell passes a hang-up on, so that it comes twice.
        if signal == SIGHUP { isGone = true }
        urgent.append(.endRequested)
      }
    }
  }

  private func hasResumed() {
    painter.invalidate()
    urgent.append(.resumed)
    hasResized()
  }

  private func hasResized() {
    let now = Size(columns: Int(cterminal_columns()), rows: Int(cterminal_rows()))
    painter.invalidate()
    if now != size {
      size = now
      urgent.append(.resize(now))
    }
  }

  /// Reads until the last question is answered; whether it was waited for at all.
  @discardableResult private func awaitAnswers(within limit: Duration, _ take: () -> Void) -> Bool {
    guard hasAsked, !queue.hasAnswers else { return false }
    let deadline = ContinuousClock.now + limit
    while !queue.hasAnswers {
      let left = (deadline - .now) / .milliseconds(1)
      var wait = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard left > 0, unsafe poll(&wait, 1, Int32(left) + 1) > 0, wait.revents == Int16(POLLIN),
        queue.fill(from: STDIN_FILENO) == .read
      else { break }
      take()
    }
    return true
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBytes { unsafe cterminal_write($0.bindMemory(to: CChar.self).baseAddress, $0.count) }
  }
}
