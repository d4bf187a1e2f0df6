import Foundation
import LocalServers
import Testing

/// A real terminal: tmux(1) on a socket of its own, with the real binary in it.
final class TmuxTerminal: Sendable {
  private let socket = "gatehouse-test-\(UUID().uuidString.prefix(8))"
  /// Held until the server is ended: its socket lies there.
  private let home: Home
  private var folder: String { home.folder }

  struct NeverSeen: Error, CustomStringConvertible {
    let description: String
  }

  /// Opens a shell of the given size in `home`'s environment; the shell outlives the program, so that what it leaves
  /// of the terminal can be looked at.
  init(home: Home, columns: Int = 100, rows: Int = 30, environment extra: [String: String] = [:]) throws {
    self.home = home
    var environment = home.environment(passphraseFile: false).merging(extra) { $1 }
    environment["PS1"] = "$ "
    environment["TMUX_TMPDIR"] = folder
    let assignments = environment.map { "\($0.key)=\($0.value)" }
    let configuration = "\(folder)/tmux.conf"
    try """
    set -g default-terminal tmux-256color
    set -g escape-time 0
    set -g status off
    set -g history-limit 5000
    """.write(toFile: configuration, atomically: true, encoding: .utf8)
    try tmux(
      ["-f", configuration, "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "env", "-i"] + assignments + [
        "TERM=tmux-256color", "/bin/sh",
      ])
    try wait(for: "$")
  }

  deinit { _ = try? tmux(["kill-server"]) }

  /// Types a command line and Enter.
  func run(_ command: String) throws {
    try type(command)
    try press("Enter")
  }

  /// Keys by tmux's names: `Enter`, `Tab`, `C-u`, `Down`.
  func press(_ keys: String...) throws { for key in keys { try tmux(["send-keys", key]) } }

  func type(_ text: String) throws { try tmux(["send-keys", "-l", text]) }

  /// A bracketed paste, as a terminal delivers it.
  func paste(_ text: String) throws {
    try tmux(["set-buffer", text])
    try tmux(["paste-buffer", "-p"])
  }

  func resize(columns: Int, rows: Int) throws {
    try tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  func screen() throws -> String { try tmux(["capture-pane", "-p"]) }

  /// The screen with its colours and attributes.
  func colouredScreen() throws -> String { try tmux(["capture-pane", "-e", "-p"]) }

  /// Everything that was ever on the pane, scrollback included.
  func history() throws -> String { try tmux(["capture-pane", "-p", "-S", "-"]) }

  /// Whether the program has left the alternate screen.
  func isOnAlternateScreen() throws -> Bool {
    try tmux(["display-message", "-p", "#{alternate_on}"]).hasPrefix("1")
  }

  func processID() throws -> Int32? {
    Int32(try tmux(["display-message", "-p", "#{pane_pid}"]).trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// Until the shell has the terminal again: what is typed before, the ending program flushes.
  func waitForShell() throws {
    try wait("the shell") { _ in
      guard let name = try? tmux(["display-message", "-p", "#{pane_current_command}"]) else { return false }
      return ["bash", "dash", "sh"].contains(name.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  /// Closes the terminal under the program.
  func close() throws { _ = try tmux(["kill-server"]) }

  @discardableResult
  func wait(
    for text: String, seconds: Double = 60, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    try wait("\(text)", seconds: seconds, sourceLocation: sourceLocation) { $0.contains(text) }
  }

  /// Polls the screen until it is as wanted: tmux tells nobody when it changes.
  @discardableResult
  func wait(
    _ what: String, seconds: Double = 60, sourceLocation: SourceLocation = #_sourceLocation,
    until isWanted: (String) -> Bool
  ) throws -> String {
    let deadline = Date(timeIntervalSinceNow: seconds)
    var last = ""
    repeat {
      last = try screen()
      if isWanted(last) { return last }
      usleep(20_000)
    } while Date() < deadline
    Issue.record("never on the screen: \(what)\n\(last)", sourceLocation: sourceLocation)
    throw NeverSeen(description: what)
  }

  /// Not by Foundation's Process: the server that tmux leaves behind would inherit its pipes, and nobody would see
  /// their end.
  @discardableResult
  private func tmux(_ arguments: [String]) throws -> String {
    let output = "\(folder)/tmux-output-\(UUID().uuidString)"
    defer { unlink(output) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    closeInherited(&actions)
    // A test's thread holds signals back, and its children would for ever: the end of the server is one.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var argv = (["tmux", "-L", socket] + arguments).map { strdup($0) } + [nil]
    let variables = ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TMUX_TMPDIR=\(folder)", "HOME=\(folder)"]
    var environment = variables.map { strdup($0) } + [nil]
    defer { for text in argv + environment { free(text) } }
    var pid: pid_t = 0
    guard posix_spawnp(&pid, "tmux", &actions, &attributes, &argv, &environment) == 0 else {
      throw NeverSeen(description: "tmux(1) is not installed")
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) == -1, errno == EINTR {}
    return (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
  }
}
