internal import Broker
internal import FoundationEssentials
internal import ProcessConfinement
internal import VaultEngine

/// What a program of `gatehouse run` is kept from.
enum RunConfinement {
  /// - Parameter passphrase: the file that holds it, if there is one.
  /// - Throws: when this kernel cannot confine; before anything was asked or made.
  static func mode(
    isConfined: Bool, allowing: Set<RunCommand.Allowance>, passphrase: String?
  ) throws(Failure) -> ConfinementMode {
    guard isConfined else { return .unconfined }
    if let reason = ConfinementSupport.here.reason { throw unsupported(reason) }
    let location = Session.location
    let file = passphrase.flatMap { $0 == "-" ? nil : absolute($0) }
    return .confined(
      denying: [
        location.home, location.state, location.configuration, RuntimeFolder.path(environment: Environment.all),
      ] + [file].compactMap { $0 },
      localSockets: allowing.contains(.localSockets) ? .allow : .deny,
      terminals: allowing.contains(.terminals) ? .allow : .deny)
  }

  private static func absolute(_ path: String) -> String? {
    path.hasPrefix("/") ? path : workingFolder.map { "\($0)/\(path)" }
  }

  static var workingFolder: String? {
    let path = FileManager.default.currentDirectoryPath
    return path.hasPrefix("/") ? path : nil
  }

  static func failure(_ problem: ConfinementProblem) -> Failure {
    switch problem.kind {
    case .unsupported: unsupported(problem.description)
    case .notFound: Failure(.notFound, "\(problem)", hint: "check the name, or give its path")
    case .notRunnable: Failure(.failure, code: "not_runnable", "\(problem)", hint: "check its mode and its first line")
    case .failed: Failure(.failure, "\(problem)", hint: "nothing was started")
    }
  }

  private static func unsupported(_ reason: String) -> Failure {
    Failure(
      .failure, code: "cannot_confine", "the program cannot be kept from the vault: \(reason)",
      hint: "to run it all the same, with all that you reach, add --unconfined")
  }
}
