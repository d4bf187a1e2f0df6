internal import Domain
internal import Glibc
internal import VaultEngine

/// The recovery kit as it is handed over: shown once or written to a file, and believed only when it was tested.
enum RecoverySheet {
  enum Outcome {
    case tested(file: String?)
    case untested
    case none

    var sentence: String {
      switch self {
      case .tested(let file?):
        "The recovery kit is in \(Printable.text(file)) and was tested; print it, then delete it."
      case .tested(nil): "The recovery kit was tested. Keep it away from this machine."
      case .untested: "The recovery kit was not typed back; test it with: gatehouse recovery test"
      case .none: "There is no recovery kit yet; make one with: gatehouse recovery create"
      }
    }
  }

  /// Makes a kit and hands it over; nothing is made where nobody could see it.
  static func handOver(from vault: Vault, to file: String?, isInteractive: Bool) async throws -> Outcome {
    if let file {
      let kit = try await vault.createRecoveryKit()
      try write(text(of: kit), to: file)
      try await vault.testRecoveryKit(code(in: SecretFile.read(file, "the recovery kit")))
      return .tested(file: file)
    }
    guard isInteractive, Prompt.isPossible else { return .none }
    let kit = try await vault.createRecoveryKit()
    let sheet = text(of: kit)
    append("\nWrite this down or print it. Then press Enter: it is shown only once.\n", to: sheet)
    try Prompt.showOnce(sheet)
    for _ in 1...3 {
      let typed = try Prompt.hidden("The code, from your copy (Enter alone to do it later)")
      if typed.isEmpty { return .untested }
      do {
        try await vault.testRecoveryKit(typed)
        return .tested(file: nil)
      } catch { Output.note("\(error.message).") }
    }
    return .untested
  }

  static func checkAbsent(_ file: String) throws(Failure) {
    guard unsafe access(file, F_OK) != 0 else {
      throw .badInput("\(Printable.text(file)) exists already", hint: "name a new file for the recovery kit")
    }
  }

  /// The code in a kit's text, or the whole text when it is the code alone.
  static func code(in text: SecretBytes) -> SecretBytes {
    let prefix = Array("Code".utf8)
    for line in text.lines() where unsafe line.withUnsafeBytes({ unsafe $0.starts(with: prefix) }) {
      return unsafe line.withUnsafeBytes { bytes in
        let value = unsafe bytes.dropFirst(prefix.count).drop { $0 == 0x20 }
        return unsafe SecretBytes(UnsafeRawBufferPointer(rebasing: value))
      }
    }
    return text.withoutFinalLineBreak()
  }

  private static func text(of kit: RecoveryKit) -> SecretBytes {
    let text = SecretBytes("Gatehouse recovery kit: the second way into the vault\n\n")
    append("Vault      \(kit.vaultID)\nCode       ", to: text)
    unsafe kit.code.withUnsafeBytes { unsafe text.append($0) }
    append("\nAudit key  \(kit.adminKey)\n\nUse it with: gatehouse unlock --recovery\n", to: text)
    return text
  }

  private static func append(_ words: String, to text: SecretBytes) {
    let bytes = Array(words.utf8)
    unsafe bytes.withUnsafeBytes { unsafe text.append($0) }
  }

  private static func write(_ text: SecretBytes, to file: String) throws(Failure) {
    let target = unsafe open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard target >= 0 else {
      let reason = SystemError.text()
      throw .badInput("cannot write the recovery kit to \(Printable.text(file)): \(reason)", hint: "name a new file")
    }
    defer { close(target) }
    let written = unsafe text.withUnsafeBytes { unsafe Glibc.write(target, $0.baseAddress, $0.count) }
    guard written == text.count, fsync(target) == 0 else {
      throw Failure(.failure, "cannot write \(Printable.text(file)): \(SystemError.text())", hint: "check the disk")
    }
  }
}

/// The recovery code, from a kit's file, a pipe, or the terminal.
enum RecoveryCode {
  static func read(kitFile: String?) throws(Failure) -> SecretBytes {
    if let kitFile { return RecoverySheet.code(in: try SecretFile.read(kitFile, "the recovery kit")) }
    if !StandardInput.isTerminal { return RecoverySheet.code(in: try StandardInput.secret()) }
    return try Prompt.hidden("Recovery code")
  }
}
