internal import Glibc

/// A passphrase cut into the pieces that are cheapest to guess; see ``PassphraseStrength``.
struct PassphrasePieces {
  enum Kind { case character, word, common, repetition, sequence }

  private var bytes: [UInt8]
  /// In lower case, with digits and signs read as the letters that people write with them.
  private var folded: [UInt8]
  private let characterBits: Double

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    folded = bytes.map(Self.fold)
    characterBits = Self.characterBits(bytes)
  }

  /// The copies of the passphrase in it.
  mutating func wipe() {
    for index in bytes.indices {
      bytes[index] = 0
      folded[index] = 0
    }
  }

  /// The least number of bits, and the kind of piece that most of the bytes fall to.
  func cheapest() -> (bits: Double, main: Kind) {
    var best = [(bits: 0.0, length: 0, kind: Kind.character)]
    let runs = englishRuns()
    for end in 1...bytes.count {
      var choice = (bits: best[end - 1].bits + single(end - 1), length: 1, kind: Kind.character)
      func offer(_ bits: Double, _ length: Int, _ kind: Kind) {
        let total = best[end - length].bits + bits
        if total < choice.bits { choice = (total, length, kind) }
      }
      for length in 1...min(32, end) {
        if let bits = word(end - length, length) { offer(bits, length, bits < 11 ? .common : .word) }
        if end >= 2 * length, bytes[(end - length)..<end] == bytes[(end - 2 * length)..<(end - length)] {
          offer(length == 1 ? 1 : 3, length, .repetition)
        }
      }
      if let bits = sequence(end) { offer(bits, 1, .sequence) }
      if let run = runs[end] { offer(run.bits, run.length, .word) }
      best.append(choice)
    }
    var lengths: [Kind: Int] = [:]
    var end = bytes.count
    while end > 0 {
      lengths[best[end].kind, default: 0] += best[end].length
      end -= best[end].length
    }
    return (best[bytes.count].bits, lengths.max { $0.value < $1.value }?.key ?? .character)
  }

  /// The same separator again says nothing new.
  private func single(_ index: Int) -> Double {
    let byte = bytes[index]
    if byte >= 0x80 { return byte & 0xC0 == 0x80 ? 1 : 6 }
    if Self.letter(byte) == nil, !Self.isDigit(byte), bytes[..<index].contains(byte) { return 1 }
    return characterBits
  }

  private func word(_ start: Int, _ length: Int) -> Double? {
    if length == 4, bytes[start..<(start + 4)].allSatisfy(Self.isDigit),
      bytes[start] == UInt8(ascii: "1") && bytes[start + 1] == UInt8(ascii: "9")
        || bytes[start] == UInt8(ascii: "2") && bytes[start + 1] == UInt8(ascii: "0")
    {
      return 7
    }
    // A string of at most 15 bytes lives in its own 16, so that no copy of a part is left on the heap.
    guard (4...12).contains(length) else { return nil }
    let range = start..<(start + length)
    let text = String(decoding: folded[range], as: UTF8.self)
    if Self.common.contains(text) { return 7 + spelling(range) }
    return PassphraseWords.set.contains(text) ? 11 + spelling(range) : nil
  }

  /// The character before `end` when it only goes on as the two before it did.
  private func sequence(_ end: Int) -> Double? {
    guard end >= 3 else { return nil }
    let (first, second, third) = (folded[end - 3], folded[end - 2], folded[end - 1])
    let isPlain = bytes[end - 1] < 0x80 && (Self.letter(third) != nil || Self.isDigit(bytes[end - 1]))
    let raw = (Int(bytes[end - 3]), Int(bytes[end - 2]), Int(bytes[end - 1]))
    if isPlain, abs(raw.1 - raw.0) == 1, raw.2 - raw.1 == raw.1 - raw.0 { return 1 }
    for row in Self.keyboard {
      guard let one = row.firstIndex(of: first), let two = row.firstIndex(of: second),
        let three = row.firstIndex(of: third)
      else { continue }
      if abs(two - one) == 1, three - two == two - one { return 1 }
    }
    return nil
  }

  /// Whole runs of 5 to 24 letters that look like one English word: length and bits by the end of the run. A run that is
  /// made of three listed words or more is a row of words, not one.
  private func englishRuns() -> [Int: (length: Int, bits: Double)] {
    var runs: [Int: (length: Int, bits: Double)] = [:]
    var start = 0
    for end in 1...bytes.count where end == bytes.count || Self.letter(folded[end]) == nil {
      while start < end, Self.letter(folded[start]) == nil { start += 1 }
      if (5...24).contains(end - start), Self.looksEnglish(folded[start..<end]), !isRowOfWords(start..<end) {
        runs[end] = (end - start, 17 + spelling(start..<end))
      }
      start = end
    }
    return runs
  }

  /// What capitals and digits for letters add to a word.
  private func spelling(_ range: Range<Int>) -> Double {
    let changed = zip(bytes[range], folded[range]).count { $0 != $1 }
    return changed == 0 ? 0 : 1 + log2(Double(changed))
  }

  private func isRowOfWords(_ range: Range<Int>) -> Bool {
    var counts = [Int: Int]()
    counts[range.lowerBound] = 0
    for end in range.dropFirst().map({ $0 }) + [range.upperBound] {
      for length in 4...7 {
        guard end - length >= range.lowerBound, let before = counts[end - length] else { continue }
        if PassphraseWords.set.contains(String(decoding: folded[(end - length)..<end], as: UTF8.self)) {
          counts[end] = max(counts[end] ?? 0, before + 1)
        }
      }
    }
    return counts[range.upperBound] ?? 0 >= 3
  }

  /// English letters follow each other in about 3.5 bits, random ones in more than six. The limit finds nine of ten words
  /// of ten letters, and takes one in a thousand of twelve random letters for a word.
  private static func looksEnglish(_ letters: ArraySlice<UInt8>) -> Bool {
    let pairs = zip(letters, letters.dropFirst()).map { pairBits[Int($0) - 97][Int($1) - 97] }
    return pairs.reduce(0, +) / Double(max(1, pairs.count)) < 4.2
  }

  /// How surprising a letter is after another, counted in the word list.
  private static let pairBits: [[Double]] = {
    var counts = [[Double]](repeating: [Double](repeating: 0.25, count: 26), count: 26)
    for word in PassphraseWords.all {
      for (left, right) in zip(word.utf8, word.utf8.dropFirst()) { counts[Int(left) - 97][Int(right) - 97] += 1 }
    }
    return counts.map { row in
      let sum = row.reduce(0, +)
      return row.map { -log2($0 / sum) }
    }
  }()

  private static func characterBits(_ bytes: [UInt8]) -> Double {
    var alphabet = 0.0
    if bytes.contains(where: { (0x61...0x7A).contains($0) }) { alphabet += 26 }
    if bytes.contains(where: { (0x41...0x5A).contains($0) }) { alphabet += 26 }
    if bytes.contains(where: isDigit) { alphabet += 10 }
    if bytes.contains(where: { letter($0) == nil && !isDigit($0) }) { alphabet += 33 }
    return log2(alphabet)
  }

  private static func letter(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x61...0x7A: byte
    case 0x41...0x5A: byte + 0x20
    default: nil
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func fold(_ byte: UInt8) -> UInt8 {
    if let letter = letter(byte) { return letter }
    switch byte {
    case UInt8(ascii: "0"): return UInt8(ascii: "o")
    case UInt8(ascii: "1"), UInt8(ascii: "!"): return UInt8(ascii: "i")
    case UInt8(ascii: "3"): return UInt8(ascii: "e")
    case UInt8(ascii: "4"), UInt8(ascii: "@"): return UInt8(ascii: "a")
    case UInt8(ascii: "5"), UInt8(ascii: "$"): return UInt8(ascii: "s")
    case UInt8(ascii: "7"): return UInt8(ascii: "t")
    default: return byte
    }
  }

  private static let keyboard = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop"]
    .map { Array($0.utf8) }

  /// Heads of every published list of leaked passwords.
  private static let common: Set<String> = Set(
    """
    password passwort passphrase qwerty letmein admin administrator welcome login master dragon monkey football \
    baseball iloveyou sunshine princess shadow superman batman trustnoi starwars whatever freedom secret access mustang \
    michael jordan jennifer hunter charlie changeme default gatehouse vault test testing guest user root toor demo \
    hello hallo summer winter spring autumn
    """.split(separator: " ").map(String.init))
}
