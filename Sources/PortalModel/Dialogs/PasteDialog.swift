public import Domain
public import ProviderCatalog

/// A new managed secret: pasted, recognised, shown masked, tested, then stored. An unknown value proposes nothing; the
/// person chooses the provider, or says where a custom API's key may go.
public struct PasteDialog: Sendable, Equatable {
  public internal(set) var form: Form
  /// What the value looks like; nil while there is none.
  public internal(set) var recognition: Recognition?
  /// What was taken away around the value, in words; empty for nothing.
  public internal(set) var removed = ""
  /// The kind of credential that is being filled in; nil for a custom API and while nothing is chosen.
  public internal(set) var kind: ManagedKind?
  /// The chosen provider; nil for a custom API and while nothing is chosen.
  public internal(set) var provider: Provider?
  /// Whether the provider was chosen by the person, so that no recognition changes it.
  public internal(set) var isProviderChosen = false
  /// Whether the kind was chosen by the person.
  var isKindChosen = false
  /// Whether the name is still the proposed one.
  var isNameProposed = true

  /// The provider's alternative while nobody knows.
  static let undecided = "choose"
  static let custom = "custom"
  static let reminders: [(words: String, days: Int?)] = [
    ("in 30 days", 30), ("in 60 days", 60), ("in 90 days", 90), ("in 180 days", 180), ("in a year", 365),
    ("never", nil),
  ]

  /// - Parameters:
  ///   - pasted: the value, when a paste opened the dialog.
  ///   - provider: chosen in the guide or in the providers' pane; `custom` for an API of one's own.
  public init(pasted: SecretBytes? = nil, provider: String? = nil, in context: DialogContext) {
    let providers = context.catalog.providers.filter { !$0.managed.isEmpty }.map(\.id)
    form = Form(
      fields: [
        .secret("secret.token", "Value", note: "paste or type it; it is never shown"),
        .choice("provider", "Provider", [Self.undecided] + providers + [Self.custom]),
        .choice("kind", "Kind", []),
        .text("name", "Name", note: "free to change"),
        .text("origin", "Sent to"),
      ] + InjectionFields.make() + PrincipalFields.make() + [
        .choice("remind", "Remind me", Self.reminders.map(\.words), selected: 2, note: "to rotate it"),
        .text("test", "Test", note: "a URL that a GET may read; empty for none"),
      ],
      buttons: [
        FormButton("test", "Test and store"), FormButton("store", "Store untested"), FormButton("forget", "Forget it"),
      ], focus: .field("secret.token"))
    if let provider, providers.contains(provider) || provider == Self.custom {
      form.setText("provider", provider)
      isProviderChosen = true
    }
    apply(in: context)
    if let pasted { take(pasted, in: context) }
  }

  public var isCustom: Bool { form.text("provider") == Self.custom }
  public var isUndecided: Bool { provider == nil && !isCustom }

  /// How the value is sent, as far as it is known.
  public var injection: Injection? { isCustom ? InjectionFields.current(form) : kind?.injection }

  var origins: [String] { form.text("origin").split { $0 == " " || $0 == "," }.map(String.init) }

  /// The binding as it is typed; nil while it cannot be read.
  var binding: Binding? {
    let parsed = origins.compactMap { text in try? Origin(text) }
    guard parsed.count == origins.count else { return nil }
    return try? Binding(origins: parsed)
  }

  /// The harmless call, when there is one that stays inside the binding.
  public var test: TestRequest? {
    let request: TestRequest? =
      isCustom ? (form.text("test").isEmpty ? nil : TestRequest(url: form.text("test"))) : kind?.test
    guard let request, let binding, let url = try? CanonicalURL(request.url.replacing("{token}", with: "token")),
      binding.permits(url)
    else { return nil }
    return request
  }

  /// Why it cannot be stored as it is; nil when it can.
  public var refusal: String? {
    if let recognition, recognition.isRefused { return recognition.warnings.first ?? "This cannot be stored." }
    guard let kind, kind.injection == nil else { return nil }
    return "A \(kind.kind) cannot be used here: \(kind.cannotBeSent ?? "no request can carry it")"
  }
}
