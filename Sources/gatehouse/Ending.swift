internal import ArgumentParser
internal import Domain
internal import Glibc
internal import ProviderCatalog

/// How a command that threw leaves the process: text, JSON or nothing, and the exit code.
enum Ending {
  static func exit(_ error: any Error, arguments: [String]) -> Never {
    if error is Output.Closed { Glibc.exit(ExitStatus.done.rawValue) }
    if let ended = error as? EndedWith { Glibc.exit(ended.status.rawValue) }
    if let ended = error as? ProgramEnded { Glibc.exit(ended.status) }
    let isOurs = !(error is CleanExit) && Gatehouse.exitCode(for: error) != .success
    guard isOurs else {
      // Help and version, which ArgumentParser hands over as an error.
      try? Output.line(Gatehouse.fullMessage(for: error))
      Glibc.exit(ExitStatus.done.rawValue)
    }
    let failure =
      Gatehouse.exitCode(for: error) == .validationFailure ? usage(error, arguments: arguments) : Failure(error)
    report(failure)
    Glibc.exit(failure.status.rawValue)
  }

  private static func report(_ failure: Failure) {
    guard !Output.isForPrograms else {
      let members: JSON = [
        "code": .string(failure.code), "message": .string(failure.message), "hint": .string(failure.hint),
      ]
      return Output.error(JSON.object([("error", members)]).text(onOneLine: true))
    }
    var text = failure.message
    if !failure.hint.isEmpty {
      if text.hasSuffix(".") { text.removeLast() }
      text += "; \(failure.hint)"
    }
    Output.error("gatehouse: \(Printable.text(text))")
  }

  /// ArgumentParser's own complaint on one line, with the command whose help answers it.
  private static func usage(_ error: any Error, arguments: [String]) -> Failure {
    if let unknown = UnknownCommand(in: arguments) { return unknown.failure }
    // It quotes what was typed, and somebody may have typed a credential where none belongs.
    let message = CredentialMask.path(Gatehouse.message(for: error)).split(separator: "\n").joined(separator: " ")
    let full = Gatehouse.fullMessage(for: error)
    let command = full.split(separator: "'").first { $0.hasPrefix("gatehouse ") && $0.hasSuffix("--help") }
    return .usage(message, hint: "see: \(command ?? "gatehouse --help")")
  }
}

/// A program that the command ran has ended, and its status is the command's.
struct ProgramEnded: Error {
  let status: Int32
}

/// The command has printed all there is to say, and ends in a status other than 0.
struct EndedWith: Error {
  let status: ExitStatus
}
