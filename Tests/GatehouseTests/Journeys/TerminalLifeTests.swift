import Foundation
import Testing

/// What happens to the terminal around the portal, with the real binary: signals, job control, sizes, colours.
@Suite("The portal and its terminal")
struct TerminalLifeTests {
  private static let ready = "Three ways to the first grant"

  @Test("a terminal that is closed takes the portal with it")
  func closed() async throws {
    let home = try await Home.withVault()
    let terminal = try TmuxTerminal(home: home)
    let portal = try terminal.openPortal(in: home)
    try terminal.wait(for: Self.ready)
    try terminal.close()
    #expect(portal.isGone(within: .seconds(60)))
  }

  @Test("leaves the terminal as it was, whatever ends it", arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGSEGV])
  func ended(by signal: Int32) async throws {
    let home = try await Home.withVault()
    let terminal = try TmuxTerminal(home: home)
    let before = try terminal.settings(home, "before")
    let portal = try terminal.openPortal(in: home)
    try terminal.wait(for: Self.ready)
    portal.send(signal)
    try terminal.wait(for: "ended with ")
    #expect(portal.isGone(within: .seconds(60)))
    #expect(try !terminal.isOnAlternateScreen())
    #expect(try !terminal.history().contains(Self.ready))
    #expect(try terminal.settings(home, "after") == before)
  }

  @Test("Ctrl-Z gives the shell back, fg the same screen with the value still masked")
  func suspended() async throws {
    let home = try await Home.withVault()
    let terminal = try TmuxTerminal(home: home)
    let before = try terminal.settings(home, "before")
    try terminal.run(Binary.path)
    try terminal.wait(for: Self.ready)
    try terminal.press("n")
    try terminal.wait(for: "New managed secret")
    try terminal.type("tok_" + "suspended_1")
    try terminal.wait(for: "15 characters")
    try terminal.press("C-z")
    try terminal.wait("the shell") { $0.contains("Stopped") && !$0.contains("New managed secret") }
    #expect(try terminal.settings(home, "stopped") == before)
    try terminal.run("fg")
    let screen = try terminal.wait(for: "15 characters")
    #expect(screen.contains("New managed secret"))
    #expect(screen.contains("••••••••••••••••"))
    #expect(!screen.contains("suspended_1"))
    try terminal.type("23")
    try terminal.wait(for: "17 characters")
    try terminal.press("Escape")
    try terminal.wait(for: Self.ready)
    try terminal.press("q")
    try terminal.wait("the shell again") { !$0.contains("Providers") && $0.contains("$") }
    #expect(try !terminal.history().contains("suspended_1"))
  }

  @Test("follows the size of the terminal, down to a message and back with the dialog as it was")
  func resized() async throws {
    let home = try await Home.withVault()
    let terminal = try TmuxTerminal(home: home)
    try terminal.run(Binary.path)
    try terminal.wait(for: Self.ready)
    try terminal.resize(columns: 60, rows: 20)
    try terminal.wait("one pane") { $0.contains("[2 Grants]") && $0.contains("newest calls") }
    try terminal.press("n")
    try terminal.wait(for: "New managed secret")
    try terminal.type("tok_" + "resized")
    try terminal.wait(for: "11 characters")
    try terminal.resize(columns: 30, rows: 8)
    let small = try terminal.wait("what is needed") { $0.contains("30x8") && !$0.contains("characters") }
    #expect(!small.contains("managed secret"))
    try terminal.resize(columns: 120, rows: 40)
    // A terminal is read while it is painted, so all of it is waited for.
    try terminal.wait("the whole screen") {
      $0.contains("11 characters") && $0.contains("5 Audit") && $0.contains("unlocked")
    }
  }

  @Test("shows no colour where NO_COLOR is set, and no escape where the terminal is dumb")
  func colourless() async throws {
    let home = try await Home.withVault()
    let terminal = try TmuxTerminal(home: home, environment: ["NO_COLOR": "1"])
    try terminal.run(Binary.path)
    try terminal.wait(for: Self.ready)
    let screen = try terminal.colouredScreen()
    let numbers = screen.matches(of: /\u{1B}\[([0-9;:]*)m/).flatMap { $0.1.split { ";:".contains($0) } }.compactMap {
      Int($0)
    }
    // ECMA-48: 30 to 49 and 90 to 107 are colours, 39 and 49 the terminal's own; bold and reversed text stays.
    #expect(numbers.contains(7) || numbers.contains(1))
    #expect(numbers.allSatisfy { [39, 49].contains($0) || !(30...49).contains($0) && !(90...107).contains($0) })
    try terminal.press("q")
    try terminal.wait("the shell again") { !$0.contains("Providers") && $0.contains("$") }
    try terminal.run("TERM=dumb \(Binary.path); echo ended with $?")
    #expect(try terminal.wait(for: "ended with 64").contains("gatehouse --help"))
  }

  @Test("says what to do where there is no terminal")
  func noTerminal() async throws {
    let home = try await Home.withVault()
    for arguments in [[], ["demo"]] {
      let ended = await home.run(arguments, input: "q")
      #expect(ended.status == 64)
      #expect(ended.errorText.contains("the portal needs a terminal"))
      #expect(ended.errorText.contains("gatehouse --help"))
      #expect(ended.output.isEmpty)
    }
  }
}

/// A process in a terminal, known by the number that it wrote down.
struct PortalProcess {
  let pid: pid_t

  func send(_ signal: Int32) { kill(pid, signal) }

  /// Polls, since nobody is told of the end of a process that is not a child (proc(5)); a zombie has ended.
  func isGone(within limit: Duration) -> Bool {
    let deadline = ContinuousClock.now + limit
    repeat {
      guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return true }
      let state = status[(status.lastIndex(of: ")") ?? status.startIndex)...].dropFirst(2).first
      if state == "Z" || state == "X" { return true }
      usleep(10_000)
    } while ContinuousClock.now < deadline
    return false
  }
}

extension TmuxTerminal {
  /// Starts the portal below a shell that says at the end how it ended, and tells its process.
  func openPortal(in home: Home) throws -> PortalProcess {
    let file = home.path("files/pid")
    // A quote inside the words, so that what is typed is not yet what is waited for.
    try run("sh -c 'echo $$ > \(file); exec \(Binary.path)'; echo ended wi''th $?")
    var pid: pid_t?
    try wait("the number of the process") { _ in
      pid = (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { pid_t($0.dropLast()) }
      return pid != nil
    }
    return PortalProcess(pid: pid ?? 0)
  }

  /// The settings of the terminal, as stty(1) reads them at the shell.
  func settings(_ home: Home, _ name: String) throws -> String {
    let file = home.path("files/stty-\(name)")
    try waitForShell()
    try run("stty -a > \(file); echo read \(name)''.")
    try wait(for: "read \(name).")
    return try String(contentsOfFile: file, encoding: .utf8)
  }
}
