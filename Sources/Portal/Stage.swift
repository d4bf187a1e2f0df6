internal import PortalViews
internal import Screen
internal import Settings
internal import Terminal

/// The terminal, taken before there is a loop: what must first be made is announced on it, and can be left.
@TerminalActor final class Stage {
  let terminal: Terminal
  private(set) var theme: ThemeChoice
  /// Whether the user left, or the terminal did, before the loop began.
  private(set) var isLeft = false
  private let follower: Follower

  /// Who is called when the terminal has something; it does not exist when the terminal is made.
  private final class Follower: Sendable {
    @TerminalActor var onInput: (@TerminalActor () -> Void)?
  }

  init(_ options: PortalOptions) throws {
    var theme = try ThemeChoice(
      configured: options.configuration.theme, environment: options.environment, folder: options.themeFolder)
    let follower = Follower()
    self.follower = follower
    do {
      terminal = try Terminal(theme: theme.theme, environment: options.environment) { follower.onInput?() }
    } catch {
      throw PortalProblem(error)
    }
    if theme.isAutomatic, let isDark = terminal.background(within: .milliseconds(25)), theme.learn(isDark: isDark) {
      terminal.theme = theme.theme
    }
    self.theme = theme
  }

  /// Shows one line until the loop begins. `q`, Ctrl-C and a signal leave.
  func announce(_ words: String) {
    terminal.paint(PortalViews.announcement(words, size: terminal.size))
    follower.onInput = { [weak self] in self?.takeInput(words) }
  }

  /// From now on `onInput` takes the events.
  func hand(over onInput: @escaping @TerminalActor () -> Void) { follower.onInput = onInput }

  private func takeInput(_ words: String) {
    while !isLeft, let event = terminal.nextEvent() {
      switch event {
      case .key(.character("q")), .key(.control("c")), .endRequested:
        isLeft = true
        terminal.close()
      case .background(let isDark):
        if theme.learn(isDark: isDark) {
          terminal.theme = theme.theme
          terminal.paint(PortalViews.announcement(words, size: terminal.size))
        }
      case .suspendRequested: terminal.suspend()
      case .resize, .resumed: terminal.paint(PortalViews.announcement(words, size: terminal.size))
      default: break
      }
    }
  }
}
