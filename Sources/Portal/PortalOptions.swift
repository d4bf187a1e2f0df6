internal import Broker
public import Settings
public import VaultEngine

/// What a portal is opened with.
public struct PortalOptions: Sendable {
  public var location: VaultLocation
  public var configuration: Configuration
  public var environment: [String: String]
  /// A vault that is open already, such as the demo's; else the one at `location` is opened, if there is one.
  public var vault: Vault?
  /// A throw-away vault: nothing is written into the user's configuration.
  public var isDemo: Bool

  public init(
    location: VaultLocation, configuration: Configuration, environment: [String: String], vault: Vault? = nil,
    isDemo: Bool = false
  ) {
    self.location = location
    self.configuration = configuration
    self.environment = environment
    self.vault = vault
    self.isDemo = isDemo
  }

  var vaultOptions: VaultOptions {
    VaultOptions(lockAfter: configuration.lockAfter, extraCAFiles: configuration.extraCA)
  }

  var brokerConfiguration: BrokerConfiguration {
    BrokerConfiguration(port: configuration.port, runtime: RuntimeFolder.path(environment: environment))
  }

  var themeFolder: String { location.configuration + "/themes" }
}

/// How the user left the portal.
public enum PortalEnding: Sendable {
  case quit
  /// The executable opens the demo now; this portal and its vault are closed.
  case demo
}
