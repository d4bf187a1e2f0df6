public import Domain

/// A whole request, for a ``BrokerRoute``. It has passed the browser defence; who asks is not known yet.
public struct BrokerRequest: Sendable {
  /// Upper case.
  public let method: String
  /// As it stood on the wire: still escaped, without the query. Signatures are over this.
  public let path: String
  /// As it stood on the wire, without the question mark; nil when there is none.
  public let query: String?
  /// In order of arrival.
  public let headers: [(name: String, value: String)]
  /// The whole body, at most 1 MiB.
  public let body: [UInt8]
  /// Where it came from; a peer on the Unix socket is this machine.
  public let peer: NetworkAddress
  /// How the broker is reached: `http://127.0.0.1:7411`.
  public let baseURL: String

  public init(
    method: String, path: String, query: String?, headers: [(name: String, value: String)], body: [UInt8],
    peer: NetworkAddress, baseURL: String
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.peer = peer
    self.baseURL = baseURL
  }

  /// The value of the first header of that name, in any letter case.
  public func header(_ name: String) -> String? { values(name).first }

  /// Every value of a header, in any letter case.
  public func values(_ name: String) -> [String] {
    headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
  }
}
