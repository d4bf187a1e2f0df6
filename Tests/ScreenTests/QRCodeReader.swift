@testable import Screen

/// Reads a symbol back the way a telephone does once it has the modules (ISO/IEC 18004:2015, section 12), by tables and
/// arithmetic of its own: nothing here is the encoder's.
struct QRCodeReader {
  struct Read: Equatable {
    let version: Int
    /// L is 1, M is 0 (table 12).
    let level: Int
    let mask: Int
    let text: String
  }

  private let code: QRCode
  private let size: Int
  private var version: Int { (size - 17) / 4 }

  /// - Returns: nil when anything does not fit: the two formats, the two versions, a syndrome, the padding.
  static func read(_ code: QRCode) -> Read? { QRCodeReader(code: code, size: code.size).read() }

  private func read() -> Read? {
    guard let format = format(), versionsAgree else { return nil }
    let (level, mask) = (format >> 3, format & 7)
    guard let blocks = Self.blocks[level == 1 ? 0 : 1][version] else { return nil }
    let raw = codewords(mask)
    guard raw.count >= blocks.count * blocks.correction else { return nil }
    let data = raw.count - blocks.count * blocks.correction
    let long = data % blocks.count
    var lanes = (0..<blocks.count).map { _ in [UInt8]() }
    var rest = raw[...]
    for column in 0..<data / blocks.count + (long > 0 ? 1 : 0) {
      for lane in lanes.indices where column < data / blocks.count || lane >= blocks.count - long {
        lanes[lane].append(rest.removeFirst())
      }
    }
    let lengths = lanes.map(\.count)
    for _ in 0..<blocks.correction { for lane in lanes.indices { lanes[lane].append(rest.removeFirst()) } }
    guard rest.isEmpty, lanes.allSatisfy({ Self.syndromesAreZero($0, blocks.correction) }) else { return nil }
    let bytes = zip(lanes, lengths).flatMap { $0.prefix($1) }
    return text(in: bytes).map { Read(version: version, level: level, mask: mask, text: $0) }
  }

