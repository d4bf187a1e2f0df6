/// Reads the text of a ``CredentialPattern``.
struct CredentialPatternParser {
  private typealias Node = CredentialPattern.Node
  private let text: [UInt8]
  private var position = 0
  private var depth = 0

  init(_ text: String) { self.text = Array(text.utf8) }

  mutating func parse() throws(CredentialPattern.Problem) -> CredentialPattern.Node {
    guard !text.isEmpty else { throw problem("the pattern is empty") }
    guard text.allSatisfy({ (0x20...0x7E).contains($0) }) else { throw problem("a pattern holds printable ASCII only") }
    let node = try choice()
    guard position == text.count else { throw problem("a ) without its (") }
    return node
  }

  private func problem(_ what: String) -> CredentialPattern.Problem {
    CredentialPattern.Problem(what: what, position: position)
  }

  private var next: UInt8? { position < text.count ? text[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func choice() throws(CredentialPattern.Problem) -> Node {
    var nodes = [try sequence()]
    while take("|") { nodes.append(try sequence()) }
    return nodes.count == 1 ? nodes[0] : .choice(nodes)
  }

  private mutating func sequence() throws(CredentialPattern.Problem) -> Node {
    var nodes: [Node] = []
    while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") { nodes.append(try quantified()) }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func quantified() throws(CredentialPattern.Problem) -> Node {
    let node = try atom()
    if take("?") { return .repeated(node, 0, 1) }
    if take("*") { return .repeated(node, 0, .max) }
    if take("+") { return .repeated(node, 1, .max) }
    guard take("{") else { return node }
    let least = try number()
    let most = take(",") ? try number() : least
    guard take("}") else { throw problem("a { without its }") }
    guard least <= most, most > 0 else { throw problem("a repetition must go from few to many") }
    return .repeated(node, least, most)
  }

  private mutating func number() throws(CredentialPattern.Problem) -> Int {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    guard let number = Int(String(decoding: text[start..<position], as: UTF8.self)), number <= 4096 else {
      throw problem("a repetition needs a number up to 4096")
    }
    return number
  }

  private mutating func atom() throws(CredentialPattern.Problem) -> Node {
    switch next {
    case UInt8(ascii: "["): return .bytes(try set())
    case UInt8(ascii: "("): return try group()
    case UInt8(ascii: "\\"):
      position += 1
      guard let byte = next, !Self.isAlphanumeric(byte) else { throw problem("\\ stands before a special character") }
      return .bytes(take(byte))
    case let byte? where "?*+{}]".utf8.contains(byte): throw problem("write \\ before \(Character(.init(byte)))")
    case UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$"):
      throw problem("write \\ before . ^ and $; a pattern always means the whole value")
    case let byte?: return .bytes(take(byte))
    case nil: throw problem("the pattern ends too early")
    }
  }

  private mutating func take(_ byte: UInt8) -> ByteSet {
    position += 1
    var set = ByteSet()
    set.insert(byte)
    return set
  }

  private mutating func group() throws(CredentialPattern.Problem) -> Node {
    position += 1
    depth += 1
    guard depth < 16 else { throw problem("groups lie too deep in each other") }
    var name: String?
    if take("?") {
      guard take("<") else { throw problem("a group begins with ( or (?<name>") }
      let start = position
      while let byte = next, Self.isAlphanumeric(byte) || byte == UInt8(ascii: "_") { position += 1 }
      name = String(decoding: text[start..<position], as: UTF8.self)
      guard position > start, take(">") else { throw problem("a group begins with ( or (?<name>") }
    }
    let node = try choice()
    guard take(")") else { throw problem("a ( without its )") }
    depth -= 1
    return name.map { .group($0, node) } ?? node
  }

  private mutating func set() throws(CredentialPattern.Problem) -> ByteSet {
    position += 1
    var set = ByteSet()
    var isEmpty = true
    while let first = next, first != UInt8(ascii: "]") {
      guard first != UInt8(ascii: "^") else { throw problem("[^…] is not known; write what is allowed") }
      let low = try member()
      let isRange = next == UInt8(ascii: "-") && position + 1 < text.count && text[position + 1] != UInt8(ascii: "]")
      if isRange { position += 1 }
      let high = isRange ? try member() : low
      guard low <= high else { throw problem("a range in [ ] must go upwards") }
      for byte in low...high { set.insert(byte) }
      isEmpty = false
    }
    guard take("]") else { throw problem("a [ without its ]") }
    guard !isEmpty else { throw problem("[ ] holds nothing") }
    return set
  }

  private mutating func member() throws(CredentialPattern.Problem) -> UInt8 {
    if next == UInt8(ascii: "\\") { position += 1 }
    guard let byte = next else { throw problem("a [ without its ]") }
    position += 1
    return byte
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
