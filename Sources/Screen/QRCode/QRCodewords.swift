/// The codewords of a symbol: mode, length, bytes and padding, in blocks with their error correction, interleaved
/// (ISO/IEC 18004, sections 7.4 to 7.6).
enum QRCodewords {
  static func make(_ bytes: [UInt8], _ layout: QRLayout) -> [UInt8] {
    let data = padded(bytes, layout)
    // The first blocks are one codeword shorter than the others when the data does not divide evenly.
    let short = layout.dataCount / layout.blockCount
    let longCount = layout.dataCount % layout.blockCount
    var rest = data[...]
    let blocks = (0..<layout.blockCount).map { index -> [UInt8] in
      let block = rest.prefix(short + (index < layout.blockCount - longCount ? 0 : 1))
      rest = rest.dropFirst(block.count)
      return Array(block)
    }
    let generator = generator(degree: layout.correctionCount)
    let corrections = blocks.map { remainder(of: $0, generator) }
    return interleaved(blocks) + interleaved(corrections)
  }

  /// Byte mode is 0100, the end 0000; what is left is filled with two codewords in turn.
  private static func padded(_ bytes: [UInt8], _ layout: QRLayout) -> [UInt8] {
    var data: [UInt8] = []
    data.reserveCapacity(layout.dataCount)
    // A mode of four bits shifts everything by half a codeword.
    let length = layout.lengthBits == 8 ? [UInt8(bytes.count)] : [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)]
    var carry: UInt8 = 0b0100
    for byte in length + bytes {
      data.append(carry << 4 | byte >> 4)
      carry = byte & 0x0F
    }
    data.append(carry << 4)
    for index in 0..<layout.dataCount - data.count { data.append(index % 2 == 0 ? 0b1110_1100 : 0b0001_0001) }
    return data
  }

  private static func interleaved(_ blocks: [[UInt8]]) -> [UInt8] {
    (0..<(blocks.map(\.count).max() ?? 0)).flatMap { index in
      blocks.compactMap { index < $0.count ? $0[index] : nil }
    }
  }

  /// The generator polynomial of Reed and Solomon: the product of (x - 2^i), without its leading 1, highest power first.
  private static func generator(degree: Int) -> [UInt8] {
    var polynomial = [UInt8](repeating: 0, count: degree - 1) + [1]
    var root: UInt8 = 1
    for _ in 0..<degree {
      for index in polynomial.indices {
        polynomial[index] = product(polynomial[index], root) ^ (index + 1 < degree ? polynomial[index + 1] : 0)
      }
      root = product(root, 2)
    }
    return polynomial
  }

  private static func remainder(of data: [UInt8], _ generator: [UInt8]) -> [UInt8] {
    var remainder = [UInt8](repeating: 0, count: generator.count)
    for byte in data {
      let factor = byte ^ remainder.removeFirst()
      remainder.append(0)
      for index in remainder.indices { remainder[index] ^= product(generator[index], factor) }
    }
    return remainder
  }

  /// In the field of 256 elements modulo x^8 + x^4 + x^3 + x^2 + 1.
  private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
    var (left, right, result) = (left, right, UInt8(0))
    while right > 0 {
      if right & 1 == 1 { result ^= left }
      left = left << 1 ^ (left & 0x80 == 0 ? 0 : 0x1D)
      right >>= 1
    }
    return result
  }
}
