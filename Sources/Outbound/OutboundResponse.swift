/// What the provider answered. The body arrives while it is read.
public struct OutboundResponse: Sendable {
  public var status: Int
  /// The reason phrase; HTTP/2 has none, so it is the registered one of the status then.
  public var reason: String
  /// In order of arrival, without the hop-by-hop ones (RFC 9110, section 7.6.1).
  public var headers: [(name: String, value: String)]
  /// `HTTP/1.1` or `HTTP/2`.
  public var httpVersion: String
  public var body: OutboundResponseBody

  /// The value of the first header of that name, in any letter case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