  /// Mode 4, the count, the bytes, the end, and the two codewords that fill up.
  private func text(in bytes: [UInt8]) -> String? {
    var bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }[...]
    func take(_ count: Int) -> Int {
      defer { bits = bits.dropFirst(count) }
      return bits.prefix(count).reduce(0) { $0 << 1 | Int($1) }
    }
    guard take(4) == 4 else { return nil }
    let count = take(version < 10 ? 8 : 16)
    guard bits.count >= 8 * count else { return nil }
    let text = (0..<count).map { _ in UInt8(take(8)) }
    guard take(min(4, bits.count)) == 0 else { return nil }
    for index in 0..<bits.count / 8 where take(8) != (index % 2 == 0 ? 236 : 17) { return nil }
    return String(validating: text, as: UTF8.self)
  }

  // MARK: Modules

  private func bit(_ x: Int, _ y: Int) -> Int { code[x, y] ? 1 : 0 }

  private func format() -> Int? {
    let first = [0, 1, 2, 3, 4, 5, 7, 8].map { bit(8, $0) } + [7, 5, 4, 3, 2, 1, 0].map { bit($0, 8) }
    let second = (1...8).map { bit(size - $0, 8) } + (1...7).reversed().map { bit(8, size - $0) }
    guard first == second, code[8, size - 8] else { return nil }
    let word = first.enumerated().reduce(0) { $0 | $1.element << $1.offset }
    // Of the 32 format words (table C.1) the one that is there, by its own division.
    return (0..<32).first { data in
      var rest = data << 10
      for shift in (0..<5).reversed() where rest >> (10 + shift) & 1 == 1 { rest ^= 0b101_0011_0111 << shift }
      return (data << 10 | rest) ^ 0b101_0100_0001_0010 == word
    }
  }

  private var versionsAgree: Bool {
    guard version >= 7 else { return true }
    let places = (0..<18).map { (size - 11 + $0 % 3, $0 / 3) }
    let right = places.enumerated().reduce(0) { $0 | bit($1.element.0, $1.element.1) << $1.offset }
    let below = places.enumerated().reduce(0) { $0 | bit($1.element.1, $1.element.0) << $1.offset }
    return right == below && right >> 12 == version
  }

  /// The data area without the mask, two columns at a time from the right.
  private func codewords(_ mask: Int) -> [UInt8] {
    var bits: [Int] = []
    var (x, goesUp) = (size - 1, true)
    while x > 0 {
      if x == 6 { x -= 1 }
      for step in 0..<size {
        let y = goesUp ? size - 1 - step : step
        for column in [x, x - 1] where !isPattern(column, y) {
          bits.append(bit(column, y) ^ (Self.conditions[mask](y, column) ? 1 : 0))
        }
      }
      (x, goesUp) = (x - 2, !goesUp)
    }
    return stride(from: 0, to: bits.count - 7, by: 8).map { start in
      UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
    }
  }

  private func isPattern(_ x: Int, _ y: Int) -> Bool {
    if x == 6 || y == 6 { return true }
    if x < 9 && y < 9 || x < 9 && y >= size - 8 || x >= size - 8 && y < 9 { return true }
    if version >= 7, x < 6 && y >= size - 11 || y < 6 && x >= size - 11 { return true }
    let centres = Self.alignments[version]
    let (near, last) = ({ (place: Int) in centres.first { abs($0 - place) <= 2 } }, centres.last)
    guard let column = near(x), let row = near(y) else { return false }
    return !(column == 6 && (row == 6 || row == last) || column == last && row == 6)
  }

  /// Table 10, with i for the row and j for the column.
  private static let conditions: [@Sendable (Int, Int) -> Bool] = [
    { i, j in (i + j) % 2 == 0 }, { i, _ in i % 2 == 0 }, { _, j in j % 3 == 0 }, { i, j in (i + j) % 3 == 0 },
    { i, j in (i / 2 + j / 3) % 2 == 0 }, { i, j in i * j % 2 + i * j % 3 == 0 },
    { i, j in (i * j % 2 + i * j % 3) % 2 == 0 }, { i, j in ((i + j) % 2 + i * j % 3) % 2 == 0 },
  ]

  /// Table E.1, up to version 10.
  private static let alignments = [
    [], [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50],
  ]

  /// Table 9, up to version 10: L, then M.
  private static let blocks: [[Int: (count: Int, correction: Int)]] = [
    [
      1: (1, 7), 2: (1, 10), 3: (1, 15), 4: (1, 20), 5: (1, 26), 6: (2, 18), 7: (2, 20), 8: (2, 24), 9: (2, 30),
      10: (4, 18),
    ],
    [
      1: (1, 10), 2: (1, 16), 3: (1, 26), 4: (2, 18), 5: (2, 24), 6: (4, 16), 7: (4, 18), 8: (4, 22), 9: (5, 22),
      10: (5, 26),
    ],
  ]

  // MARK: Reed and Solomon

  /// The powers of 2 in the field of 256 elements modulo 285.
  private static let powers = (0..<255).reduce(into: [Int]()) { powers, _ in
    let next = (powers.last ?? 0) * 2
    powers.append(powers.isEmpty ? 1 : next > 255 ? next ^ 285 : next)
  }

  private static let logarithms = powers.enumerated().reduce(into: [Int](repeating: 0, count: 256)) {
    $0[$1.element] = $1.offset
  }

  /// Whether the block is a multiple of the generator: it is zero at each of its roots.
  private static func syndromesAreZero(_ block: [UInt8], _ roots: Int) -> Bool {
    (0..<roots).allSatisfy { root in
      block.reduce(0) { sum, codeword in
        (sum == 0 ? 0 : powers[(logarithms[sum] + root) % 255]) ^ Int(codeword)
      } == 0
    }
  }
}
