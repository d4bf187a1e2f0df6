internal import Domain
internal import ProviderCatalog
internal import VaultEngine

/// What is meant by a provider or an OAuth app on the command line, found before a passphrase is asked for.
enum OAuthChoice {
  static func facts(of provider: Provider) throws(Failure) -> OAuthFacts {
    guard let facts = provider.oauth else {
      throw .badInput(
        "\(provider.name) has no OAuth", hint: "store its key with: gatehouse secrets add \(provider.id)")
    }
    return facts
  }

  /// An app by its name, or by its provider's id when it is the only one there.
  static func app(_ wanted: String, _ overview: VaultOverview) throws(Failure) -> OAuthApp {
    if let named = overview.oauthApps.first(where: { $0.name == wanted }) { return named }
    let apps = overview.oauthApps.filter { $0.provider == wanted }
    if let only = apps.first, apps.count == 1 { return only }
    guard apps.isEmpty else {
      throw .badInput(
        "\(wanted) has \(apps.count) OAuth apps: \(apps.map(\.name).joined(separator: ", "))",
        hint: "name the app, as in: gatehouse oauth connect \(apps[0].name)")
    }
    let catalog = Catalog(adding: overview.customProviders)
    if let provider = catalog.provider(wanted) {
      _ = try facts(of: provider)
      throw Failure(
        .notFound, "there is no OAuth app for \(wanted) yet",
        hint: "store one with: gatehouse oauth add-app \(wanted) --client-id ID")
    }
    let near = Nearest.match(wanted, in: overview.oauthApps.map(\.name) + catalog.ids)
    throw Failure(
      .notFound, "there is no OAuth app and no provider \(Printable.text(wanted, limit: 40))",
      hint: (near.map { "did you mean \($0)? " } ?? "") + "see: gatehouse oauth list-apps")
  }

  /// Scopes that the catalogue does not know; providers have more than it lists, so they are stored all the same.
  static func warnings(of scopes: [String], provider: Provider, facts: OAuthFacts) -> [String] {
    let known = facts.scopes.map(\.name)
    guard !known.isEmpty else { return [] }
    return scopes.filter { !known.contains($0) }.map { scope in
      let near = Nearest.match(scope, in: known).map { ", did you mean \($0)?" } ?? ""
      return
        "The scope \(Printable.text(scope, limit: 80)) of \(provider.name) is not known here\(near)"
        + " It is stored as it is; see: gatehouse oauth scopes \(provider.id)"
    }
  }

  /// The application's own name of an end user, as a grant can be for.
  static func userID(_ text: String) throws(Failure) -> String {
    guard Principal("user:\(text)") != nil else {
      throw .badInput("\(Printable.text(text, limit: 80)) cannot be a user's id", hint: "use \(Name.rule)")
    }
    return text
  }
}
