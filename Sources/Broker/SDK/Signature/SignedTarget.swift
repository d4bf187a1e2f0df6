internal import Domain

/// Path and query as they are signed: the path percent-decoded once, the query sorted and escaped in one way.
struct SignedTarget: Sendable {
  let path: String
  /// Decoded, in the order of the request line.
  let query: [(name: String, value: String)]

  /// nil for what is no UTF-8, and for control characters, which would shift the lines that are signed.
  init?(_ target: String) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = Self.decoded(parts[0], plusIsSpace: false), path.hasPrefix("/"),
      path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else { return nil }
    self.path = path
    var query: [(String, String)] = []
    for part in (parts.count == 2 ? parts[1] : "").split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(pair[0], plusIsSpace: true),
        let value = Self.decoded(pair.count == 2 ? pair[1] : "", plusIsSpace: true)
      else { return nil }
      query.append((name, value))
    }
    self.query = query
  }

  /// The second line of what is signed.
  var text: String {
    guard !query.isEmpty else { return path }
    let sorted = query.sorted { left, right in
      left.name == right.name
        ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
        : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
    return path + "?" + sorted.map { "\(Self.escaped($0.name))=\(Self.escaped($0.value))" }.joined(separator: "&")
  }

  /// A percent sign without two digits stands for itself, as Python reads it.
  private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String? {
    var output: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "+"), plusIsSpace {
        output.append(0x20)
      } else if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(Hexadecimal.digit),
        let low = rest.dropFirst().first.flatMap(Hexadecimal.digit)
      {
        output.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        output.append(byte)
      }
    }
    return String(validating: output, as: UTF8.self)
  }

  /// Form style (WHATWG URL, application/x-www-form-urlencoded), with `~` unescaped.
  private static func escaped(_ text: String) -> String {
    let bytes = text.utf8.flatMap { byte -> [UInt8] in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: [byte]
      case 0x20: [UInt8(ascii: "+")]
      default: [UInt8(ascii: "%")] + Array(Hexadecimal.text([byte]).uppercased().utf8)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
