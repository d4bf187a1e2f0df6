public import Domain
internal import Screen

extension Journey {
  /// Groups of four characters in a recovery code.
  public static func groups(of kit: RecoveryKit) -> [Substring] { (kit.code.text() ?? "").split(separator: "-") }

  mutating func show(_ kit: RecoveryKit) {
    step = .kit(kit)
    madeWords = nil
    form = Form(
      fields: [],
      buttons: [FormButton("check", "I have it on paper"), FormButton("later", "Not now")])
  }

  mutating func shown(_ kit: RecoveryKit, _ event: DialogEvent) -> Outcome {
    if event == .key(.escape) {
      // The kit is not shown again, so one key alone does not leave it.
      form.focus(.button("later"))
      return .stay
    }
    switch form.handle(event) {
    case .ignored: return .ignored
    case .pressed("later"):
      return Outcome(isOver: true, message: "The kit is untested. gatehouse recovery create makes another one.")
    case .pressed, .submitted:
      ask(kit)
      return .stay
    case .edited, .moved: return .stay
    }
  }

  /// Asks for four groups; which ones follows from the vault's random id, so that they differ from vault to vault.
  private mutating func ask(_ kit: RecoveryKit) {
    step = .check(kit)
    var rest = Array(Self.groups(of: kit).indices)
    asked = []
    for byte in kit.vaultID.bytes.prefix(4) where !rest.isEmpty {
      asked.append(rest.remove(at: Int(byte) % rest.count))
    }
    asked.sort()
    form = Form(
      fields: asked.map { .secret("group\($0)", "Group \($0 + 1)") },
      buttons: [FormButton("test", "Test the kit"), FormButton("back", "Show it again")])
  }

  mutating func check(_ kit: RecoveryKit, _ event: DialogEvent) -> Outcome {
    if event == .key(.escape) {
      show(kit)
      return .stay
    }
    switch form.handle(event) {
    case .ignored: return .ignored
    case .edited(let id):
      form.setProblem(id, nil)
      return .stay
    case .submitted:
      // Enter goes from group to group and tests behind the last one.
      if let last = asked.last, form.focus != .field("group\(last)") {
        form.moveFocus(by: 1)
        return .stay
      }
      return test(kit)
    case .pressed("test"): return test(kit)
    case .pressed:
      show(kit)
      return .stay
    case .moved: return .stay
    }
  }

  /// What was typed takes the place of the groups asked, so it is the paper that is tested and not the memory of this
  /// process.
  private mutating func test(_ kit: RecoveryKit) -> Outcome {
    let groups = Self.groups(of: kit)
    let code = SecretBytes()
    for (index, group) in groups.enumerated() {
      if index > 0 { code.append("-") }
      guard asked.contains(index) else {
        for character in group { code.append(character) }
        continue
      }
      let typed = Self.canonical(form.secret("group\(index)")?.text() ?? "")
      form.setProblem("group\(index)", typed == group ? nil : "differs from the kit")
      for character in typed { code.append(character) }
    }
    return form.focusFirstProblem() ? .stay : .run(.testRecoveryKit(code: code))
  }

  /// Crockford's base32 forgives small letters, and O for 0, I and L for 1.
  private static func canonical(_ typed: String) -> String {
    String(
      typed.uppercased().filter { !$0.isWhitespace && $0 != "-" }.map {
        switch $0 {
        case "O": "0"
        case "I", "L": "1"
        default: $0
        }
      })
  }
}
