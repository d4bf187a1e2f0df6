internal import Domain
internal import ProviderCatalog
internal import Screen

extension PasteDialog: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape): return .close
    case .key(.control("p")):
      form.focus(.field("provider"))
      return .stay
    case .key(.control("o")): return page.map { .run(.openBrowser($0)) } ?? .stay
    case .paste(let bytes) where isValue(bytes, in: context):
      take(bytes, in: context)
      return .stay
    default: break
    }
    switch form.handle(event) {
    case .edited(let id): edited(id, in: context)
    case .submitted, .pressed("test"): return submit(isTested: true, in: context)
    case .pressed("store"): return submit(isTested: false, in: context)
    case .pressed: return .close
    case .moved, .ignored: break
    }
    return .stay
  }

  private mutating func edited(_ id: String, in context: DialogContext) {
    form[id]?.problem = nil
    switch id {
    case "provider":
      isProviderChosen = form.text("provider") != Self.undecided
      (isKindChosen, kind) = (false, nil)
      apply(in: context)
      recognize(in: context)
    case "kind":
      isKindChosen = true
      kind = provider?.kind(named: form.text("kind"))
      apply(in: context)
    case "name": isNameProposed = false
    case "sent": InjectionFields.settle(&form, isShown: isCustom, presetChanged: true)
    default: break
    }
    if id.hasPrefix("secret.") {
      removed = ""
      recognize(in: context)
    }
    settle()
  }

  /// A paste is the value, unless a text field has the focus and the pasted text is nothing that looks like a secret.
  private func isValue(_ bytes: SecretBytes, in context: DialogContext) -> Bool {
    guard case .field(let id) = form.focus, case .text = form[id]?.value else { return true }
    return CredentialFields.isEmpty(form) || context.catalog.recognize(bytes).finding != .unknown
  }

  /// Test, or store; where there is no test, Enter leads to the other button, so that nobody stores untested unawares.
  private mutating func submit(isTested: Bool, in context: DialogContext) -> DialogStep {
    if let refusal { return DialogStep(message: refusal) }
    guard let (draft, credential) = read(in: context) else { return .stay }
    if isTested, draft.test == nil {
      form.focus(.button("store"))
      return .stay
    }
    return .replace(.testResult(TestResult(self, draft, credential, isTested: isTested)))
  }

  /// The page where the credential is made.
  public var page: String? { kind.flatMap { $0.createURL.isEmpty ? nil : $0.createURL } }

  var secretField: SecretBytes? { form.secretField }
  var title: String { "New managed secret" }
  var note: String { "nothing is stored yet" }
  var isDirty: Bool { !CredentialFields.isEmpty(form) }

  var sameAs: String? {
    guard !isUndecided, refusal == nil else { return nil }
    let name = form.text("name")
    var words = [
      "gatehouse secrets add", form.text("provider"), "--name", name.isEmpty ? "NAME" : ShellWord.quoted(name),
    ]
    if isCustom || origins != (kind?.origins ?? []).map(\.description) {
      for origin in origins { words += ["--origin", ShellWord.quoted(origin)] }
    }
    if isCustom { words += InjectionFields.options(form) }
    let principal = PrincipalFields.text(form)
    if principal != "system" { words += ["--for", ShellWord.quoted(principal)] }
    return words.joined(separator: " ") + " < FILE"
  }

  var bindings: [KeyBinding] {
    let blocked = form.buttons.first { $0.id == "store" }?.disabledReason
    return [
      KeyBinding(.enter, enterLabel, "Test and store the value", disabledReason: blocked),
      KeyBinding(.tab, "next field", "Go to the next field"),
      form.changeBinding,
      KeyBinding(.control("p"), "provider", "Go to the provider"),
      KeyBinding(
        .control("o"), "open page", "Open the provider's page where the key is made",
        disabledReason: page == nil ? "No page is known" : nil),
      KeyBinding(.escape, "forget it", "Wipe the value and close; nothing is stored"),
    ]
  }

  private var enterLabel: String {
    if let button = form.focusedButton { return button.hint }
    return test == nil ? "to the buttons" : "test and store"
  }
}
