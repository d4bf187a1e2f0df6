internal import Domain
internal import ProviderCatalog
internal import VaultEngine

/// The catalogue for commands that need no vault: the built-in providers, and a vault's own where there is one.
enum KnownProviders {
  static func catalog() async throws -> Catalog {
    guard Session.location.hasVault else { return .builtIn() }
    let catalog = Catalog(adding: try await Session.open { try await $0.customProviders() })
    for problem in catalog.problems { Output.note(Printable.text("\(problem)")) }
    return catalog
  }

  /// A built-in one is found without the vault, so that a locked or damaged one is no reason not to answer.
  static func provider(_ id: String) async throws -> Provider {
    if let provider = Catalog.builtIn().provider(id) { return provider }
    let catalog = try await catalog()
    guard let provider = catalog.provider(id) else { throw notFound(id, in: catalog) }
    return provider
  }

  static func notFound(_ id: String, in catalog: Catalog) -> Failure {
    let near = Nearest.match(id, in: catalog.ids + ["custom"]).map { "did you mean \($0)? " } ?? ""
    return Failure(
      .notFound, "there is no provider \(Printable.text(id, limit: 40))",
      hint: near + "see: gatehouse providers list; describe one of your own with: gatehouse providers add FILE")
  }
}
