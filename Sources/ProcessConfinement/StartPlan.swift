internal import CLinux
internal import Glibc

/// All that a start needs, made ready beforehand: between fork and exec nothing can be allocated.
final class StartPlan: Sendable {
  private let path: String
  private let arguments: [String]
  private let environment: [String]
  private let streams: (input: Int32, output: Int32, errors: Int32)
  private let files: Ruleset?
  private let filter: Int32

  /// Closes the ruleset when the plan is gone.
  private final class Ruleset: Sendable {
    let files: ReachableFiles
    init(_ files: consuming ReachableFiles) { self.files = files }
  }

  init(
    path: String, command: ChildCommand, environment: [String: String], mode: ConfinementMode,
    support: ConfinementSupport = .here
  ) throws(ConfinementProblem) {
    let texts = [command.program] + command.arguments + environment.flatMap { [$0.key, $0.value] }
    guard !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw ConfinementProblem(.failed, "the command or its environment holds a null character")
    }
    self.path = path
    arguments = [command.program] + command.arguments
    self.environment = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    streams = (command.input, command.output, command.errors)
    switch mode {
    case .unconfined:
      files = nil
      filter = 0
    case .confined(let limits):
      guard support.reason == nil, let version = support.landlock else {
        throw ConfinementProblem(.unsupported, "the program cannot be confined: \(support.reason ?? "")")
      }
      let isolated = limits.localSockets == .deny
      let terminals =
        limits.terminals == .deny
        ? OtherTerminals.paths(keeping: [command.input, command.output, command.errors]) : []
      files = Ruleset(
        try ReachableFiles(
          denying: DeniedPaths(limits.denied + terminals), version: version, scopingAbstractSockets: isolated))
      filter =
        Int32(CLINUX_FILTER_ON) | (isolated ? Int32(CLINUX_FILTER_LOCAL_SOCKETS) : 0)
        | (version < 3 ? Int32(CLINUX_FILTER_TRUNCATE) : 0)
    }
  }

  /// Starts the warden on this thread, which must then outlive it.
  func start() throws(ConfinementProblem) -> (warden: pid_t, reports: Int32) {
    let argv = CStrings(arguments)
    let envp = CStrings(environment)
    var reports: Int32 = -1
    let warden = withExtendedLifetime((argv, envp)) {
      unsafe path.withCString { path in
        var child = unsafe clinux_child(
          path: path, arguments: argv.pointers, environment: envp.pointers, input: streams.input,
          output: streams.output, errors: streams.errors, ruleset: files?.files.ruleset ?? -1, filter: filter)
        return unsafe clinux_start_child(&child, &reports)
      }
    }
    guard warden > 0 else { throw Self.problem(CLINUX_AT_FORK, errno, path) }
    return (warden, reports)
  }

  /// What a warden's report of a failure means.
  func problem(_ report: clinux_report) -> ConfinementProblem {
    Self.problem(Int(report.value), report.reason, path)
  }

  private static func problem(_ stage: Int, _ number: Int32, _ path: String) -> ConfinementProblem {
    let reason = unsafe String(cString: strerror(number))
    switch stage {
    case Int(CLINUX_AT_STREAMS):
      return ConfinementProblem(
        .failed, "standard input, output or error is closed (\(reason)); open them, as /dev/null")
    case Int(CLINUX_AT_KEYRING):
      return ConfinementProblem(.failed, "the kernel gives the program no keyring of its own (\(reason))")
    case Int(CLINUX_AT_CAPABILITIES):
      return ConfinementProblem(.failed, "root's capabilities cannot be taken from the program (\(reason))")
    case Int(CLINUX_AT_RULES):
      return ConfinementProblem(.failed, "Landlock does not confine the program (\(reason))")
    case Int(CLINUX_AT_FILTER):
      return ConfinementProblem(.failed, "the kernel does not filter the program's calls (\(reason))")
    case Int(CLINUX_AT_EXEC):
      let kind: ConfinementProblem.Kind = number == ENOENT ? .notFound : .notRunnable
      return ConfinementProblem(kind, "\(path) cannot be run: \(reason)")
    default: return ConfinementProblem(.failed, "the system starts no further program: \(reason)")
    }
  }
}
