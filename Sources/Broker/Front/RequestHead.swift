internal import Domain

/// The beginning of a request as it stood on the wire (RFC 9112), before anybody believes any of it.
struct RequestHead: Sendable {
  /// Over which listener it came.
  enum Listener: Sendable { case tcp, unixSocket }

  let method: String
  /// Path and query, still escaped; of a hostile client anything.
  let target: String
  let headers: [(name: String, value: String)]
  /// `Content-Length`; nil when there is none, or the body is chunked.
  let length: Int64?
  let hasBody: Bool
  /// Where it came from; a peer on the Unix socket is this machine.
  let peer: NetworkAddress
  let listener: Listener

  /// Still escaped.
  var path: Substring { target.prefix { $0 != "?" } }

  /// Without the question mark; nil when there is none.
  var query: Substring? {
    let path = path
    return path.endIndex == target.endIndex ? nil : target[target.index(after: path.endIndex)...]
  }

  /// Every value of a header, in any letter case.
  func values(_ name: String) -> [String] {
    headers.compactMap { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name ? $0.value : nil }
  }
}
