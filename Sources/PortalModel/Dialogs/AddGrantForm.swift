public import Domain
internal import Screen

/// A further grant for a stored secret: for another principal, with its own label and limits.
public struct AddGrantForm: Sendable, Equatable {
  public private(set) var form: Form
  /// The secrets that can be chosen, in the order of the choice.
  let secrets: [Secret]
  /// Why it was not added.
  public private(set) var problem: PortalFailure?

  /// - Parameter secret: chosen at first; nil for the first of them.
  public init(secret: Identifier?, in context: DialogContext) {
    secrets = (context.overview?.secrets ?? []).filter { $0.revokedAt == nil }.sorted { $0.name < $1.name }
    let chosen = secrets.firstIndex { $0.id == secret } ?? 0
    form = Form(
      fields: [
        .choice("secret", "Secret", secrets.map(\.name), selected: chosen, note: "stored once, used by every grant"),
        .text("name", "Name", note: "how programs may call it"),
      ] + PrincipalFields.make() + [
        .text("label", "Label", note: "optional, for people"),
        .toggle("strict", "Strict", false, note: "only what an allow rule matches"),
        .text("expires", "Ends", note: "never; or 2h, 30d, 2027-01-31"),
      ],
      buttons: [FormButton("add", "Add grant"), FormButton("cancel", "Cancel")], focus: .field("name"))
  }

  /// The chosen one.
  public var secret: Secret? { secrets.first { $0.name == form.text("secret") } }

  /// The draft, or nil with the problems written beside the fields.
  private mutating func draft(in context: DialogContext) -> GrantDraft? {
    let name = form.text("name")
    let taken = context.overview?.grants.contains { $0.grant.name == name && $0.grant.revokedAt == nil } ?? false
    form["name"]?.problem = Name.isValid(name) ? (taken ? "a grant has this name" : nil) : Name.rule
    let secret = secret
    form["secret"]?.problem = secret == nil ? "no secret is stored yet" : nil
    let principal = PrincipalFields.read(&form)
    var end: Timestamp?
    do { end = try Lifetime.end(form.text("expires"), now: context.now) } catch {
      form["expires"]?.problem = error.description
    }
    guard !form.focusFirstProblem(), let secret, let principal else { return nil }
    return GrantDraft(
      secretID: secret.id, name: name, principal: principal, label: form.text("label"), isStrict: form.isOn("strict"),
      expiresAt: end)
  }
}

extension AddGrantForm: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape): return .close
    case .answer(.done(.addGrant, let message)): return DialogStep(.close, message: message)
    case .answer(.failed(.addGrant, let failure)):
      problem = failure
      return .stay
    default: break
    }
    switch form.handle(event) {
    case .edited(let id):
      form[id]?.problem = nil
      PrincipalFields.settle(&form)
    case .submitted, .pressed("add"):
      problem = nil
      if let draft = draft(in: context) { return .run(.addGrant(draft)) }
    case .pressed: return .close
    case .moved, .ignored: break
    }
    return .stay
  }

  var title: String { "New grant" }
  var note: String { "the grant_id is made when it is added" }
  var isDirty: Bool { form.isDirty }

  var sameAs: String? {
    var words = ["gatehouse grants add --secret", ShellWord.quoted(form.text("secret")), "--name"]
    words.append(form.text("name").isEmpty ? "NAME" : ShellWord.quoted(form.text("name")))
    let principal = PrincipalFields.text(form)
    if principal != "system" { words += ["--for", ShellWord.quoted(principal)] }
    if !form.text("label").isEmpty { words += ["--label", ShellWord.quoted(form.text("label"))] }
    if form.isOn("strict") { words.append("--strict") }
    if !form.text("expires").isEmpty { words += ["--expires", ShellWord.quoted(form.text("expires"))] }
    return words.joined(separator: " ")
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding(.enter, form.focusedButton?.hint ?? "add grant", "Add the grant"),
      KeyBinding(.tab, "next field", "Go to the next field"),
      form.changeBinding,
      KeyBinding(.escape, "cancel", "Close; nothing is added"),
    ]
  }
}
