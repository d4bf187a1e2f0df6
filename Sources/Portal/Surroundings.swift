internal import Domain
internal import PortalModel
internal import ProviderCatalog
internal import Screen
internal import Themes
internal import VaultEngine

/// What the model knows of the outside before its first event.
struct Surroundings: Sendable {
  private let start: PortalEnvironment.Start
  private let catalog: Catalog
  private let options: PortalOptions

  init(_ options: PortalOptions, vault: Vault?) async throws {
    self.options = options
    if let vault {
      start = try await vault.status().isUnlocked ? .unlocked : .locked
      catalog = Catalog(adding: try await vault.customProviders())
    } else {
      start = .noVault
      catalog = .builtIn()
    }
  }

  func environment(size: Size, theme: String, terminal: String) -> PortalEnvironment {
    PortalEnvironment(
      user: UserName.current, vaultName: name, vaultLocation: shortLocation,
      start: start, theme: theme, themes: Themes.available(userFolder: options.themeFolder), terminal: terminal,
      isDemo: options.isDemo, catalog: catalog, size: size, now: .now(),
      zone: ZoneSource.machineName(tz: options.environment["TZ"]))
  }

  /// The vault in the usual place is the personal one; another is called as its folder.
  private var name: String {
    if options.isDemo { return "demo" }
    let folder = options.location.home.split(separator: "/").last.map(String.init) ?? "vault"
    return folder == "gatehouse" ? "personal" : folder
  }

  private var shortLocation: String {
    let location = options.location.home
    guard let home = options.environment["HOME"], home != "/", location.hasPrefix(home + "/") else { return location }
    return "~" + location.dropFirst(home.count)
  }
}
