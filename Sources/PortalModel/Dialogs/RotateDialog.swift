public import Domain
internal import ProviderCatalog
internal import Screen

/// A new value for a stored secret. Its grants and their ids stay, so no program needs to change.
public struct RotateDialog: Sendable, Equatable {
  public let secret: Secret
  /// Names of the grants that will use the new value.
  public let grants: [String]
  public private(set) var form: Form
  /// What to say about the pasted value, each as a sentence: another provider's, a placeholder, a publishable key.
  public private(set) var warnings: [String] = []

  public init(_ secret: Secret, in context: DialogContext) {
    self.secret = secret
    grants = (context.overview?.grants ?? [])
      .filter { $0.source.id == secret.id && $0.grant.revokedAt == nil }.map(\.grant.name)
    form = Form(
      fields: CredentialFields.make(for: secret.injection),
      buttons: [
        FormButton(
          "test", "Test and store", disabledReason: secret.test == nil ? "No harmless call is known for it" : nil),
        FormButton("store", "Store untested"), FormButton("forget", "Forget it"),
      ])
  }
}

extension RotateDialog: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape): return .close
    case .paste(let bytes): return take(bytes, in: context)
    default: break
    }
    switch form.handle(event) {
    case .edited(let id): form[id]?.problem = nil
    case .submitted:
      // The last field sends the form, an earlier one leads to the next.
      let injection = secret.injection
      guard let last = (injection.fieldNames + injection.optionalFieldNames).last,
        form.isFocused(CredentialFields.id(last))
      else {
        form.moveFocus(by: 1)
        return .stay
      }
      if secret.test == nil { form.focus(.button("store")) } else { return store(isTested: true) }
    case .pressed("test"): return store(isTested: true)
    case .pressed("store"): return store(isTested: false)
    case .pressed: return .close
    case .moved, .ignored: break
    }
    return .stay
  }

  /// A paste replaces the field's value: half of an old one before it helps nobody.
  private mutating func take(_ bytes: SecretBytes, in context: DialogContext) -> DialogStep {
    let names = secret.injection.fieldNames + secret.injection.optionalFieldNames
    let focused = names.first { form.isFocused(CredentialFields.id($0)) }
    guard let name = focused ?? names.first else { return .stay }
    let id = CredentialFields.id(name)
    form[id]?.value = .secret(bytes)
    form[id]?.problem = nil
    let found = context.catalog.recognize(bytes, chosen: secret.provider)
    warnings = found.isRefused || found.finding == .notForStoring ? found.warnings : []
    form.focus(.field(id))
    return .stay
  }

  private mutating func store(isTested: Bool) -> DialogStep {
    guard let credential = CredentialFields.read(&form, for: secret.injection) else {
      form.focusFirstProblem()
      return .stay
    }
    return .replace(.testResult(TestResult(self, credential, isTested: isTested)))
  }

  var secretField: SecretBytes? { form.secretField }
  var title: String { "New value for \(secret.name)" }
  var note: String { "nothing is stored yet" }
  var isDirty: Bool { !CredentialFields.isEmpty(form) }
  var sameAs: String? { "gatehouse secrets rotate \(secret.name) < FILE" }

  var bindings: [KeyBinding] {
    [
      KeyBinding(
        .enter, form.focusedButton?.hint ?? (secret.test == nil ? "to the buttons" : "test and store"),
        "Store the new value"),
      KeyBinding(.tab, "next field", "Go to the next field or button"),
      KeyBinding(.escape, "forget it", "Wipe the value and close; the old one stays"),
    ]
  }
}
