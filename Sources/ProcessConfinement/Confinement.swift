internal import CLinux
internal import Dispatch
internal import Glibc

/// Starts programs that do not reach the vault.
///
/// A confined program, and all that it starts, for good:
/// - cannot read or change the denied files and folders under any name, nor mount anything (Landlock);
/// - cannot trace, or look into the memory, environment or descriptors of, any program outside (Landlock); from version 6
///   on cannot signal them either, nor reach their abstract sockets;
/// - has no kernel keyrings: it begins a session keyring of its own, and keyctl(2), add_key(2) and request_key(2) are
///   refused, because the user's keyring is there by name (`@u`) whatever the session keyring links;
/// - cannot open Unix sockets, unless that is allowed, nor other terminals, nor type into its own (TIOCSTI);
/// - gains no rights by set-user-ID programs, has none of root's capabilities that get around this, inherits no descriptor, and what it has left running is ended with it.
///
/// It can do what its user can otherwise: change his other files, which programs outside may obey later, and talk to the
/// network. It can list names in denied folders, and change their modes, for which Landlock has no rule. Root is not kept
/// from devices, such as the disk.
public enum Confinement {
  /// Starts it; it does not wait for its end.
  ///
  /// - Parameter environment: all of the program's environment.
  /// - Throws: ``ConfinementProblem``; nothing is then running.
  public static func spawn(
    _ command: ChildCommand, environment: [String: String], mode: ConfinementMode
  ) async throws(ConfinementProblem) -> ConfinedProcess {
    let path = try ProgramSearch.path(
      of: command.program, searchPath: environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
    let plan = try StartPlan(path: path, command: command, environment: environment, mode: mode)
    let process = ConfinedProcess()
    // The kernel ends the program with the thread that started it, so that thread waits for it.
    DispatchQueue(label: "confined process").async { process.live(plan) }
    try await process.started()
    return process
  }

  /// Whether a process is confined, or may be: what ended meanwhile, or cannot be looked at, counts as confined.
  ///
  /// It looks for the two marks that no process can take off (proc(5): `NoNewPrivs` and `Seccomp`); a program that has
  /// confined itself, such as a browser, bears them too.
  public static func isConfined(_ process: Int32) -> Bool {
    guard let status = TextFile.read("/proc/\(process)/status") else { return true }
    let lines = status.split(separator: "\n").map { $0.split(whereSeparator: { $0 == "\t" || $0 == " " }) }
    func value(_ name: Substring) -> Substring? { lines.first { $0.first == name }?.dropFirst().first }
    guard let privileges = value("NoNewPrivs:"), let filter = value("Seccomp:") else { return true }
    return privileges == "1" && filter == "2"
  }

  /// The same of whoever connected a Unix socket. With Linux 6.5 the kernel keeps a handle of that very process; before,
  /// its number is taken, which in theory somebody else could have got since.
  public static func isPeerConfined(socket: Int32) -> Bool {
    let handle = clinux_peer_handle(socket)
    guard handle >= 0 else {
      let peer = clinux_peer_process(socket)
      return peer > 0 ? isConfined(peer) : true
    }
    defer { close(handle) }
    guard let number = ProcessHandle.number(handle) else { return true }
    return isConfined(number) || clinux_handle_ended(handle) == 1
  }
}
