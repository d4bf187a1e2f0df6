/// A call as the log holds it.
public struct PastCall: Hashable, Sendable {
  public let grantID: Identifier
  public let caller: String
  public let method: String
  /// Host and port as in the origin.
  public let host: String
  public let path: String
  /// Whether it was sent.
  public let wasAllowed: Bool
  /// nil where they were not read.
  public let queryKeys: [String]?

  public init(
    grantID: Identifier, caller: String, method: String, host: String, path: String, wasAllowed: Bool,
    queryKeys: [String]? = nil
  ) {
    self.grantID = grantID
    self.caller = caller
    self.method = method
    self.host = host
    self.path = path
    self.wasAllowed = wasAllowed
    self.queryKeys = queryKeys
  }
}
