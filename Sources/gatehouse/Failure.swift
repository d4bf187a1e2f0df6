internal import Broker
internal import Domain
internal import OAuthClient
internal import Portal
internal import Settings
internal import TOMLDocuments
internal import VaultEngine

/// Exit codes, as sysexits(3) has them where it has a word for it.
enum ExitStatus: Int32 {
  case done = 0
  case failure = 1
  case usage = 64
  case badInput = 65
  case notFound = 66
  case unreachable = 69
  case denied = 77
  case locked = 78
  case integrity = 79
}

/// Why a command did not do its work: one line for people, three fields for programs. It never holds a secret.
struct Failure: Error {
  let code: String
  let message: String
  let hint: String
  let status: ExitStatus

  init(_ status: ExitStatus, code: String? = nil, _ message: String, hint: String = "") {
    self.status = status
    self.code = code ?? Self.code(of: status)
    self.message = message
    self.hint = hint
  }

  static func usage(_ message: String, hint: String = "") -> Failure { Failure(.usage, message, hint: hint) }
  static func badInput(_ message: String, hint: String = "") -> Failure { Failure(.badInput, message, hint: hint) }

  private static func code(of status: ExitStatus) -> String {
    switch status {
    case .done, .failure: "failed"
    case .usage: "usage"
    case .badInput: "bad_input"
    case .notFound: "not_found"
    case .unreachable: "unreachable"
    case .denied: "denied"
    case .locked: "locked"
    case .integrity: "integrity"
    }
  }
}

extension Failure {
  init(_ error: VaultError) {
    let status: ExitStatus =
      switch error.code {
      case .badInput, .exists: .badInput
      case .notFound, .noVault: .notFound
      case .unreachable: .unreachable
      case .denied, .needsReauth: .denied
      case .locked, .wrongPassphrase, .adminNeeded: .locked
      case .integrity: .integrity
      case .storage: .failure
      }
    self.init(status, code: error.code.rawValue, error.message, hint: error.hint)
  }

  /// Any error that a command can end in.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as VaultError: self.init(error)
    case let problem as BrokerProblem:
      self.init(.failure, code: problem.code, problem.message, hint: problem.hint)
    case let failure as OAuthFailure: self.init(of: failure)
    case let problem as PortalProblem:
      self.init(.usage, code: "no_terminal", problem.description, hint: problem.hint)
    case let problem as URLProblem: self.init(.badInput, "the URL is refused: \(problem)")
    case let problem as RuleProblem: self.init(.badInput, "the rule is refused: \(problem)")
    case let problem as TOMLProblem: self.init(.badInput, problem.description, hint: "nothing was saved")
    case let problem as AuditQueryProblem: self.init(.badInput, "the query is refused: \(problem)")
    case let problem as ConfigurationProblem:
      self.init(.badInput, code: "configuration", "\(problem)", hint: "see: gatehouse config check")
    case let problem as CredentialProblem: self.init(.badInput, "\(problem)", hint: "nothing was stored")
    default: self.init(.failure, "\(error)")
    }
  }
}
