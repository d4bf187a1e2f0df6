internal import Domain

/// A redirect URI of this machine (RFC 8252, section 7.3): where to listen, and what a request must look like.
struct LoopbackRedirect: Sendable {
  let origin: Origin
  /// What the browser asks for, before the question mark.
  let path: String
  private let query: String?

  init(_ text: String) throws(ListenFailure) {
    let url: CanonicalURL
    do { url = try CanonicalURL(text) } catch { throw .unreadable(error.reason) }
    guard url.origin.scheme == .http, url.origin.isLoopback else { throw .notLocal }
    self.init(origin: url.origin, path: url.path, query: url.query)
  }

  private init(origin: Origin, path: String, query: String?) {
    self.origin = origin
    self.path = path
    self.query = query
  }

  func with(port: UInt16) -> LoopbackRedirect {
    LoopbackRedirect(origin: Origin(scheme: .http, host: origin.host, port: port), path: path, query: query)
  }

  /// What the app has registered and the authorization request names.
  var uri: String { "\(origin)\(path)\(query.map { "?" + $0 } ?? "")" }

  /// The addresses to bind. A browser may take `localhost` for either, and must not meet another program at one of them.
  var addresses: [String] {
    switch origin.host {
    case "localhost": ["127.0.0.1", "::1"]
    case "[::1]": ["::1"]
    default: [origin.host]
    }
  }
}
