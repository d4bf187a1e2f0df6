internal import Domain
internal import ProviderCatalog

/// What the panes show of a provider; the one place of theirs that reads the catalogue's records.
public struct ProviderFacts: Sendable, Equatable, Identifiable {
  public let id: String
  public let name: String
  public let takesSecrets: Bool
  public let takesOAuth: Bool
  public let origins: [String]
  /// The kinds of credentials that can be pasted.
  public let kinds: [String]
  public let scopes: [String]
  public let documentation: String
  public let isBuiltIn: Bool

  init(_ provider: Provider) {
    id = provider.id
    name = provider.name
    takesSecrets = !provider.managed.isEmpty
    takesOAuth = provider.oauth != nil
    origins = provider.origins.map(\.description)
    kinds = provider.managed.map(\.kind)
    scopes = provider.oauth?.scopes.map(\.name) ?? []
    documentation = provider.documentation
    isBuiltIn = provider.isBuiltIn
  }

  /// In one word, for the list.
  public var ways: String {
    switch (takesOAuth, takesSecrets) {
    case (true, true): "both"
    case (true, false): "oauth"
    case (false, _): "secret"
    }
  }

  static func all(in catalog: Catalog) -> [ProviderFacts] { catalog.providers.map(ProviderFacts.init) }
}
