/// Lays JSON out over lines without reading values into anything: numbers keep their digits, keys their order.
enum JSONLayout {
  /// The text with two blanks a level; nil when brackets or strings do not close, so that it is shown as it came.
  static func pretty(_ text: String) -> String? {
    var output: [UInt8] = []
    var stack: [UInt8] = []
    var bytes = Array(text.utf8)[...]
    func newLine() {
      output.append(UInt8(ascii: "\n"))
      output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: stack.count * 2))
    }
    while let byte = bytes.popFirst() {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: continue
      case UInt8(ascii: "\""):
        guard let string = string(&bytes) else { return nil }
        output.append(contentsOf: string)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        output.append(byte)
        let close: UInt8 = byte == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]")
        bytes = bytes.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if bytes.first == close {
          output.append(bytes.removeFirst())
        } else {
          stack.append(close)
          newLine()
        }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard stack.popLast() == byte else { return nil }
        newLine()
        output.append(byte)
      case UInt8(ascii: ","):
        output.append(byte)
        newLine()
      case UInt8(ascii: ":"): output.append(contentsOf: ": ".utf8)
      default: output.append(byte)
      }
    }
    return stack.isEmpty && !output.isEmpty ? String(decoding: output, as: UTF8.self) : nil
  }

  /// The rest of a string behind its opening quote, with both quotes.
  private static func string(_ bytes: inout ArraySlice<UInt8>) -> [UInt8]? {
    var string = [UInt8(ascii: "\"")]
    while let byte = bytes.popFirst() {
      string.append(byte)
      if byte == UInt8(ascii: "\"") { return string }
      if byte == UInt8(ascii: "\\") {
        guard let escaped = bytes.popFirst() else { return nil }
        string.append(escaped)
      }
    }
    return nil
  }
}
