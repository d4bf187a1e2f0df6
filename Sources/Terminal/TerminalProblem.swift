/// Why there can be no portal here, and what to do.
public enum TerminalProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// stdin or stdout is a pipe or a file.
  case noTerminal
  /// `TERM` is unset, `dumb`, or a terminal that cannot move its cursor.
  case dumb
  /// ncurses has no description of it.
  case unknownType(String)

  public var description: String {
    switch self {
    case .noTerminal: "the portal needs a terminal, and stdin or stdout is none"
    case .dumb: "the portal needs a terminal that can move its cursor, and TERM says that this one cannot"
    case .unknownType(let type): "there is no description of the terminal \"\(type.prefix(64))\" on this machine"
    }
  }

  public var hint: String {
    switch self {
    case .noTerminal, .dumb: "use the commands (gatehouse --help), or run it in a terminal window"
    case .unknownType: "install the package ncurses-term, or run it with TERM=xterm-256color"
    }
  }
}
