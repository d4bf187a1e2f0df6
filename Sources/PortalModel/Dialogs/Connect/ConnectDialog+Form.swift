internal import Domain
internal import ProviderCatalog
internal import Screen

/// What is filled in before the user is sent to the provider.
extension ConnectDialog {
  static let browser = "browser"
  static let device = "code on another device"

  static func form(_ apps: [App], _ mended: GrantSummary?) -> Form {
    let names = apps.map(\.name)
    let app: FormField =
      names.count == 1 ? .fixed("app", "OAuth app", names[0]) : .choice("app", "OAuth app", names)
    var fields = [app]
    if let mended, let connection = mended.source.connection {
      let label = connection.label.isEmpty ? "" : ", \(connection.label)"
      fields += [
        .fixed("user", "User", connection.userID + label),
        .fixed("name", "Grant", mended.grant.name, note: "keeps its grant_id"),
      ]
    } else {
      fields += [
        .text("user", "User id", note: "your application's own id of the user"),
        .text("label", "Label", note: "optional; tells a user's accounts apart"),
        .text("name", "Grant", note: "proposed, free to change"),
      ]
    }
    fields.append(.choice("way", "Agree by", [browser, device]))
    let verb = mended == nil ? "Connect" : "Connect anew"
    return Form(
      fields: fields, buttons: [FormButton("connect", verb), FormButton("cancel", "Cancel")],
      focus: mended == nil ? .field("user") : .button("connect"))
  }

  /// What follows from the app: its provider, its scopes, and whether there is a code to type elsewhere.
  mutating func settle(in context: DialogContext) {
    guard let app else { return }
    provider = context.catalog.provider(app.provider)
    let before = mended?.source.connection?.scopesAsked ?? app.scopes
    let all = app.scopes + before.filter { !app.scopes.contains($0) }
    ScopeFields.replace(
      with: ScopeFields.make(all, ticked: Set(before), explained: provider?.oauth?.scopes ?? []), in: &form)
    form["way"]?.isHidden = provider?.oauth?.deviceURL == nil
    propose()
  }

  /// `PROVIDER-USER`, with the label behind it, while no name was typed.
  mutating func propose() {
    guard mended == nil, isNameProposed, let app else { return }
    let words = [app.provider, form.text("user"), form.text("label")].filter { !$0.isEmpty }
    // What no name may hold becomes a hyphen.
    let name = words.joined(separator: "-").map { Name.isValid("a\($0)") ? $0 : "-" }
    form.setText("name", words.count > 1 ? String(String(name).prefix(64)) : "")
  }

  /// Whether it is by a code and not by a redirect to this machine.
  var isDevice: Bool { form["way"]?.isHidden == false && form.text("way") == Self.device }

  /// The draft, or nil with the problems written beside the fields.
  mutating func draft(in context: DialogContext) -> ConnectionDraft? {
    guard let app else { return nil }
    let scopes = ScopeFields.ticked(in: form)
    if let mended, let connection = mended.source.connection {
      return ConnectionDraft(
        app: app.name, userID: connection.userID, label: connection.label, scopes: scopes, replacing: mended.id,
        isDevice: isDevice)
    }
    let (user, name) = (form.text("user"), form.text("name"))
    form["user"]?.problem = Name.isValid(user) ? nil : user.isEmpty ? "whose account it is" : Name.rule
    let live = context.overview?.grants.filter { ($0.grant.revokedAt ?? $0.source.revokedAt) == nil } ?? []
    let same = live.first { $0.isConnection(of: user, label: form.text("label"), at: app.provider) }
    form["label"]?.problem = same.map { "\($0.grant.name) is that account; R mends it, a label adds another" }
    let isTaken = live.contains { $0.grant.name == name }
    form["name"]?.problem =
      isTaken && same == nil ? "a grant has this name" : Name.isValid(name) || user.isEmpty ? nil : Name.rule
    guard !form.focusFirstProblem() else { return nil }
    return ConnectionDraft(
      app: app.name, userID: user, label: form.text("label"), name: name, scopes: scopes == app.scopes ? nil : scopes,
      isDevice: isDevice)
  }
}

extension GrantSummary {
  fileprivate func isConnection(of user: String, label: String, at provider: String) -> Bool {
    guard let connection = source.connection else { return false }
    return connection.userID == user && connection.label == label && connection.provider == provider
  }
}
