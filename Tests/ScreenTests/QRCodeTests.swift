import Testing

@testable import Screen

@Suite("A QR code")
struct QRCodeTests {
  @Test("Is module for module that of another encoder, with the mask of least penalty", arguments: QRCodeSamples.whole)
  func whole(_ sample: QRCodeSamples.Whole) throws {
    let code = try #require(QRCode(sample.text, correction: sample.correction))
    #expect(code.version == sample.version && code.mask == sample.mask && code.size == 17 + 4 * sample.version)
    let words = sample.rows.split(whereSeparator: \.isWhitespace)
    #expect(words.count == code.size)
    for (y, word) in words.enumerated() {
      let digits = (code.size + 3) / 4
      let bits = (0..<4 * digits).map { x in x < code.size && code[x, y] }
      let hex = stride(from: 0, to: bits.count, by: 4).map { start in
        String(bits[start..<start + 4].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }, radix: 16)
      }
      #expect(hex.joined() == word, "row \(y)")
    }
  }

  @Test("Is that of another encoder in every version, level and mask", arguments: QRCodeSamples.printed)
  func printed(_ sample: QRCodeSamples.Printed) throws {
    let text = QRCodeSamples.text(bytes: sample.bytes)
    let code = try #require(QRCode(text, sample.correction, mask: sample.mask))
    #expect(code.version == sample.version)
    #expect(QRCodeSamples.hash(code) == sample.hash)
  }

  @Test("Is the smallest that holds the text, up to version 20")
  func sizes() {
    func version(_ bytes: Int, _ correction: QRCode.Correction) -> Int? {
      QRCode(String(repeating: "a", count: bytes), correction, mask: 0)?.version
    }
    #expect(version(0, .low) == 1 && version(17, .low) == 1 && version(18, .low) == 2)
    #expect(version(14, .medium) == 1 && version(15, .medium) == 2)
    #expect(version(230, .low) == 9 && version(231, .low) == 10)
    #expect(version(858, .low) == 20 && version(859, .low) == nil)
    #expect(version(666, .medium) == 20 && version(667, .medium) == nil)
    #expect(version(1 << 20, .low) == nil)
  }

  @Test("Chooses the mask of least penalty")
  func masks() throws {
    let text = "https://github.com/login/device"
    let chosen = try #require(QRCode(text))
    let all = (0...7).compactMap { QRCode(text, .low, mask: $0) }
    #expect(all.count == 8 && all.contains(chosen) && Set(all.map(QRCodeSamples.hash)).count == 8)
    #expect(chosen == all[chosen.mask])
  }

  @Test(
    "Is read back: each format, version and block is whole, whatever the text", arguments: 1...24 as ClosedRange<UInt64>
  )
  func readBack(seed: UInt64) throws {
    // xorshift64*, so that a failure can be repeated.
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    func random(_ range: Range<Int>) -> Int {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return range.lowerBound + Int((state &* 2_685_821_657_736_338_717) >> 33) % range.count
    }
    let alphabet = Array("abcXYZ0189-._~:/?#[]@!$&'()*+,;=%äß€漢🙂")
    for _ in 0..<6 {
      var text = ""
      let length = random(0..<210)
      while text.utf8.count < length { text.append(alphabet[random(0..<alphabet.count)]) }
      for correction in QRCode.Correction.allCases {
        let mask = random(0..<8)
        guard let code = QRCode(text, correction, mask: mask), code.version <= 10 else { continue }
        #expect(
          QRCodeReader.read(code)
            == QRCodeReader.Read(
              version: code.version, level: correction == .low ? 1 : 0, mask: mask, text: text))
      }
    }
  }

  @Test("Takes the stronger correction where the symbol grows no larger by it")
  func fitting() throws {
    let link = "http://127.0.0.1:7411/connect/" + String(repeating: "a", count: 101)
    let (long, short) = (try #require(QRCode(fitting: link)), try #require(QRCode(fitting: "gatehouse")))
    #expect(QRCodeReader.read(long)?.level == 1 && QRCodeReader.read(short)?.level == 0)
    #expect(QRCode(fitting: String(repeating: "a", count: 859)) == nil)
  }

  @Test("Is drawn with two modules a cell and a quiet zone around it")
  func drawing() throws {
    let code = try #require(QRCode("gatehouse"))
    for quietZone in [4, 2, 0] {
      let rows = code.rows(quietZone: quietZone)
      #expect(rows.count == (code.size + 2 * quietZone + 1) / 2)
      for (row, text) in rows.enumerated() {
        #expect(text.count == code.size + 2 * quietZone)
        for (column, character) in text.enumerated() {
          let (x, y) = (column - quietZone, 2 * row - quietZone)
          #expect("█▀".contains(character) == code[x, y] && "█▄".contains(character) == code[x, y + 1])
          #expect(" █▀▄".contains(character))
        }
      }
    }
    #expect(code.rows().prefix(3).joined().allSatisfy { $0 == " " } == false)
    #expect(code.rows().prefix(2).joined().allSatisfy { $0 == " " })
    #expect(code.rows()[2].hasPrefix("    █▀▀▀▀▀█ "))
  }

  @Test("Has no dark module outside")
  func outside() throws {
    let code = try #require(QRCode("gatehouse"))
    for index in -2...code.size + 1 {
      #expect(!code[-1, index] && !code[index, -1] && !code[code.size, index] && !code[index, code.size])
    }
  }
}
