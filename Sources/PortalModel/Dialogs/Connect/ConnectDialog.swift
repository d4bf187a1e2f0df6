public import Domain
public import ProviderCatalog
internal import Screen

/// A user's account connected through an OAuth app: what is asked, what is waited for, what came of it.
public struct ConnectDialog: Sendable, Equatable {
  public enum Phase: Sendable, Equatable {
    case editing
    case running(ConnectProgress)
    case connected(GrantSummary)
  }

  /// An OAuth app as far as it matters here; one that was just stored is in no overview yet.
  struct App: Sendable, Equatable {
    let name: String
    let provider: String
    let scopes: [String]
  }

  public internal(set) var form: Form
  public internal(set) var phase = Phase.editing
  /// Why nothing was connected.
  public internal(set) var problem: PortalFailure?
  /// The grant that is mended and keeps its id; nil for a new one.
  public let mended: GrantSummary?
  /// What the elapsed and the remaining time are counted from.
  public internal(set) var now: Timestamp
  /// The apps that can be chosen.
  let apps: [App]
  /// The chosen app's provider.
  public internal(set) var provider: Provider?
  var isNameProposed = true
  /// What was sent and is neither answered nor cancelled.
  var sent: ConnectionDraft?

  /// - Parameter wanted: an app's name or a provider's id; nil to choose among all.
  /// - Returns: nil where there is no such app.
  public init?(app wanted: String?, in context: DialogContext) {
    let apps = (context.overview?.oauthApps ?? []).sorted { $0.name < $1.name }
    let named = apps.filter { $0.name == wanted }
    let fitting = wanted == nil ? apps : named.isEmpty ? apps.filter { $0.provider == wanted } : named
    guard !fitting.isEmpty else { return nil }
    self.init(fitting.map { App(name: $0.name, provider: $0.provider, scopes: $0.scopes) }, mending: nil, in: context)
  }

  /// With the app that was just stored.
  public init(stored app: OAuthAppDraft, in context: DialogContext) {
    self.init([App(name: app.name, provider: app.provider, scopes: app.scopes)], mending: nil, in: context)
  }

  /// - Returns: nil for the grant of a secret.
  public init?(mending summary: GrantSummary, in context: DialogContext) {
    guard let connection = summary.source.connection else { return nil }
    let app = context.overview?.oauthApps.first { $0.id == connection.appID }
    self.init(
      [App(name: app?.name ?? connection.provider, provider: connection.provider, scopes: app?.scopes ?? [])],
      mending: summary, in: context)
  }

  private init(_ apps: [App], mending: GrantSummary?, in context: DialogContext) {
    self.apps = apps
    mended = mending
    now = context.now
    form = Self.form(apps, mending)
    settle(in: context)
  }

  var app: App? { apps.first { $0.name == form.text("app") } }

  /// The provider's name, for sentences.
  public var providerName: String { Printable.text(provider?.name ?? app?.provider ?? "the provider") }
  public var scopeIDs: [String] { ScopeFields.all(in: form).map(ScopeFields.id) }
}
