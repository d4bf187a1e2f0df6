internal import Screen

/// Turns a terminal's bytes into tokens, one at a time and without state: xterm's control sequences and those variants
/// of rxvt, the Linux console, screen and tmux that differ (XTerm Control Sequences; console_codes(4)).
enum InputDecoder {
  enum Token: Equatable {
    case key(Key)
    /// One printable scalar. Its bytes are the token's; nothing has been copied from them.
    case printable
    case mouse(MouseEvent)
    case focus(Bool)
    case pasteStart
    case background(isDark: Bool)
    /// The answer to the last question that ``TerminalQueries`` asks.
    case attributes
    case supportsBracketedPaste
    case ignored
  }

  struct Step: Equatable {
    var token: Token
    /// Bytes that make it.
    var length: Int
  }

  /// A string sequence that has not ended after so many bytes is given up.
  private static let longestSequence = 4096

  /// The first token of `bytes`, or nil when its end has not come yet. With `isFinal` nothing more will come, so that a
  /// lone ESC is the key and a half sequence is given up.
  static func next(in bytes: Span<UInt8>, isFinal: Bool) -> Step? {
    guard !bytes.isEmpty else { return nil }
    switch bytes[0] {
    case 0x1B: return escape(bytes, isFinal)
    case 0x0D, 0x0A: return Step(token: .key(.enter), length: 1)
    case 0x09: return Step(token: .key(.tab), length: 1)
    case 0x08, 0x7F: return Step(token: .key(.backspace), length: 1)
    case 0x00: return Step(token: .key(.control(" ")), length: 1)
    case 0x01...0x1A: return Step(token: .key(.control(letter(bytes[0] + 0x60))), length: 1)
    case 0x1C...0x1F: return Step(token: .key(.control(letter(bytes[0] + 0x40))), length: 1)
    case 0x20...0x7E: return Step(token: .printable, length: 1)
    default: return multibyte(bytes, isFinal)
    }
  }

  private static func letter(_ byte: UInt8) -> Character { Character(Unicode.Scalar(byte)) }

  private static func multibyte(_ bytes: Span<UInt8>, _ isFinal: Bool) -> Step? {
    let length =
      switch bytes[0] {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 1
      }
    if length == 1 { return Step(token: .ignored, length: 1) }
    for index in 1..<length {
      guard index < bytes.count else { return isFinal ? Step(token: .ignored, length: bytes.count) : nil }
      guard bytes[index] & 0xC0 == 0x80 else { return Step(token: .ignored, length: index) }
    }
    // C1 controls: nothing types them.
    if bytes[0] == 0xC2, bytes[1] < 0xA0 { return Step(token: .ignored, length: 2) }
    return Step(token: .printable, length: length)
  }

  private static func escape(_ bytes: Span<UInt8>, _ isFinal: Bool) -> Step? {
    guard bytes.count > 1 else { return isFinal ? Step(token: .key(.escape), length: 1) : nil }
    let step: Step? =
      switch bytes[1] {
      case UInt8(ascii: "["): controlSequence(bytes)
      case UInt8(ascii: "O"): singleShift(bytes)
      case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"): stringSequence(bytes)
      case 0x1B: Step(token: .key(.escape), length: 1)
      case 0x20...0x7E: Step(token: .key(.alt(letter(bytes[1]))), length: 2)
      case 0x0D: Step(token: .key(.enter), length: 2)
      case 0x7F, 0x08: Step(token: .key(.backspace), length: 2)
      default: Step(token: .key(.escape), length: 1)
      }
    if let step { return step }
    if !isFinal, bytes.count < longestSequence { return nil }
    // Alt with a key that also starts a sequence, or a sequence that never ended.
    return bytes.count == 2
      ? Step(token: .key(.alt(letter(bytes[1]))), length: 2) : Step(token: .ignored, length: bytes.count)
  }

  /// ESC O and a letter: arrows and F1 to F4 in application mode, Enter of the key pad.
  private static func singleShift(_ bytes: Span<UInt8>) -> Step? {
    guard bytes.count > 2 else { return nil }
    let token: Token =
      switch bytes[2] {
      case UInt8(ascii: "M"): .key(.enter)
      case UInt8(ascii: "c"): .key(.controlRight)
      case UInt8(ascii: "d"): .key(.controlLeft)
      case UInt8(ascii: "a"): .key(.up)
      case UInt8(ascii: "b"): .key(.down)
      default: KeySequences.letters[bytes[2]].map { .key($0) } ?? .ignored
      }
    return Step(token: token, length: 3)
  }

  /// ESC [ parameters, intermediates, final byte (ECMA-48, 5.4).
  private static func controlSequence(_ bytes: Span<UInt8>) -> Step? {
    // The Linux console's F1 to F5 are ESC [ [ A to E.
    if bytes.count > 2, bytes[2] == UInt8(ascii: "[") {
      guard bytes.count > 3 else { return nil }
      let number = Int(bytes[3]) - 0x40
      return Step(token: (1...5).contains(number) ? .key(.function(number)) : .ignored, length: 4)
    }
    var end = 2
    while end < bytes.count, (0x20...0x3F).contains(bytes[end]) { end += 1 }
    guard end < bytes.count else { return nil }
    // A control byte or ESC inside means that the sequence was cut off.
    guard (0x40...0x7E).contains(bytes[end]) else { return Step(token: .ignored, length: end) }
    let token = KeySequences.token(parameters: bytes.extracting(2..<end), final: bytes[end])
    return Step(token: token, length: end + 1)
  }

  /// ESC ] … (BEL or ESC \): an answer to a question of ours.
  private static func stringSequence(_ bytes: Span<UInt8>) -> Step? {
    for index in 2..<bytes.count {
      if bytes[index] == 0x07 { return Step(token: answer(bytes.extracting(2..<index)), length: index + 1) }
      if bytes[index] == 0x1B {
        guard index + 1 < bytes.count else { return nil }
        if bytes[index + 1] == UInt8(ascii: "\\") {
          return Step(token: answer(bytes.extracting(2..<index)), length: index + 2)
        }
        return Step(token: .ignored, length: index)
      }
    }
    return nil
  }

  private static func answer(_ body: Span<UInt8>) -> Token {
    BackgroundColor.isDark(answer: body).map { .background(isDark: $0) } ?? .ignored
  }
}
