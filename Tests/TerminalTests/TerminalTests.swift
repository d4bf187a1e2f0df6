import Foundation
import Glibc
import Synchronization
import Testing

/// A real process on a real pseudo terminal: what it writes, and how it leaves.
@Suite("A terminal", .serialized)
struct TerminalTests {
  private static let leaving = ["\u{1B}[?2004l", "\u{1B}[?1000l", "\u{1B}[?1004l", "\u{1B}[?1049l"]

  private static let environment = ["TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"]

  private func program() throws -> String {
    let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let program = [folder, URL(filePath: FileManager.default.currentDirectoryPath).appending(path: ".build/debug")]
      .map { $0.appending(path: "TerminalProbe").path }.first { FileManager.default.isExecutableFile(atPath: $0) }
    return try #require(program)
  }

  private func probe(_ changes: [String: String] = [:]) throws -> PseudoTerminal {
    try PseudoTerminal(program(), environment: Self.environment.merging(changes) { $1 })
  }

  private func ready(_ changes: [String: String] = [:]) throws -> PseudoTerminal {
    let terminal = try probe(changes)
    try terminal.wait(for: "ready")
    try terminal.wait(for: "[?2026l")
    return terminal
  }

  private func expectRestored(_ terminal: PseudoTerminal) {
    expectLeft(terminal)
    #expect(terminal.isCanonical)
  }

  private func expectLeft(_ terminal: PseudoTerminal, after skipped: Int = 0) {
    let text = String(decoding: Array(terminal.text.utf8).dropFirst(skipped), as: UTF8.self)
    for sequence in Self.leaving { #expect(text.contains(sequence), "\(sequence.debugDescription)") }
  }

  @Test("writes at most 600 bytes for a cursor move")
  func cursorMove() throws {
    let terminal = try ready()
    for _ in 0..<5 {
      let before = terminal.count
      terminal.type("j")
      try terminal.wait(for: "[?2026l", after: before)
      #expect(terminal.count - before <= 600)
      #expect(terminal.count - before > 0)
    }
    terminal.type("q")
    #expect(terminal.end() == 0)
  }

  @Test("never shows a typed secret, not even in what it writes")
  func secret() throws {
    let terminal = try ready()
    terminal.type("s")
    try terminal.wait(for: "\"s\"")
    terminal.type("tr0ub4dor")
    try terminal.wait(for: "9 byte")
    #expect(!terminal.text.contains("tr0ub4dor"))
    terminal.type("\u{1B}[200~pasted-secret\u{1B}[201~")
    try terminal.wait(for: "paste of 13")
    #expect(!terminal.text.contains("pasted-secret"))
    terminal.type("\rq")
    #expect(terminal.end() == 0)
  }

  @Test("is given back on the regular end")
  func regularEnd() throws {
    let terminal = try ready()
    terminal.type("q")
    #expect(terminal.end() == 0)
    expectRestored(terminal)
    #expect(terminal.text.contains("closed"))
  }

  @Test("is given back on exit without closing")
  func exitWithoutClosing() throws {
    let terminal = try ready()
    terminal.type("e")
    #expect(terminal.end() == 3)
    expectRestored(terminal)
  }

  @Test("is given back on a signal that asks to end", arguments: [SIGTERM, SIGHUP, SIGINT])
  func endingSignals(signal: Int32) throws {
    let terminal = try ready()
    kill(terminal.process, signal)
    #expect(terminal.end() == 0)
    expectRestored(terminal)
  }

  @Test("is given back by a crash, which stays a crash", arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGTRAP])
  func crashingSignals(signal: Int32) throws {
    let terminal = try ready(["SWIFT_BACKTRACE": "enable=no"])
    kill(terminal.process, signal)
    #expect(terminal.end() == 128 + signal)
    expectRestored(terminal)
  }

  @Test("is given back by a trap of Swift")
  func trap() throws {
    let terminal = try ready(["SWIFT_BACKTRACE": "enable=no"])
    terminal.type("x")
    let status = try #require(terminal.end())
    #expect(status > 128)
    expectRestored(terminal)
    #expect(terminal.text.contains("a crash, on purpose"))
  }

  @Test("ends its process when it is gone, without spinning")
  func hangUp() throws {
    let terminal = try ready()
    terminal.hangUp()
    #expect(terminal.end() == 0)
    #expect(terminal.processorSeconds.withLock { $0 } < 0.5)
  }

  @Test("is given back to the shell by Ctrl-Z, and taken again by fg")
  func suspension() throws {
    let shell = try PseudoTerminal(
      "/bin/bash", ["--norc", "--noprofile", "-i"], environment: Self.environment.merging(["PS1": "shell> "]) { $1 })
    try shell.wait(for: "shell> ")
    shell.type("\(try program())\r")
    try shell.wait(for: "ready")
    let before = shell.count
    shell.type("z")
    try shell.wait(for: "Stopped", after: before)
    try shell.wait(for: "shell> ", after: before)
    expectLeft(shell, after: before)
    let stopped = shell.count
    shell.type("fg\r")
    try shell.wait(for: "resumed", after: stopped)
    try shell.wait(for: "\u{1B}[?2004h", after: stopped)
    shell.type("q")
    try shell.wait(for: "closed", after: stopped)
    shell.type("exit\r")
    #expect(shell.end() == 0)
  }

  @Test("stays when there is no shell that could bring it back")
  func orphan() throws {
    let terminal = try ready()
    terminal.type("z")
    try terminal.wait(for: "resumed")
    terminal.type("q")
    #expect(terminal.end() == 0)
  }

  @Test("reports its new size")
  func resize() throws {
    let terminal = try ready()
    terminal.resize(columns: 61, rows: 11)
    try terminal.wait(for: "61x11")
    terminal.type("q")
    #expect(terminal.end() == 0)
  }

  @Test("answers a lone Esc")
  func escape() throws {
    let terminal = try ready()
    let before = terminal.count
    terminal.type("\u{1B}")
    try terminal.wait(for: "escape", after: before)
    terminal.type("q")
    #expect(terminal.end() == 0)
  }

  @Test("gets ASCII only where the locale has no more")
  func asciiLocale() throws {
    let terminal = try ready(["LANG": "C", "LC_ALL": "C"])
    #expect(terminal.text.contains("| row 1"))
    #expect(terminal.text.utf8.allSatisfy { $0 < 0x80 })
    terminal.type("q")
    #expect(terminal.end() == 0)
  }

  @Test("gets no colour with NO_COLOR")
  func noColor() throws {
    let terminal = try ready(["NO_COLOR": "1"])
    #expect(!terminal.text.contains("\u{1B}[38;5;"))
    #expect(!terminal.text.contains("\u{1B}[48;5;"))
    #expect(try ready().text.contains("48;5;153"))
    terminal.type("q")
    #expect(terminal.end() == 0)
  }

  @Test("is refused with a hint when TERM is dumb or unknown, and xterm's newer cousins are taken for xterm")
  func types() throws {
    let dumb = try probe(["TERM": "dumb"])
    try dumb.wait(for: "use the commands")
    #expect(dumb.end() == 2)
    let unknown = try probe(["TERM": "nonsense-9000"])
    try unknown.wait(for: "TERM=xterm-256color")
    #expect(unknown.end() == 2)
    let cousin = try ready(["TERM": "xterm-ghostty"])
    cousin.type("q")
    #expect(cousin.end() == 0)
  }
}
