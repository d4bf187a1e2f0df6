internal import Domain
internal import VaultEngine

/// Which headers pass, in each direction.
enum PassedHeaders {
  /// Headers that concern one connection only (RFC 9110, section 7.6.1), framing, and what belongs to this address and
  /// not to the provider: cookies above all, which a client would share among all servers of this machine.
  private static let ownIn: Set<String> = [
    "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "http2-settings", "host",
    "content-length", "expect", "cookie", "cookie2", "origin", "authorization",
  ]
  private static let ownOut: Set<String> = [
    "connection", "keep-alive", "trailer", "transfer-encoding", "upgrade", "set-cookie", "set-cookie2", "alt-svc",
    "strict-transport-security", "proxy-authenticate", "proxy-connection",
  ]
  /// What a caller says about its call, for the log and for whoever approves it.
  private static let note = "x-gatehouse-"

  static func toProvider(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
    let dropped = ownIn.union(named(in: headers))
    return headers.filter { header in
      let name = header.name.lowercased()
      return !dropped.contains(name) && !name.hasPrefix("proxy-") && !name.hasPrefix("sec-fetch-")
        && !name.hasPrefix(note)
    }
  }

  static func toClient(
    _ headers: [(name: String, value: String)], _ target: BaseURLTarget, _ binding: Binding
  ) -> [(name: String, value: String)] {
    let dropped = ownOut.union(named(in: headers))
    return headers.compactMap { header in
      let name = header.name.lowercased()
      // No page of another site may read an answer, whatever the provider lets its own pages do.
      guard !dropped.contains(name), !name.hasPrefix("access-control-") else { return nil }
      switch name {
      case "location", "content-location":
        return (header.name, target.rewritten(header.value, in: binding) ?? header.value)
      case "link": return (header.name, links(header.value, target, binding))
      default: return header
      }
    }
  }

  static func context(of headers: [(name: String, value: String)]) -> (reason: String, context: CallContext) {
    var reason = ""
    var context = CallContext()
    for header in headers {
      let name = header.name.lowercased()
      guard name.hasPrefix(note) else { continue }
      switch name.dropFirst(note.count) {
      case "reason": reason = header.value
      case let word where ["run", "thread", "tool", "agent"].contains(word):
        context.notes[String(word)] = Printable.text(header.value, limit: 200)
      default: break
      }
    }
    return (reason, context)
  }

  /// Those that `Connection` names.
  private static func named(in headers: [(name: String, value: String)]) -> Set<String> {
    var names: Set<String> = []
    for header in headers where header.name.lowercased() == "connection" {
      for name in header.value.split(separator: ",") {
        names.insert(name.filter { $0 != " " && $0 != "\t" }.lowercased())
      }
    }
    return names
  }

  /// `<URL>; rel="next", <URL>; rel="last"` (RFC 8288): a client that follows them would take its caller key elsewhere.
  private static func links(_ value: String, _ target: BaseURLTarget, _ binding: Binding) -> String {
    var text = ""
    var rest = value[...]
    while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
      let url = String(rest[rest.index(after: start)..<end])
      text += rest[...start] + (target.rewritten(url, in: binding) ?? url) + ">"
      rest = rest[rest.index(after: end)...]
    }
    return text + rest
  }
}
