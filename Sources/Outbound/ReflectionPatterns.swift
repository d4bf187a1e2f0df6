internal import Domain

/// The forms in which injected values are looked for, in one ``SecretBytes``.
struct ReflectionPatterns: Sendable {
  struct Form: Sendable {
    let range: Range<Int>
    let isBase64: Bool
  }

  private let bytes: SecretBytes
  private let forms: [Form]
  /// By byte: whether a form can begin with it.
  private let begins: [Bool]

  var isEmpty: Bool { forms.isEmpty }

  init(_ values: [SecretBytes]) {
    let bytes = SecretBytes()
    var forms: [Form] = []
    var begins = [Bool](repeating: false, count: 256)
    func add(_ pattern: some Collection<UInt8>, isBase64: Bool) {
      guard let head = pattern.first else { return }
      let start = bytes.count
      for byte in pattern { unsafe withUnsafeBytes(of: byte) { unsafe bytes.append($0) } }
      forms.append(Form(range: start..<bytes.count, isBase64: isBase64))
      for byte in [head, UInt8(ascii: "%")] { begins[Int(byte)] = true }
      if isBase64, let other = Base64Form.urlSafe(head) { begins[Int(other)] = true }
      if head == UInt8(ascii: " ") { begins[Int(UInt8(ascii: "+"))] = true }
    }
    for value in values where value.count >= 4 {
      var copy = value.copy()
      defer { for index in copy.indices { copy[index] = 0 } }
      add(copy, isBase64: false)
      for offset in 0...2 {
        var form = Base64Form.inner(copy, offset: offset)
        if form.count >= 6 { add(form, isBase64: true) }
        for index in form.indices { form[index] = 0 }
      }
    }
    self.bytes = bytes
    self.forms = forms
    self.begins = begins
  }

  func withMatcher(_ body: (borrowing Matcher) -> Void) {
    unsafe bytes.withUnsafeBytes { pattern in
      body(unsafe Matcher(pattern: pattern, forms: forms, begins: begins))
    }
  }

  /// Whether a form stands at a place of the text, and how long it is there.
  struct Match {
    /// Of the longest form; 0 when none stands there.
    var length = 0
    /// The text ended while a form was still possible.
    var isUndecided = false

    mutating func join(_ other: Match) {
      length = max(length, other.length)
      isUndecided = isUndecided || other.isUndecided
    }
  }

  @safe struct Matcher: ~Copyable {
    private let pattern: UnsafeRawBufferPointer
    private let forms: [Form]
    private let begins: [Bool]

    fileprivate init(pattern: UnsafeRawBufferPointer, forms: [Form], begins: [Bool]) {
      unsafe self.pattern = pattern
      self.forms = forms
      self.begins = begins
    }

    func canBegin(with byte: UInt8) -> Bool { begins[Int(byte)] }

    func match(_ text: [UInt8], at position: Int) -> Match {
      var result = Match()
      for form in forms { result.join(match(form, from: form.range.lowerBound, text, from: position, start: position)) }
      return result
    }

    private func match(_ form: Form, from index: Int, _ text: [UInt8], from place: Int, start: Int) -> Match {
      var index = index
      var place = place
      var result = Match()
      while index < form.range.upperBound {
        guard place < text.count else {
          result.isUndecided = true
          return result
        }
        let wanted = unsafe pattern[index]
        index += 1
        if text[place] == UInt8(ascii: "%") {
          // A percent sign of the value itself may stand for itself or be escaped: try both.
          if wanted == UInt8(ascii: "%") {
            result.join(match(form, from: index, text, from: place + 1, start: start))
          }
          switch Self.escaped(text, at: place) {
          case .none: return result
          case .some(.none):
            result.isUndecided = true
            return result
          case .some(.some(let byte)):
            guard Self.fits(byte, wanted, form, isEscaped: true) else { return result }
            place += 3
          }
        } else {
          guard Self.fits(text[place], wanted, form, isEscaped: false) else { return result }
          place += 1
        }
      }
      result.join(Match(length: place - start))
      return result
    }

    private static func fits(_ byte: UInt8, _ wanted: UInt8, _ form: Form, isEscaped: Bool) -> Bool {
      if byte == wanted { return true }
      if form.isBase64 { return Base64Form.urlSafe(wanted) == byte }
      // A space in a form-encoded text.
      return wanted == UInt8(ascii: " ") && byte == UInt8(ascii: "+") && !isEscaped
    }

    /// The byte of `%XX`; nil when it is no escape, `.some(nil)` when the text ends inside it.
    private static func escaped(_ text: [UInt8], at place: Int) -> UInt8?? {
      guard place + 1 < text.count else { return .some(nil) }
      guard let high = hexadecimal(text[place + 1]) else { return nil }
      guard place + 2 < text.count else { return .some(nil) }
      guard let low = hexadecimal(text[place + 2]) else { return nil }
      return high << 4 | low
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8? {
      switch digit {
      case 0x30...0x39: digit - 0x30
      case 0x41...0x46: digit - 0x41 + 10
      case 0x61...0x66: digit - 0x61 + 10
      default: nil
      }
    }
  }
}

/// Base64 (RFC 4648) as it looks inside a longer text.
enum Base64Form {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The characters that depend on `bytes` alone when `offset` bytes (0 to 2) stand before them in their group.
  static func inner(_ bytes: [UInt8], offset: Int) -> [UInt8] {
    let bits = (offset + bytes.count) * 8
    // The first character after those that hold a bit of the bytes before.
    let first = (offset * 8 + 5) / 6
    return (first..<max(first, bits / 6)).map { character in
      var value = 0
      for bit in character * 6..<character * 6 + 6 {
        let byte = Int(bytes[bit / 8 - offset])
        value = value << 1 | byte >> (7 - bit % 8) & 1
      }
      return alphabet[value]
    }
  }

  /// What stands for the character in the URL-safe alphabet, where that differs.
  static func urlSafe(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "+"): UInt8(ascii: "-")
    case UInt8(ascii: "/"): UInt8(ascii: "_")
    default: nil
    }
  }
}
