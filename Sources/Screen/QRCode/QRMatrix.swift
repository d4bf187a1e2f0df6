/// The modules of a symbol: its patterns, and the codewords between them (ISO/IEC 18004, sections 6.3 and 7.7 to 7.10).
struct QRMatrix {
  let size: Int
  private(set) var modules: [Bool]
  /// Whether the module belongs to a pattern, so that no data stands there and no mask changes it.
  private var isPattern: [Bool]
  private let correction: QRCode.Correction

  /// Without a mask and its format.
  init(_ layout: QRLayout, codewords: [UInt8]) {
    size = layout.size
    correction = layout.correction
    modules = Array(repeating: false, count: size * size)
    isPattern = modules
    drawTiming()
    for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { drawFinder(x, y) }
    drawAlignments(layout.alignmentPlaces)
    drawFormat(mask: 0)
    if layout.version >= 7 { drawVersion(layout.version) }
    place(codewords)
  }

  /// With the mask laid over the data (table 10), and the format that tells of it.
  func masked(_ mask: Int) -> QRMatrix {
    var matrix = self
    for y in 0..<size {
      for x in 0..<size where !isPattern[y * size + x] && Self.inverts(mask, x, y) {
        matrix.modules[y * size + x].toggle()
      }
    }
    matrix.drawFormat(mask: mask)
    return matrix
  }

  private static func inverts(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
    switch mask {
    case 0: (x + y) % 2 == 0
    case 1: y % 2 == 0
    case 2: x % 3 == 0
    case 3: (x + y) % 3 == 0
    case 4: (x / 3 + y / 2) % 2 == 0
    case 5: x * y % 2 + x * y % 3 == 0
    case 6: (x * y % 2 + x * y % 3) % 2 == 0
    default: ((x + y) % 2 + x * y % 3) % 2 == 0
    }
  }

  private mutating func set(_ x: Int, _ y: Int, _ isDark: Bool) {
    guard x >= 0, x < size, y >= 0, y < size else { return }
    modules[y * size + x] = isDark
    isPattern[y * size + x] = true
  }

  private mutating func drawTiming() {
    for index in 0..<size {
      set(6, index, index % 2 == 0)
      set(index, 6, index % 2 == 0)
    }
  }

  /// Around its centre, with the separator.
  private mutating func drawFinder(_ x: Int, _ y: Int) {
    for (dx, dy) in Self.square(4) {
      let distance = max(abs(dx), abs(dy))
      set(x + dx, y + dy, distance != 2 && distance != 4)
    }
  }

  private mutating func drawAlignments(_ places: [Int]) {
    guard let last = places.last else { return }
    for x in places {
      // Three of the corners hold finder patterns.
      for y in places where !(x == 6 && y == 6 || x == 6 && y == last || x == last && y == 6) {
        for (dx, dy) in Self.square(2) { set(x + dx, y + dy, max(abs(dx), abs(dy)) != 1) }
      }
    }
  }

  private static func square(_ radius: Int) -> [(Int, Int)] {
    (-radius...radius).flatMap { dy in (-radius...radius).map { dx in (dx, dy) } }
  }

  /// Level and mask in 15 bits (annex C), twice, and the module that is always dark.
  private mutating func drawFormat(mask: Int) {
    let data = (correction == .low ? 0b01 : 0b00) << 3 | mask
    let bits = (data << 10 | Self.remainder(data, bits: 10, divisor: 0x537)) ^ 0x5412
    for index in 0..<15 {
      let isDark = bits >> index & 1 == 1
      switch index {
      case ..<6: set(8, index, isDark)
      case ..<8: set(8, index + 1, isDark)
      case 8: set(7, 8, isDark)
      default: set(14 - index, 8, isDark)
      }
      if index < 8 { set(size - 1 - index, 8, isDark) } else { set(8, size - 15 + index, isDark) }
    }
    set(8, size - 8, true)
  }

  /// The version in 18 bits (annex D), twice.
  private mutating func drawVersion(_ version: Int) {
    let bits = version << 12 | Self.remainder(version, bits: 12, divisor: 0x1F25)
    for index in 0..<18 {
      let isDark = bits >> index & 1 == 1
      set(size - 11 + index % 3, index / 3, isDark)
      set(index / 3, size - 11 + index % 3, isDark)
    }
  }

  /// Of a division of polynomials over two elements.
  private static func remainder(_ data: Int, bits: Int, divisor: Int) -> Int {
    (0..<bits).reduce(data) { value, _ in value << 1 ^ (value >> (bits - 1) & 1) * divisor }
  }

  /// Two columns at a time from the right, up and down in turn, without the vertical timing pattern.
  private mutating func place(_ codewords: [UInt8]) {
    var index = 0
    for right in [Int](stride(from: size - 1, to: 6, by: -2)) + [5, 3, 1] {
      let isUpward = (right + 1) & 2 == 0
      for step in 0..<size {
        let y = isUpward ? size - 1 - step : step
        for x in [right, right - 1] where !isPattern[y * size + x] && index < 8 * codewords.count {
          modules[y * size + x] = codewords[index / 8] >> (7 - index % 8) & 1 == 1
          index += 1
        }
      }
    }
  }
}
