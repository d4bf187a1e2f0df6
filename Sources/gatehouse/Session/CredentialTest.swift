internal import Domain
internal import VaultEngine

/// A credential's test call before it is stored, its steps shown as they happen.
enum CredentialTest {
  /// - Returns: the report of a good credential.
  /// - Throws: when the provider refused the credential or gave no answer; nothing is stored then.
  static func passed(_ vault: Vault, _ draft: SecretDraft, _ credential: Credential) async throws -> TestReport {
    let report = try await vault.testCredential(draft, credential, caller: "cli") { Output.note(line($0)) }
    switch report.verdict {
    case .valid: Output.note(Printable.text(report.summary))
    case .refused:
      throw Failure(.failure, code: "refused", report.summary, hint: "nothing was stored; --no-test stores it untested")
    case .unreachable:
      throw Failure(.unreachable, report.summary, hint: "nothing was stored; --no-test stores it untested")
    }
    return report
  }

  /// `answer  200 OK, application/json, 311 bytes  good  141 ms`.
  static func line(_ step: TestStep) -> String {
    let name = step.name.rawValue + String(repeating: " ", count: max(0, 8 - step.name.rawValue.count))
    let time = Printable.duration(milliseconds: step.microseconds / 1000)
    return "\(name)  \(Printable.text(step.text))  \(step.result.rawValue)  \(time)"
  }

  /// How a command ends whose whole purpose was the test; nil for well.
  static func status(_ report: TestReport) -> ExitStatus? {
    switch report.verdict {
    case .valid: nil
    case .refused: .failure
    case .unreachable: .unreachable
    }
  }
}
