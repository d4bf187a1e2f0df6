internal import Domain
internal import Screen

/// Asks for the passphrase before an admin act, then lets the act go on. It says which act, and for how long.
public struct PassphrasePrompt: Sendable, Equatable {
  /// What waits for the right.
  public let effect: Effect
  public private(set) var form: Form
  /// Whether the key is being derived; that takes about half a second on purpose.
  public private(set) var isChecking = false

  public init(for effect: Effect) {
    self.effect = effect
    form = Form(
      fields: [.secret("passphrase", "Passphrase")],
      buttons: [FormButton("go", "Go on"), FormButton("leave", "Leave it")])
  }

  /// The act in words, after "The passphrase is needed to".
  public func act(in context: DialogContext) -> String { AdminAct.words(for: effect, in: context.overview) }
}

extension PassphrasePrompt: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape): return .close
    case .answer(.adminHeld):
      if isTooLate(in: context) {
        return DialogStep(.close, message: "The call has gone meanwhile: nothing was answered.")
      }
      return DialogStep(.close, effects: [effect])
    case .answer(.failed(.holdAdmin, let failure)):
      isChecking = false
      form["passphrase"] = .secret("passphrase", "Passphrase")
      form["passphrase"]?.problem = [failure.message, failure.hint].filter { !$0.isEmpty }.joined(separator: "; ")
      return .stay
    default: break
    }
    guard !isChecking else { return .stay }
    switch form.handle(event) {
    case .edited: form["passphrase"]?.problem = nil
    case .submitted, .pressed("go"): return check()
    case .pressed: return .close
    case .moved, .ignored: break
    }
    return .stay
  }

  /// Whether the call to be answered no longer waits.
  private func isTooLate(in context: DialogContext) -> Bool {
    guard case .answerApproval(let call, _, _, _) = effect else { return false }
    return context.overview?.parkedCalls.contains { $0.id == call && $0.expiresAt > context.now } != true
  }

  private mutating func check() -> DialogStep {
    guard let passphrase = form.secret("passphrase"), !passphrase.isEmpty else {
      form["passphrase"]?.problem = "Empty. Type the passphrase, then Enter."
      return .stay
    }
    form["passphrase"]?.problem = nil
    isChecking = true
    return .run(.holdAdmin(passphrase: passphrase))
  }

  var secretField: SecretBytes? { isChecking ? nil : form.secretField }
  var title: String { "Passphrase" }
  var note: String { isChecking ? "checking" : "nothing was done yet" }

  var bindings: [KeyBinding] {
    [
      KeyBinding(
        .enter, form.focusedButton?.hint ?? "go on", "Check the passphrase and do what waits for it",
        disabledReason: isChecking ? "The passphrase is being checked" : nil),
      KeyBinding(.escape, "leave it", "Close without doing it"),
    ]
  }
}
