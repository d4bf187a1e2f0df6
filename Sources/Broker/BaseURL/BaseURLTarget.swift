internal import Domain

/// `/g/GRANT/rest?query`, or `/g/GRANT/@host/rest?query`: which grant, which of its origins, and what is asked there.
struct BaseURLTarget: Sendable {
  /// The grant's id or name, escapes undone once.
  let grant: String
  /// `/g/GRANT` as the client wrote it.
  let base: String
  private let rest: Substring
  private let query: Substring?

  init(_ head: RequestHead) throws(ErrorAnswer) {
    let path = head.path
    let segment = path.dropFirst("/g/".count).prefix { $0 != "/" }
    guard !segment.isEmpty, let grant = Self.unescaped(segment) else {
      throw ErrorAnswer(
        404, .notFound, "not_found", "the path names no grant", hint: "calls go to /g/GRANT/PATH, with its id or name")
    }
    self.grant = grant
    base = String(path[..<segment.endIndex])
    rest = path[segment.endIndex...]
    query = head.query
  }

  /// The whole URL. Without a host it is at the first of the origins, in the order in which `gatehouse grants show` lists
  /// them; a part that begins with `@` and names none of them is a path like any other.
  func url(in binding: Binding) -> String {
    let (origin, path) = place(in: binding)
    return origin.description + (path.isEmpty ? "/" : path) + (query.map { "?" + $0 } ?? "")
  }

  private func place(in binding: Binding) -> (Origin, Substring) {
    if rest.hasPrefix("/@") {
      let named = rest.dropFirst(2).prefix { $0 != "/" }
      if let origin = binding.origins.first(where: { $0.authority == named.lowercased() }) {
        return (origin, rest[named.endIndex...])
      }
    }
    return (binding.origins[0], rest)
  }

  /// A URL of the provider's as the client has to call it; nil when it leads elsewhere and stays as it is.
  ///
  /// - Parameter reference: as in `Location`: a whole URL, or a reference that begins with `/` (RFC 3986, section 4.2).
  func rewritten(_ reference: String, in binding: Binding) -> String? {
    let (present, _) = place(in: binding)
    let whole: String
    if reference.hasPrefix("//") {
      whole = "\(present.scheme.rawValue):\(reference)"
    } else if reference.hasPrefix("/") {
      whole = present.description + reference
    } else {
      whole = reference
    }
    // A fragment is the client's own affair: it is never sent.
    let fragment = whole.firstIndex(of: "#").map { whole[$0...] } ?? ""
    guard let url = try? CanonicalURL(String(whole.dropLast(fragment.count))), binding.permits(url) else { return nil }
    let part = url.origin == binding.origins[0] ? "" : "/@\(url.origin.authority)"
    return base + part + url.pathAndQuery + fragment
  }

  private static func unescaped(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, rest.first != UInt8(ascii: "+"),
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else { return nil }
      rest = rest.dropFirst(2)
      bytes.append(value)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
