/// Limits of time and size, and further certificate authorities.
public struct OutboundConfiguration: Sendable {
  /// PEM files whose certificates are trusted beside the system's.
  public var extraCAFiles: [String] = []
  /// Name resolution, connection and TLS handshake.
  public var connectTimeout: Duration = .seconds(10)
  /// The longest silence of the provider, before the answer and within it. A slow reader or a slow upload does not count.
  public var answerTimeout: Duration = .seconds(120)
  /// From the beginning of the call to the last byte of its answer.
  public var totalTimeout: Duration = .seconds(6 * 3600)
  /// Names and values of the answer's headers together.
  public var headerLimit: Int64 = 64 * 1024
  /// The answer's body; nil for any size, which streaming makes safe.
  public var bodyLimit: Int64?
  /// How long an unused connection is kept for the next call.
  public var idleConnection: Duration = .seconds(20)

  public init() {}

  public init(extraCAFiles: [String]) { self.extraCAFiles = extraCAFiles }
}
