internal import Domain
internal import FoundationEssentials

/// What the HTTP library will make of a URL: it parses the text anew, with Foundation.
///
/// Foundation repairs what it should refuse (`api%2egithub.com`, full-width digits, backslashes), so its reading has to
/// be the one that policy and binding were asked about.
enum LibraryReading {
  static func agrees(with url: CanonicalURL) -> Bool {
    guard let reading = URL(string: url.description), reading.user == nil, reading.password == nil,
      let scheme = reading.scheme, let host = reading.host
    else { return false }
    let origin = url.origin
    let bare = origin.host.hasPrefix("[") ? String(origin.host.dropFirst().dropLast()) : origin.host
    let path = URLComponents(url: reading, resolvingAgainstBaseURL: true)?.percentEncodedPath ?? reading.path
    return scheme == origin.scheme.rawValue
      && (host == origin.host || host == bare)
      && (reading.port ?? Int(origin.defaultPort)) == Int(origin.port)
      && (path.isEmpty ? "/" : path) == url.path
      && reading.query == url.query
      && reading.fragment == nil
  }
}
