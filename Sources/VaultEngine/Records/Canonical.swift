/// Length-prefixed fields, big-endian: one way only to write a value, so that signing bytes means signing values.
struct CanonicalWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ field: [UInt8]) {
    bytes += Self.bigEndian(UInt32(field.count))
    bytes += field
  }

  mutating func append(_ text: String) { append(Array(text.utf8)) }
  mutating func append(_ number: Int64) { append(Self.bigEndian(number)) }
  mutating func append(_ number: Int64?) { if let number { append(number) } else { append([UInt8]()) } }
  mutating func append(_ flag: Bool) { append([flag ? 1 : 0]) }
  mutating func append(_ list: [String]) {
    var inner = CanonicalWriter()
    for text in list { inner.append(text) }
    append(inner.bytes)
  }

  static func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: number >> (Number($0) * 8)) }
  }

  static func write(_ body: (inout CanonicalWriter) -> Void) -> [UInt8] {
    var writer = CanonicalWriter()
    body(&writer)
    return writer.bytes
  }
}

/// Reads what ``CanonicalWriter`` wrote; anything else is damage.
struct CanonicalReader {
  struct Malformed: Error {}

  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func bytes() throws(Malformed) -> [UInt8] {
    guard rest.count >= 4 else { throw Malformed() }
    let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    rest = rest.dropFirst(4)
    guard rest.count >= length else { throw Malformed() }
    defer { rest = rest.dropFirst(length) }
    return Array(rest.prefix(length))
  }

  mutating func text() throws(Malformed) -> String {
    guard let text = String(validating: try bytes(), as: UTF8.self) else { throw Malformed() }
    return text
  }

  mutating func optionalInteger() throws(Malformed) -> Int64? {
    let field = try bytes()
    if field.isEmpty { return nil }
    guard field.count == 8 else { throw Malformed() }
    return field.reduce(0) { $0 << 8 | Int64($1) }
  }

  mutating func integer() throws(Malformed) -> Int64 {
    guard let number = try optionalInteger() else { throw Malformed() }
    return number
  }

  mutating func flag() throws(Malformed) -> Bool {
    switch try bytes() {
    case [0]: false
    case [1]: true
    default: throw Malformed()
    }
  }

  mutating func list() throws(Malformed) -> [String] {
    var inner = CanonicalReader(try bytes())
    var texts: [String] = []
    while !inner.isAtEnd { texts.append(try inner.text()) }
    return texts
  }

  /// The whole of `bytes` through `read`; a rest is damage too.
  static func read<Value>(
    _ bytes: [UInt8], _ read: (inout CanonicalReader) throws(Malformed) -> Value
  ) throws(Malformed) -> Value {
    var reader = CanonicalReader(bytes)
    let value = try read(&reader)
    guard reader.isAtEnd else { throw Malformed() }
    return value
  }
}
