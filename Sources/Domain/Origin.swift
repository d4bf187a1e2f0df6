/// Scheme, host and port (RFC 6454): the unit a credential is bound to.
public struct Origin: Hashable, Sendable, Comparable, CustomStringConvertible {
  public enum Scheme: String, Sendable { case https, http }

  public let scheme: Scheme
  /// Lower-case ASCII; an IPv6 literal stands in brackets.
  public let host: String
  public let port: UInt16

  public init(scheme: Scheme, host: String, port: UInt16) {
    self.scheme = scheme
    self.host = host
    self.port = port
  }

  /// Reads `https://api.example.com[:port]`, with the rules of ``CanonicalURL``; a path, query or fragment is refused.
  public init(_ text: String) throws(URLProblem) {
    let url = try CanonicalURL(text)
    guard url.path == "/", url.query == nil else {
      throw URLProblem(text: text, reason: "an origin is scheme, host and port only; leave out the path")
    }
    self = url.origin
  }

  public var defaultPort: UInt16 { scheme == .https ? 443 : 80 }

  /// Whether the host can only mean this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
  public var isLoopback: Bool { host == "localhost" || host == "[::1]" || host.hasPrefix("127.") && isIPv4 }

  /// Whether the host is a canonical dotted-quad literal.
  public var isIPv4: Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0).map(String.init) == String($0) }
  }

  /// The host, and the port where it is not the scheme's own.
  public var authority: String { port == defaultPort ? host : "\(host):\(port)" }

  public var description: String { "\(scheme.rawValue)://\(authority)" }

  public static func < (left: Origin, right: Origin) -> Bool { left.description < right.description }
}

/// Why a URL or an origin is refused. Of what was typed it tells scheme, host and port only: a user name, a path or a query
/// may be a credential.
public struct URLProblem: Error, Hashable, CustomStringConvertible {
  public let text: String
  public let reason: String

  public init(text: String, reason: String) {
    self.text = text
    self.reason = reason
  }

  public var description: String { "\(Printable.text(shown, limit: 120)): \(reason)" }

  private var shown: String {
    let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
    let end = text[start...].firstIndex { "/?#".contains($0) } ?? text.endIndex
    let user = text[start..<end].lastIndex(of: "@")
    let host = user.map { "…" + text[$0..<end] } ?? String(text[start..<end])
    return text[..<start] + host + (text[end...].count > 1 ? "/…" : text[end...])
  }
}
