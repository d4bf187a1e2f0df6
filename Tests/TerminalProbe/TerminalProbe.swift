import Domain
import Foundation
import Screen
import Terminal

/// A list to move in, a secret field, and the ways to end, for the tests that need a process with a terminal of its own.
/// j and k move, s opens and leaves the secret field, z suspends, x crashes, e exits without closing, q ends.
@main
enum TerminalProbe {
  static func main() async {
    do {
      try await Probe.run()
    } catch {
      print("\(error); \((error as? TerminalProblem)?.hint ?? "")")
      exit(2)
    }
  }
}

@TerminalActor
private final class Probe {
  private var terminal: Terminal?
  private var row = 0
  private var secret: SecretBytes?
  private var log = "ready"
  private var ending: CheckedContinuation<Void, Never>?

  static func run() async throws {
    let probe = Probe()
    let theme = Theme(
      name: "probe", isDark: true, usesASCII: false,
      looks: [
        .selected: Theme.Look(
          palette: Attributes(foreground: 16, background: 153), sixteen: Attributes(reversed: true),
          plain: Attributes(reversed: true))
      ])
    probe.terminal = try Terminal(theme: theme, environment: ProcessInfo.processInfo.environment) { probe.drain() }
    probe.paint()
    await withCheckedContinuation { probe.ending = $0 }
    probe.terminal?.close()
    print("closed")
  }

  private func drain() {
    while let event = terminal?.nextEvent() { handle(event) }
    paint()
  }

  private func handle(_ event: TerminalEvent) {
    log = "\(event)"
    switch event {
    case .key(.character("j")): row += 1
    case .key(.character("k")): row -= 1
    case .key(.character("s")): secret = SecretBytes()
    case .key(.enter) where secret != nil: secret = nil
    case .key(.character("z")), .suspendRequested: terminal?.suspend()
    case .key(.character("x")): fatalError("a crash, on purpose")
    case .key(.character("e")): exit(3)
    case .key(.character("q")), .endRequested:
      ending?.resume()
      ending = nil
    case .secretEdited: log = "secret of \(secret?.count ?? 0) bytes"
    case .paste(let bytes):
      log = "paste of \(bytes.count) bytes, \(bytes.copy().filter { $0 == 0x0A }.count) line breaks"
    default: break
    }
    terminal?.secretField = secret
  }

  private func paint() {
    guard let terminal else { return }
    var frame = Frame(size: terminal.size)
    for line in 0..<max(0, terminal.size.rows - 1) {
      frame.write("│ row \(line) 漢字 😀", at: Position(column: 0, row: line))
    }
    frame.write("│", at: Position(column: 20, row: 0))
    frame.restyle(Rect(column: 0, row: row, columns: terminal.size.columns, rows: 1)) { $0 = Style(.selected) }
    frame.write(
      "\(terminal.size.columns)x\(terminal.size.rows) \(log)", at: Position(column: 0, row: terminal.size.rows - 1))
    frame.cursor = Position(column: 0, row: row)
    terminal.paint(frame)
  }
}
