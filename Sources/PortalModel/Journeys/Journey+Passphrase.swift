internal import Domain
internal import Screen

extension Journey {
  static func passphraseForm(for purpose: Purpose) -> Form {
    let current: [FormField] = purpose == .newPassphrase ? [.secret("current", "Present one")] : []
    return Form(
      fields: current + [.secret("passphrase", "Passphrase"), .secret("again", "Once more")],
      buttons: [
        FormButton("create", purpose == .firstRun ? "Create vault" : "Change passphrase"), FormButton("back", "Back"),
      ])
  }

  mutating func passphrase(_ event: DialogEvent) -> Outcome {
    switch event {
    case .key(.escape): return back()
    case .key(.control("g")): return .run(.makePassphrase)
    default: break
    }
    switch form.handle(event) {
    case .ignored: return .ignored
    case .edited(let id):
      form.setProblem(id, nil)
      if id == "passphrase" { estimate() }
      // Whoever types them once more has kept them somewhere.
      if id == "again" || id == "passphrase" { madeWords = nil }
      return .stay
    case .submitted, .pressed("create"): return send()
    case .pressed: return back()
    case .moved: return .stay
    }
  }

  mutating func take(words: SecretBytes) {
    guard step == .passphrase else { return }
    form["passphrase"]?.value = .secret(words)
    form.setProblem("passphrase", nil)
    form["again"]?.value = .secret(SecretBytes())
    form.focus(.field("again"))
    madeWords = words
    estimate()
  }

  private mutating func estimate() {
    guard let bytes = form.secret("passphrase"), !bytes.isEmpty else {
      strength = nil
      return
    }
    strength = PassphraseStrength.estimate(bytes)
  }

  private mutating func send() -> Outcome {
    guard let passphrase = form.secret("passphrase"), let again = form.secret("again") else { return .stay }
    if form.focus == .field("passphrase"), again.isEmpty, strength != nil, strength?.reason == nil {
      form.moveFocus(by: 1)
      return .stay
    }
    form.setProblem("current", form.secret("current")?.isEmpty == true ? "type the present one first" : nil)
    form.setProblem(
      "passphrase",
      strength == nil ? "type one; Ctrl-g makes six words" : strength?.reason.map { _ in "too easy to guess" })
    form.setProblem("again", passphrase.hasSameBytes(as: again) ? nil : "not the same as above")
    if form.focusFirstProblem() { return .stay }
    if let current = form.secret("current") { return .run(.changePassphrase(current: current, new: passphrase)) }
    return .run(.createVault(passphrase: passphrase))
  }
}
