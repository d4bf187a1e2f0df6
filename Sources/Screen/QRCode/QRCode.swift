/// A QR code (ISO/IEC 18004:2015) of a text's UTF-8, in byte mode and in versions 1 to 20, so that a telephone can take
/// an address from the terminal.
///
/// Neither the project's packages nor the C libraries it takes from Debian (ncurses, OpenSSL, SQLite) make one, no other
/// Swift package does it without drawing pictures, and the standard is small enough to follow here.
public struct QRCode: Sendable, Equatable {
  /// How much of a damaged symbol can be restored: 7 % or 15 % of its codewords.
  public enum Correction: Sendable, CaseIterable { case low, medium }

  public let version: Int
  /// Modules on a side.
  public let size: Int
  let mask: Int
  private let modules: [Bool]

  /// Makes the smallest code that holds the text; nil when it is too long: more than 858 bytes (666 with `medium`).
  public init?(_ text: String, correction: Correction = .low) { self.init(text, correction, mask: nil) }

  /// With as much correction as the smallest symbol has room for.
  public init?(fitting text: String) {
    guard let low = QRCode(text) else { return nil }
    self = QRCode(text, correction: .medium).flatMap { $0.version == low.version ? $0 : nil } ?? low
  }

  /// - Parameter mask: 0 to 7; nil chooses the one with the least penalty (section 7.8.3).
  init?(_ text: String, _ correction: Correction, mask: Int?) {
    let bytes = Array(text.utf8)
    guard let layout = QRLayout.smallest(for: bytes.count, correction) else { return nil }
    let blank = QRMatrix(layout, codewords: QRCodewords.make(bytes, layout))
    let masked = (mask.map { [$0] } ?? Array(0...7)).map { (mask: $0, matrix: blank.masked($0)) }
    guard let best = masked.min(by: { $0.matrix.penalty < $1.matrix.penalty }) else { return nil }
    version = layout.version
    size = layout.size
    self.mask = best.mask
    modules = best.matrix.modules
  }

  /// Whether the module is dark; outside of the symbol none is.
  public subscript(x: Int, y: Int) -> Bool {
    x >= 0 && x < size && y >= 0 && y < size && modules[y * size + x]
  }

  /// The symbol and its quiet zone with two modules a cell, one above the other; a dark module is the text's colour.
  /// To be read it has to stand dark on light, whatever the theme.
  ///
  /// - Parameter quietZone: light modules around it: 4 (section 6.3.8); with 2 most readers still succeed.
  public func rows(quietZone: Int = 4) -> [String] {
    stride(from: -quietZone, to: size + quietZone, by: 2).map { y in
      String(
        (-quietZone..<size + quietZone).map { x -> Character in
          switch (self[x, y], self[x, y + 1]) {
          case (true, true): "█"
          case (true, false): "▀"
          case (false, true): "▄"
          case (false, false): " "
          }
        })
    }
  }
}
