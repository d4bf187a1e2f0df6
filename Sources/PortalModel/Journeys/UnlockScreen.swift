internal import Domain
internal import Screen

/// The vault is there and locked: passphrase, or the recovery code.
public struct UnlockScreen: Sendable, Equatable {
  public internal(set) var usesRecovery = false
  public internal(set) var form = Self.passphraseForm
  /// What went wrong with the last try.
  public internal(set) var problem: String?

  private static var passphraseForm: Form {
    Form(
      fields: [.secret("value", "Passphrase")],
      buttons: [FormButton("unlock", "Unlock"), FormButton("other", "Use the recovery code")])
  }

  private static var recoveryForm: Form {
    Form(
      fields: [.secret("value", "Code", note: "nine groups, hyphens or not")],
      buttons: [FormButton("unlock", "Unlock"), FormButton("other", "Use the passphrase")])
  }

  mutating func update(_ event: DialogEvent) -> Journey.Outcome {
    switch event {
    case .key(.control("r")):
      turn()
      return .stay
    case .key(.escape) where usesRecovery:
      turn()
      return .stay
    case .answer(.failed(.unlock, let failure)), .answer(.failed(.unlockWithRecovery, let failure)):
      problem = failure.message
      return .stay
    default: break
    }
    switch form.handle(event) {
    case .ignored: return .ignored
    case .edited, .moved: return .stay
    case .submitted, .pressed("unlock"):
      guard let value = form.secret("value"), !value.isEmpty else { return .stay }
      problem = nil
      // The effect keeps the bytes; what is typed from now on is another try.
      form["value"]?.value = .secret(SecretBytes())
      form.focus(.field("value"))
      return .run(usesRecovery ? .unlockWithRecovery(code: value) : .unlock(passphrase: value))
    case .pressed:
      turn()
      return .stay
    }
  }

  private mutating func turn() {
    usesRecovery.toggle()
    problem = nil
    form = usesRecovery ? Self.recoveryForm : Self.passphraseForm
  }
}
