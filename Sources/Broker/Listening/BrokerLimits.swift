/// What one client may take of the broker.
public struct BrokerLimits: Sendable {
  /// Method, target and version, and each header by itself, in bytes.
  public var line = 16 * 1024
  /// All headers together, in bytes.
  public var headers = 32 * 1024
  /// The body of a request to a ``BrokerRoute``, in bytes; the base-URL face passes any size on.
  public var routeBody = 1 << 20
  /// The time in which the beginning of a request has to be there.
  public var headTime: Duration = .seconds(10)
  /// The time for which a connection may be silent between two requests, and a body between two of its pieces.
  public var idleTime: Duration = .seconds(60)
  /// How long a client may take nothing of its answer while more of it waits; then it counts as gone.
  public var stallTime: Duration = .seconds(60)
  /// Connections at one time; one more is answered with 503.
  public var connections = 512
  /// How long a call that waits for an approval holds its answer; then it is given up, and refused with 403.
  public var approvalTime: Duration = .seconds(300)

  public init() {}
}
