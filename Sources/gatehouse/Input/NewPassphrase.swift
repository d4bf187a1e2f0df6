internal import Domain

/// A passphrase being chosen: strong enough, and typed twice where it is typed.
enum NewPassphrase {
  static func read(_ options: PassphraseOptions, allowWeak: Bool) throws(Failure) -> SecretBytes {
    guard !options.isAsked else { return try ask(label: "Passphrase", allowWeak: allowWeak) }
    let chosen = try options.read()
    if !allowWeak, let weakness = weakness(of: chosen) { throw weakness }
    return chosen
  }

  static func ask(label: String, allowWeak: Bool) throws(Failure) -> SecretBytes {
    while true {
      let chosen = try Prompt.hidden(label)
      if !allowWeak, let weakness = weakness(of: chosen) {
        Output.note("\(weakness.message). Another one.")
      } else if chosen.hasSameBytes(as: try Prompt.hidden("Once more")) {
        return chosen
      } else {
        Output.note("The two are not the same. Again, both.")
      }
    }
  }

  private static func weakness(of passphrase: SecretBytes) -> Failure? {
    let strength = PassphraseStrength.estimate(passphrase)
    guard strength.bits < PassphraseStrength.neededBits else { return nil }
    let why = strength.reason.map { ": \($0)" } ?? ""
    let (bits, needed) = (Int(strength.bits), Int(PassphraseStrength.neededBits))
    return .badInput(
      "the passphrase is too weak, about \(bits) bits where \(needed) are needed\(why)",
      hint: "take a longer one, such as six random words, or give --weak-ok")
  }
}
