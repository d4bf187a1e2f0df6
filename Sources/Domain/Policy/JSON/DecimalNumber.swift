/// A JSON number (RFC 8259, section 6), compared exactly: `1e2` equals `100.0`, and no digit is lost to a binary fraction.
public struct DecimalNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
  private let isNegative: Bool
  /// Without zeros at either end; empty for zero.
  private let digits: [UInt8]
  /// The value is 0.DIGITS · 10^exponent.
  private let exponent: Int

  public init(_ number: Int64) {
    // What an integer prints is always a number.
    self = DecimalNumber(String(number)) ?? DecimalNumber(isNegative: false, digits: [], exponent: 0)
  }

  /// nil for what is no JSON number, and for an exponent beyond ±1,000,000.
  public init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    let whole = rest.prefix { $0.isDigit }
    guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return nil }
    rest = rest.dropFirst(whole.count)
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix { $0.isDigit }
      guard !fraction.isEmpty else { return nil }
      rest = rest.dropFirst(fraction.count + 1)
    }
    var exponent = 0
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      let text = String(decoding: rest.dropFirst(), as: UTF8.self)
      guard let number = Int(text), (-1_000_000...1_000_000).contains(number) else { return nil }
      exponent = number
      rest = []
    }
    guard rest.isEmpty else { return nil }
    self.init(isNegative: isNegative, digits: Array(whole) + Array(fraction), exponent: exponent + whole.count)
  }

  private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
    let zero = UInt8(ascii: "0")
    let leading = digits.prefix { $0 == zero }.count
    var kept = digits.dropFirst(leading)
    while kept.last == zero { kept = kept.dropLast() }
    self.digits = Array(kept)
    self.isNegative = isNegative && !kept.isEmpty
    self.exponent = kept.isEmpty ? 0 : exponent - leading
  }

  public static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? right.isCloserToZero(than: left) : left.isCloserToZero(than: right)
  }

  private func isCloserToZero(than other: DecimalNumber) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
    if exponent != other.exponent { return exponent < other.exponent }
    return digits.lexicographicallyPrecedes(other.digits)
  }

  /// Plain where that is short, else with an exponent; it reads back as the same number.
  public var description: String {
    guard !digits.isEmpty else { return "0" }
    let text = String(decoding: digits, as: UTF8.self)
    let sign = isNegative ? "-" : ""
    let length = digits.count
    if exponent >= length, exponent <= 21 { return sign + text + String(repeating: "0", count: exponent - length) }
    if exponent > 0, exponent < length { return "\(sign)\(text.prefix(exponent)).\(text.dropFirst(exponent))" }
    if exponent <= 0, exponent > -6 { return "\(sign)0.\(String(repeating: "0", count: -exponent))\(text)" }
    let fraction = length > 1 ? ".\(text.dropFirst())" : ""
    return "\(sign)\(text.prefix(1))\(fraction)e\(exponent - 1)"
  }
}

extension UInt8 {
  var isDigit: Bool { (0x30...0x39).contains(self) }
}
