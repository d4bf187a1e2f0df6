/// Headers that concern one connection only (RFC 9110, section 7.6.1).
enum HopByHop {
  static let names: Set<String> = [
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade",
  ]

  /// Removes them, and those that `Connection` names.
  static func removed(from headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
    var dropped = names
    for header in headers where header.name.lowercased() == "connection" {
      for name in header.value.split(separator: ",") {
        dropped.insert(name.filter { $0 != " " && $0 != "\t" }.lowercased())
      }
    }
    return headers.filter { !dropped.contains($0.name.lowercased()) }
  }
}
