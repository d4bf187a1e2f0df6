/// The sizes of one version at one level of correction (ISO/IEC 18004, tables 1, 7 and 9).
struct QRLayout {
  let version: Int
  let correction: QRCode.Correction

  static let versions = 1...20

  /// The smallest version that holds so many bytes.
  static func smallest(for count: Int, _ correction: QRCode.Correction) -> QRLayout? {
    versions.lazy.map { QRLayout(version: $0, correction: correction) }.first {
      4 + $0.lengthBits + 8 * count <= 8 * $0.dataCount
    }
  }

  /// Modules on a side.
  var size: Int { 17 + 4 * version }

  /// Of the character count in byte mode (table 3).
  var lengthBits: Int { version < 10 ? 8 : 16 }

  var blockCount: Int { (correction == .low ? Self.lowBlocks : Self.mediumBlocks)[version - 1] }

  /// Error correction codewords of each block.
  var correctionCount: Int { (correction == .low ? Self.lowCorrection : Self.mediumCorrection)[version - 1] }

  /// All codewords: what the patterns leave of the symbol (table 1).
  var codewordCount: Int {
    let alignments = alignmentPlaces.count
    let timing = 2 * (size - 16)
    let finders = 3 * 64 + 31
    // The two alignment patterns on each timing pattern share five modules with it.
    let aligned = alignments == 0 ? 0 : 25 * (alignments * alignments - 3) - 2 * 5 * (alignments - 2)
    return (size * size - finders - timing - aligned - (version < 7 ? 0 : 36)) / 8
  }

  var dataCount: Int { codewordCount - blockCount * correctionCount }

  /// The centres of the alignment patterns in both directions (annex E).
  var alignmentPlaces: [Int] {
    guard version > 1 else { return [] }
    let count = version / 7 + 2
    let last = size - 7
    // Even distances, the first one taking up the rest.
    let step = (last - 6 + 2 * (count - 1) - 1) / (2 * (count - 1)) * 2
    return [6] + (0..<count - 1).map { last - step * $0 }.reversed()
  }

  private static let lowCorrection = [
    7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
  ]
  private static let mediumCorrection = [
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
  ]
  private static let lowBlocks = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8]
  private static let mediumBlocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]
}
