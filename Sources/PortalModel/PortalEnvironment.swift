public import Domain
public import ProviderCatalog
public import Screen

/// What the portal knows of its surroundings before the first event.
public struct PortalEnvironment: Sendable {
  public enum Start: Sendable { case noVault, locked, unlocked }

  public var user: String
  /// One word for the status line.
  public var vaultName: String
  /// The folder, for people: `~/.local/share/gatehouse`.
  public var vaultLocation: String
  public var start: Start
  public var theme: String
  /// The themes that `T` goes through.
  public var themes: [String]
  /// What was recognised, for the first screen: `100x30, 256 colours, light background, so the theme is light`.
  public var terminal: String
  /// A throw-away vault of examples.
  public var isDemo: Bool
  public var catalog: Catalog
  public var size: Size
  public var now: Timestamp
  /// The machine's time zone, as an IANA name.
  public var zone: String

  public init(
    user: String, vaultName: String, vaultLocation: String, start: Start, theme: String, themes: [String],
    terminal: String, isDemo: Bool = false, catalog: Catalog, size: Size, now: Timestamp,
    zone: String = "UTC"
  ) {
    self.user = user
    self.vaultName = vaultName
    self.vaultLocation = vaultLocation
    self.start = start
    self.theme = theme
    self.themes = themes
    self.terminal = terminal
    self.isDemo = isDemo
    self.catalog = catalog
    self.size = size
    self.now = now
    self.zone = zone
  }
}
