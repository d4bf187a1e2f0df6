public import Domain
public import ProviderCatalog
internal import Screen

/// The developer's registration at a provider, to be stored; then it leads on to connecting an account.
public struct OAuthAppForm: Sendable, Equatable {
  public internal(set) var form: Form
  /// What the catalogue knows of the chosen provider.
  public internal(set) var facts: OAuthFacts?
  /// Why it was not stored.
  public internal(set) var problem: PortalFailure?
  /// What was stored; then there are the buttons that lead on.
  public internal(set) var stored: OAuthAppDraft?
  /// Apps that are there already, by name.
  let existing: [OAuthApp]
  /// Whether the name and the redirect URI are still the proposed ones.
  var isNameProposed = true
  var isRedirectProposed = true

  /// - Parameter provider: chosen in the guide or in the providers' pane; nil for the first that offers OAuth.
  public init(provider: String?, in context: DialogContext) {
    let providers = context.catalog.providers.filter { $0.oauth != nil }.map(\.id)
    existing = context.overview?.oauthApps ?? []
    form = Form(
      fields: [
        .choice("provider", "Provider", providers, selected: provider.flatMap(providers.firstIndex) ?? 0),
        .text("redirect", "Redirect URI", OAuthApp.defaultRedirectURI, note: "Ctrl-y copies it"),
        .text("name", "Name", note: "of the app, here"),
        .text("client", "Client id", note: "from the provider's page"),
        .secret("secret", "App secret", note: "sealed, never shown; empty for a public client"),
        .text("more", "More scopes", note: "with blanks between"),
      ],
      buttons: [FormButton("store", "Store the app"), FormButton("cancel", "Cancel")], focus: .field("client"))
    settle(in: context)
  }

  /// The chosen scopes: ticked ones first, then what was typed.
  public var chosenScopes: [String] {
    let typed = form.text("more").split { $0 == " " || $0 == "," }.map(String.init)
    let ticked = ScopeFields.ticked(in: form)
    return ticked + typed.filter { !ticked.contains($0) }
  }

  /// The ids of the scopes' fields, in order.
  public var scopeIDs: [String] { ScopeFields.all(in: form).map(ScopeFields.id) }

  /// The provider's page where an app is registered.
  public var page: String? { facts?.registerURL }

  /// What follows from the provider: its scopes, and a name and a redirect URI while none was typed.
  mutating func settle(in context: DialogContext) {
    let provider = form.text("provider")
    facts = context.catalog.provider(provider)?.oauth
    let scopes = facts?.scopes ?? []
    let ticked = Set(scopes.filter(\.isDefault).map(\.name))
    ScopeFields.replace(
      with: ScopeFields.make(scopes.map(\.name), ticked: ticked, explained: scopes), in: &form, before: "more")
    if isNameProposed { form.setText("name", "\(provider)-app") }
    if isRedirectProposed { form.setText("redirect", Self.redirect(for: facts)) }
    noteName()
  }

  /// A name that is taken is no mistake: the app is stored anew.
  mutating func noteName() {
    let isTaken = existing.contains { $0.name == form.text("name") }
    form["name"]?.note = isTaken ? "stored already; this replaces it" : "of the app, here"
  }

  /// Some providers take one name of this machine and not the other.
  private static func redirect(for facts: OAuthFacts?) -> String {
    facts?.loopback.hasPrefix("localhost") == true
      ? OAuthApp.defaultRedirectURI.replacing("127.0.0.1", with: "localhost") : OAuthApp.defaultRedirectURI
  }

  /// Whether the provider's answer can reach this machine by the redirect URI.
  public var isLoopback: Bool { (try? CanonicalURL(form.text("redirect")))?.origin.isLoopback ?? true }

  mutating func draft() -> OAuthAppDraft? {
    let name = form.text("name")
    form["name"]?.problem = Name.isValid(name) ? nil : Name.rule
    let client = form.text("client").filter { !$0.isWhitespace }
    form["client"]?.problem = client.isEmpty ? "the provider gives one when the app is registered" : nil
    let redirect = form.text("redirect")
    form["redirect"]?.problem = (try? CanonicalURL(redirect)) == nil ? "write it as registered: http://…" : nil
    guard !form.focusFirstProblem() else { return nil }
    let secret = form.secret("secret")
    return OAuthAppDraft(
      name: name, provider: form.text("provider"), clientID: client,
      clientSecret: secret?.isEmpty == false ? secret : nil, scopes: chosenScopes, redirectURI: redirect)
  }

  /// It is stored: the form is over, and an account can be connected.
  mutating func conclude(_ draft: OAuthAppDraft) {
    stored = draft
    problem = nil
    form = Form(fields: [], buttons: [FormButton("connect", "Connect an account now"), FormButton("done", "Later")])
  }
}
