/// Finds where each key and value of a TOML text stands. The parser reports places for syntax errors only, so this
/// walks a text which it has accepted already, and therefore has no error path of its own.
struct TOMLPlaces {
  struct Entry {
    var key: TOMLPlace
    var value: TOMLPlace
    /// The value's bytes in the text.
    var bytes = 0..<0
  }

  private(set) var entries: [[TOMLStep]: Entry] = [:]
  /// Paths in the order of the file.
  private(set) var order: [[TOMLStep]] = []
  private let text: [UInt8]
  private var position = 0
  private var line = 1
  private var column = 1
  private var section: [TOMLStep] = []
  private var arrayCounts: [[TOMLStep]: Int] = [:]

  init(of text: String) {
    self.text = Array(text.utf8)
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "#"): skipComment()
      case UInt8(ascii: "["): header()
      case 0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF: advance()
      default: pair(below: section)
      }
    }
  }

  private var place: TOMLPlace { TOMLPlace(line: line, column: column) }
  private func peek(_ offset: Int = 0) -> UInt8? {
    position + offset < text.count ? text[position + offset] : nil
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < text.count {
      let byte = text[position]
      position += 1
      if byte == 0x0A {
        line += 1
        column = 1
      } else if position == text.count || text[position] & 0xC0 != 0x80 {
        column += 1
      }
    }
  }

  private mutating func note(_ path: [TOMLStep], key: TOMLPlace, value: TOMLPlace) {
    if entries[path] == nil { order.append(path) }
    entries[path] = Entry(key: key, value: value)
  }

  private mutating func skipComment() { while let byte = peek(), byte != 0x0A { advance() } }

  private mutating func skipBlanks(_ lineBreaks: Bool = false) {
    while let byte = peek() {
      if byte == 0x20 || byte == 0x09 || (lineBreaks && (byte == 0x0A || byte == 0x0D)) {
        advance()
      } else if lineBreaks, byte == UInt8(ascii: "#") {
        skipComment()
      } else {
        return
      }
    }
  }

  /// `[a.b]` and `[[a.b]]`.
  private mutating func header() {
    let start = place
    let isArray = peek(1) == UInt8(ascii: "[")
    advance(isArray ? 2 : 1)
    let keys = dottedKey()
    advance(isArray ? 2 : 1)
    var path: [TOMLStep] = []
    for (depth, key) in keys.enumerated() {
      path.append(.key(key))
      if isArray, depth == keys.count - 1 {
        if entries[path] == nil { note(path, key: start, value: start) }
        arrayCounts[path, default: 0] += 1
      }
      if entries[path] == nil || (!isArray && depth == keys.count - 1) { note(path, key: start, value: start) }
      if let count = arrayCounts[path] { path.append(.index(count - 1)) }
    }
    if isArray { note(path, key: start, value: start) }
    section = path
  }

  /// `a.b = value`.
  private mutating func pair(below parent: [TOMLStep]) {
    let start = place
    var path = parent
    for key in dottedKey() {
      path.append(.key(key))
      if entries[path] == nil { note(path, key: start, value: start) }
    }
    advance()  // The equals sign.
    skipBlanks()
    let first = position
    note(path, key: start, value: place)
    value(at: path)
    var last = position
    while last > first, [0x20, 0x09, 0x0D].contains(text[last - 1]) { last -= 1 }
    entries[path]?.bytes = first..<last
  }

  private mutating func dottedKey() -> [String] {
    var keys: [String] = []
    while true {
      skipBlanks()
      keys.append(keyPart())
      skipBlanks()
      guard peek() == UInt8(ascii: ".") else { return keys }
      advance()
    }
  }

  private mutating func keyPart() -> String {
    let first = position
    if let quote = peek(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      skipString()
      // An escape in a quoted key is rare enough to be found by its spelling.
      return String(decoding: text[(first + 1)..<max(first + 1, position - 1)], as: UTF8.self)
    }
    while let byte = peek(), byte.isBareKey { advance() }
    if position == first { advance() }
    return String(decoding: text[first..<position], as: UTF8.self)
  }

  private mutating func value(at path: [TOMLStep]) {
    switch peek() {
    case UInt8(ascii: "["): elements(of: path)
    case UInt8(ascii: "{"): inlineTable(at: path)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString()
    default: while let byte = peek(), !",]}#\n".utf8.contains(byte) { advance() }
    }
  }

  private mutating func elements(of path: [TOMLStep]) {
    advance()
    var index = 0
    while true {
      skipBlanks(true)
      guard let byte = peek(), byte != UInt8(ascii: "]") else { break }
      if byte == UInt8(ascii: ",") {
        advance()
        continue
      }
      let element = path + [.index(index)]
      note(element, key: place, value: place)
      value(at: element)
      index += 1
    }
    advance()
  }

  private mutating func inlineTable(at path: [TOMLStep]) {
    advance()
    while true {
      skipBlanks(true)
      guard let byte = peek(), byte != UInt8(ascii: "}") else { break }
      if byte == UInt8(ascii: ",") { advance() } else { pair(below: path) }
    }
    advance()
  }

  private mutating func skipString() {
    guard let quote = peek() else { return }
    let isLong = peek(1) == quote && peek(2) == quote
    advance(isLong ? 3 : 1)
    while let byte = peek() {
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        advance(2)
      } else if byte == quote, !isLong {
        return advance()
      } else if byte == quote, peek(1) == quote, peek(2) == quote {
        advance(3)
        // Up to two quotes may stand before the closing three.
        while peek() == quote { advance() }
        return
      } else {
        advance()
      }
    }
  }
}

extension UInt8 {
  fileprivate var isBareKey: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
