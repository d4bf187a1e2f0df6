internal import Screen

/// What the control sequences mean that start with ESC [.
enum KeySequences {
  /// Final letters, the same behind ESC [ and ESC O.
  static let letters: [UInt8: Key] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
    UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "P"): .function(1), UInt8(ascii: "Q"): .function(2),
    UInt8(ascii: "R"): .function(3), UInt8(ascii: "S"): .function(4), UInt8(ascii: "Z"): .backTab,
  ]

  /// Numbers before `~`.
  private static let numbers: [Int: Key] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end, 11: .function(1),
    12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5), 17: .function(6), 18: .function(7),
    19: .function(8), 20: .function(9), 21: .function(10), 23: .function(11), 24: .function(12),
  ]

  static func token(parameters: Span<UInt8>, final: UInt8) -> InputDecoder.Token {
    if !parameters.isEmpty, parameters[0] == UInt8(ascii: "<") { return mouse(numbers(parameters, from: 1), final) }
    if !parameters.isEmpty, parameters[0] == UInt8(ascii: "?") { return answer(parameters, final) }
    let values = numbers(parameters, from: 0)
    // A modified key has 1 and a bit mask behind it: 5 is Control.
    let hasControl = values.count > 1 && (values[1] - 1) & 4 != 0
    switch final {
    case UInt8(ascii: "I") where parameters.isEmpty: return .focus(true)
    case UInt8(ascii: "O") where parameters.isEmpty: return .focus(false)
    case UInt8(ascii: "C") where hasControl: return .key(.controlRight)
    case UInt8(ascii: "D") where hasControl: return .key(.controlLeft)
    case UInt8(ascii: "~"):
      guard let number = values.first else { return .ignored }
      if number == 200 { return .pasteStart }
      return numbers[number].map { .key($0) } ?? .ignored
    // rxvt: Home and End of the key pad, and arrows with Shift.
    case UInt8(ascii: "a"): return .key(.up)
    case UInt8(ascii: "b"): return .key(.down)
    case UInt8(ascii: "c"): return .key(.right)
    case UInt8(ascii: "d"): return .key(.left)
    default: return letters[final].map { .key($0) } ?? .ignored
    }
  }

  /// SGR mouse reports: button, column, row, one-based; `M` for a press, `m` for a release.
  private static func mouse(_ values: [Int], _ final: UInt8) -> InputDecoder.Token {
    guard values.count == 3, values[1] > 0, values[2] > 0 else { return .ignored }
    let position = Position(column: values[1] - 1, row: values[2] - 1)
    // Bits 2 to 4 are modifiers; 32 is motion, which nothing here needs.
    switch values[0] & ~0b11100 {
    case 0: return .mouse(MouseEvent(kind: final == UInt8(ascii: "m") ? .release : .press, position: position))
    case 64: return .mouse(MouseEvent(kind: .wheelUp, position: position))
    case 65: return .mouse(MouseEvent(kind: .wheelDown, position: position))
    default: return .ignored
    }
  }

  /// DA1 (`c`) and DECRPM (`$ y`): 1, 2 and 3 say that the mode exists.
  private static func answer(_ parameters: Span<UInt8>, _ final: UInt8) -> InputDecoder.Token {
    if final == UInt8(ascii: "c") { return .attributes }
    let values = numbers(parameters, from: 1)
    return final == UInt8(ascii: "y") && values.count == 2 && values[0] == 2004 && (1...3).contains(values[1])
      ? .supportsBracketedPaste : .ignored
  }

  /// Numbers between semicolons; anything else ends the number before it.
  private static func numbers(_ bytes: Span<UInt8>, from start: Int) -> [Int] {
    var values: [Int] = []
    var value = 0
    var hasDigits = false
    for index in start..<bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        value = min(value * 10 + Int(bytes[index] - 0x30), 100_000)
        hasDigits = true
      case UInt8(ascii: ";"):
        values.append(value)
        value = 0
        hasDigits = false
      default: break
      }
    }
    if hasDigits { values.append(value) }
    return values
  }
}
