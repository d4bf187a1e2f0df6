/// A URL rebuilt as strict ASCII (RFC 3986), so that the policy, the binding and the HTTP client read the same thing.
///
/// Refused: userinfo, backslash, control and non-ASCII characters, percent signs in the host, numeric-looking hosts that
/// are no dotted quad, a trailing dot, port 0, dot segments (also encoded), fragments. Rewritten: escapes of unreserved
/// characters are decoded, others written in upper case, and what RFC 3986 has no place for is escaped.
public struct CanonicalURL: Hashable, Sendable, CustomStringConvertible {
  public let origin: Origin
  /// Begins with `/`.
  public let path: String
  /// Without the question mark; nil when there is none.
  public let query: String?

  public init(_ text: String) throws(URLProblem) {
    func refuse(_ reason: String) -> URLProblem { URLProblem(text: text, reason: reason) }

    let bytes = Array(text.utf8)
    guard bytes.count <= 16_384 else { throw refuse("longer than 16 KiB") }
    guard bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw refuse("control characters and spaces are not allowed; write a space as %20")
    }
    guard bytes.allSatisfy({ $0 < 0x80 }) else {
      throw refuse("only ASCII is allowed; write a host as punycode and other characters as %XX")
    }
    guard !text.contains("\\") else { throw refuse("a backslash is not allowed") }
    guard !text.contains("#") else { throw refuse("a fragment (#…) is never sent; leave it out") }

    let scheme: Origin.Scheme
    let rest: Substring
    let lowered = text.prefix(8).lowercased()
    if lowered.hasPrefix("https://") {
      (scheme, rest) = (.https, text.dropFirst(8))
    } else if lowered.hasPrefix("http://") {
      (scheme, rest) = (.http, text.dropFirst(7))
    } else {
      throw refuse("begin with https://")
    }

    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    let authority = rest[..<end]
    guard !authority.contains("@") else { throw refuse("a user name in the URL (…@host) is not allowed") }
    guard !authority.contains("%") else { throw refuse("an escaped host is not allowed") }
    let (host, port): (String, UInt16)
    do { (host, port) = try Self.split(authority, scheme: scheme) } catch { throw refuse(error.reason) }
    self.origin = Origin(scheme: scheme, host: host, port: port)

    let tail = rest[end...]
    let mark = tail.firstIndex(of: "?")
    let rawPath = tail[..<(mark ?? tail.endIndex)]
    guard let path = Self.escaped(rawPath.isEmpty ? "/" : rawPath, allowed: Self.pathCharacters),
      let query = mark.map({ Self.escaped(tail[tail.index(after: $0)...], allowed: Self.queryCharacters) })
        ?? .some("")
    else { throw refuse("a percent sign must be followed by two hexadecimal digits") }
    guard !Self.hasDotSegment(path), !Self.hasDotSegment(Self.loose(path)) else {
      throw refuse("the path holds . or .. segments; write the path they lead to")
    }
    guard !path.contains("%00") else { throw refuse("an escaped NUL is not allowed") }
    self.path = path
    self.query = mark == nil ? nil : query
  }

  /// Whether a server could leave the path's own folder by it; some read `..;x` as `..`.
  private static func hasDotSegment(_ path: String) -> Bool {
    path.split(separator: "/").contains { segment in
      let name = segment.prefix { $0 != ";" }
      return name == "." || name == ".."
    }
  }

  /// A URL of known good parts, for the sender that has put a credential into path or query.
  public init(origin: Origin, path: String, query: String?) throws(URLProblem) {
    try self.init("\(origin)\(path.hasPrefix("/") ? path : "/" + path)\(query.map { "?" + $0 } ?? "")")
  }

  public var description: String { "\(origin)\(pathAndQuery)" }
  public var pathAndQuery: String { query.map { "\(path)?\($0)" } ?? path }

  /// The names of the query's parameters, still escaped, in order.
  public var queryKeys: [String] {
    (query ?? "").split(separator: "&").map { String($0.prefix { $0 != "=" }) }
  }

  /// The path as a server may read it that decodes an escaped slash and folds repeated ones.
  public var loosePath: String { Self.loose(path) }

  private static func loose(_ path: String) -> String {
    let decoded = path.replacing("%2F", with: "/").replacing("%5C", with: "/")
    return "/" + decoded.split(separator: "/").joined(separator: "/")
      + (decoded.hasSuffix("/") && decoded != "/" ? "/" : "")
  }

  private struct HostProblem: Error { let reason: String }

  private static func split(
    _ authority: Substring, scheme: Origin.Scheme
  ) throws(HostProblem) -> (host: String, port: UInt16) {
    var host = authority
    var port: UInt16 = scheme == .https ? 443 : 80
    let colon: Substring.Index?
    if authority.hasPrefix("[") {
      guard let close = authority.firstIndex(of: "]") else { throw HostProblem(reason: "the address has no ]") }
      let after = authority.index(after: close)
      guard after == authority.endIndex || authority[after] == ":" else {
        throw HostProblem(reason: "nothing but a port may follow ]")
      }
      colon = after == authority.endIndex ? nil : after
    } else {
      colon = authority.firstIndex(of: ":")
    }
    if let colon {
      let digits = authority[authority.index(after: colon)...]
      guard let number = UInt16(digits), number > 0, String(number) == String(digits) else {
        throw HostProblem(reason: "the port must be a number from 1 to 65535")
      }
      port = number
      host = authority[..<colon]
    }
    let name = host.lowercased()
    if name.hasPrefix("[") {
      guard name == "[::1]" else { throw HostProblem(reason: "of IPv6 addresses only [::1] can be bound; use a name") }
      return (name, port)
    }
    guard !name.isEmpty else { throw HostProblem(reason: "the host is empty") }
    guard !name.hasSuffix(".") else { throw HostProblem(reason: "the host ends in a dot") }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard name.utf8.count <= 253, labels.allSatisfy(isLabel) else {
      throw HostProblem(reason: "the host is not a valid name: letters, digits and inner hyphens, in parts of 1 to 63")
    }
    if let last = labels.last, last.first?.isNumber == true, last.allSatisfy(\.isNumber) || last.hasPrefix("0x") {
      let candidate = Origin(scheme: scheme, host: name, port: port)
      guard candidate.isIPv4 else {
        throw HostProblem(reason: "the host looks like a number; write an address as four decimal parts")
      }
    }
    return (name, port)
  }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
      && label.utf8.allSatisfy { ascii in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(ascii) || (0x30...0x39).contains(ascii)
          || ascii == UInt8(ascii: "-") || ascii == UInt8(ascii: "_")
      }
  }

  private static let unreserved = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8)
  private static let pathCharacters = unreserved.union("!$&'()*+,;=:@/".utf8)
  private static let queryCharacters = pathCharacters.union("?".utf8)

  /// Escapes what is not allowed and writes the escapes there are in one way; nil for a broken escape.
  private static func escaped(_ text: Substring, allowed: Set<UInt8>) -> String? {
    var output: [UInt8] = []
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard bytes.count >= 2, let value = UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16),
          bytes.first != UInt8(ascii: "+")
        else { return nil }
        bytes = bytes.dropFirst(2)
        output += unreserved.contains(value) ? [value] : PercentEncoding.escape(value)
      } else {
        output += allowed.contains(byte) ? [byte] : PercentEncoding.escape(byte)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}

/// Percent-encoding (RFC 3986, section 2.1).
public enum PercentEncoding {
  static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  /// Escapes everything but the unreserved characters, so that a value can be one path segment or query value.
  public static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.flatMap { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: [byte]
      default: escape(byte)
      }
    }
  }
}
