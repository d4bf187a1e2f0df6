/// How many guesses a passphrase withstands, as the base-2 logarithm.
///
/// The estimate is the cheapest way to write the passphrase as a row of pieces that guessers try: words of a list
/// (11 bits), very common passwords (7), any single English-looking word (17), repeated blocks, sequences of the
/// alphabet and of keyboard rows, years, and single characters of the kinds that occur. The idea is zxcvbn's (D. Wheeler,
/// USENIX Security 2016), made smaller: it knows no names and no other languages, so it is an upper bound.
public enum PassphraseStrength {
  public struct Estimate: Hashable, Sendable {
    public let bits: Double
    /// Why it is too weak and what would help; nil when it is strong enough.
    public let reason: String?
  }

  /// A little more than four random words; the vault's key derivation makes every guess cost a good part of a second.
  public static let neededBits = 50.0

  public static func estimate(_ passphrase: SecretBytes) -> Estimate {
    // More would only raise an estimate that is high enough.
    var bytes = unsafe passphrase.withUnsafeBytes { unsafe Array($0.prefix(256)) }
    defer { for index in bytes.indices { bytes[index] = 0 } }
    guard !bytes.isEmpty else { return Estimate(bits: 0, reason: "it is empty") }
    var pieces = PassphrasePieces(bytes)
    defer { pieces.wipe() }
    let (bits, main) = pieces.cheapest()
    guard bits < neededBits else { return Estimate(bits: bits, reason: nil) }
    let reason =
      switch main {
      case .character where bytes.count < 12: "it is short; take six random words, or 12 random characters or more"
      case .character: "it uses few kinds of characters; add words or characters that do not follow from it"
      case .word: "it is made of few common words; take six that have nothing to do with each other"
      case .common: "it is built on what everybody tries first; take six random words"
      case .repetition: "it repeats itself; a repeated part adds nearly nothing"
      case .sequence: "it follows the alphabet, the digits or the keyboard; that adds nearly nothing"
      }
    return Estimate(bits: bits, reason: reason)
  }

  /// Six random words of ``PassphraseWords`` joined by hyphens: 66 bits.
  public static func sixWords() -> SecretBytes {
    // The system's generator is a cryptographic one (getrandom(2)).
    var generator = SystemRandomNumberGenerator()
    let phrase = SecretBytes()
    for index in 0..<6 {
      if index > 0 { phrase.append("-") }
      let word = PassphraseWords.all[Int.random(in: 0..<PassphraseWords.all.count, using: &generator)]
      for character in word { phrase.append(character) }
    }
    return phrase
  }
}
