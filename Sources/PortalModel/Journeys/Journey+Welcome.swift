internal import Domain
internal import Screen

extension Journey {
  mutating func welcome(_ event: DialogEvent) -> Outcome {
    guard case .key(let key) = event else { return .ignored }
    switch key {
    case .up, .character("k"), .backTab: choice = (choice + 2) % 3
    case .down, .character("j"), .tab: choice = (choice + 1) % 3
    case .character("1"), .character("2"), .character("3"):
      choice = ["1": 0, "2": 1, "3": 2][key.shown] ?? 0
      return choose()
    case .enter: return choose()
    default: return .ignored
    }
    return .stay
  }

  private mutating func choose() -> Outcome {
    switch choice {
    case 0:
      step = .passphrase
      form = Self.passphraseForm(for: .firstRun)
    case 1: return .run(.openDemo)
    default:
      step = .restore
      form = Form(
        fields: [
          .text("file", "Backup file", note: "made by gatehouse backup"),
          .secret("passphrase", "Passphrase", note: "of the backup"),
        ],
        buttons: [FormButton("restore", "Restore"), FormButton("back", "Back")])
    }
    return .stay
  }

  mutating func restore(_ event: DialogEvent) -> Outcome {
    if event == .key(.escape) { return back() }
    switch form.handle(event) {
    case .ignored: return .ignored
    case .submitted, .pressed("restore"):
      form.setProblem("file", form.text("file").isEmpty ? "write the path of the file" : nil)
      form.setProblem("passphrase", form.secret("passphrase")?.isEmpty == true ? "type its passphrase" : nil)
      guard !form.focusFirstProblem(), let passphrase = form.secret("passphrase") else { return .stay }
      return .run(.restoreVault(from: form.text("file"), passphrase: passphrase))
    case .pressed: return back()
    case .edited(let id):
      form.setProblem(id, nil)
      return .stay
    case .moved: return .stay
    }
  }

  mutating func back() -> Outcome {
    guard purpose == .firstRun else { return Outcome(isOver: true) }
    step = .welcome
    madeWords = nil
    strength = nil
    form = Form(fields: [], buttons: [])
    return .stay
  }
}
