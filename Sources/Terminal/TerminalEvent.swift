public import Domain
public import Screen

/// What the terminal reports.
public enum TerminalEvent: Sendable, Equatable {
  case key(Key)
  /// A bracketed paste, or a burst of text that only a paste can be: without ESC and other control bytes, each line
  /// break one LF.
  case paste(SecretBytes)
  /// A printable key, Backspace or Ctrl-U changed ``Terminal/secretField``.
  case secretEdited
  case mouse(MouseEvent)
  case resize(Size)
  case focus(Bool)
  /// The process was stopped and continued; the screen is taken again.
  case resumed
  /// Somebody else's SIGTSTP: the portal puts away what is open, then calls ``Terminal/suspend()``.
  case suspendRequested
  /// What the terminal's background turned out to be.
  case background(isDark: Bool)
  /// SIGTERM, SIGINT or SIGHUP came, or the terminal is gone: leave now.
  case endRequested
}
