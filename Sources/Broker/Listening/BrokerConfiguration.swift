/// Where a broker listens.
public struct BrokerConfiguration: Sendable {
  /// Of the loopback addresses; 0 for any that is free.
  public var port: UInt16
  /// The Unix socket; nil for the one in the vault's runtime folder.
  public var socket: String?
  /// The runtime folder of all vaults: see ``RuntimeFolder``.
  public var runtime: String
  public var limits = BrokerLimits()

  public static let usualPort: UInt16 = 7411

  public init(port: UInt16? = nil, socket: String? = nil, runtime: String) {
    self.port = port ?? Self.usualPort
    self.socket = socket
    self.runtime = runtime
  }
}
