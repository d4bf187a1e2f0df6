public import Domain

/// One call to a provider, with the credential already in its place.
public struct OutboundRequest: Sendable {
  /// What kind of address the connection may lead to.
  public enum Destination: Sendable, Hashable, CaseIterable {
    /// Globally reachable addresses only.
    case `public`
    /// This machine and private networks only.
    case local
  }

  /// `GET`, `POST`, … (RFC 9110, section 9); case matters.
  public var method: String
  public var url: CanonicalURL
  /// In the order of sending; may hold the credential. `Host`, `Content-Length` and `Transfer-Encoding` are the sender's.
  public var headers: [(name: String, value: String)]
  public var body: OutboundBody
  public var destination: Destination

  public init(
    method: String, url: CanonicalURL, headers: [(name: String, value: String)] = [], body: OutboundBody = .none,
    destination: Destination
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.destination = destination
  }
}
