internal import Domain
internal import Screen

extension OAuthAppForm: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    if let stored { return leadOn(event, stored, in: context) }
    switch event {
    case .key(.escape): return .close
    case .key(.control("y")): return .run(.copy(form.text("redirect")))
    case .key(.control("o")): return page.map { .run(.openBrowser($0)) } ?? .stay
    case .key(let key) where ScopeFields.leave(&form, by: key): return .stay
    case .answer(.done(.storeOAuthApp(let draft), let message)):
      conclude(draft)
      return DialogStep(message: message)
    case .answer(.failed(.storeOAuthApp, let failure)):
      problem = failure
      return .stay
    default: break
    }
    switch form.handle(event) {
    case .edited(let id): edited(id, in: context)
    case .submitted, .pressed("store"):
      problem = nil
      if let draft = draft() { return .run(.storeOAuthApp(draft)) }
    case .pressed: return .close
    case .moved, .ignored: break
    }
    return .stay
  }

  private mutating func edited(_ id: String, in context: DialogContext) {
    form[id]?.problem = nil
    switch id {
    case "name":
      isNameProposed = false
      noteName()
    case "redirect": isRedirectProposed = false
    case "provider": settle(in: context)
    default: break
    }
  }

  private mutating func leadOn(_ event: DialogEvent, _ stored: OAuthAppDraft, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape): return .close
    case .key(.character("c")): return .replace(.connect(ConnectDialog(stored: stored, in: context)))
    default: break
    }
    switch form.handle(event) {
    case .pressed("connect"): return .replace(.connect(ConnectDialog(stored: stored, in: context)))
    case .pressed: return .close
    default: return .stay
    }
  }

  var secretField: SecretBytes? { form.secretField }
  var title: String { stored?.name ?? "OAuth app" }
  var note: String { stored == nil ? "nothing is stored yet" : "stored" }
  var isDirty: Bool { stored == nil && form.isDirty }

  var sameAs: String? {
    if let stored { return "gatehouse oauth connect \(ShellWord.quoted(stored.name)) --user USER_ID" }
    let client = form.text("client")
    var words = ["gatehouse oauth add-app", form.text("provider"), "--name", ShellWord.quoted(form.text("name"))]
    words += ["--client-id", client.isEmpty ? "ID" : ShellWord.quoted(client)]
    let redirect = form.text("redirect")
    if redirect != OAuthApp.defaultRedirectURI { words += ["--redirect-uri", ShellWord.quoted(redirect)] }
    if form.secret("secret")?.isEmpty != false { words.append("--no-secret") }
    for scope in chosenScopes { words += ["--scope", ShellWord.quoted(scope)] }
    return words.joined(separator: " ")
  }

  var bindings: [KeyBinding] {
    guard stored == nil else {
      return [
        KeyBinding(.enter, form.focusedButton?.hint ?? "go on", "Do what the focused button says"),
        KeyBinding(.character("c"), "connect", "Connect a user's account through this app"),
        KeyBinding([.tab, .right, .left], "other button", "Go to the other button"),
        KeyBinding(.escape, "later", "Close; c in the providers pane connects"),
      ]
    }
    return [
      KeyBinding(
        .enter, form.focusedButton?.hint ?? "store the app", "Store the app, or do what the focused button says"),
      KeyBinding(.tab, "next field", "Go to the next field"),
      form.tickBinding,
      KeyBinding(.control("y"), "copy redirect URI", "Copy the redirect URI, to register it at the provider"),
      KeyBinding(
        .control("o"), "open page", "Open the provider's page where apps are registered",
        disabledReason: page == nil ? "No page is known" : nil),
      KeyBinding(.escape, "cancel", "Close; nothing is stored"),
    ]
  }
}
