internal import Glibc

/// Values that stand for a credential in documentation and templates.
enum Placeholder {
  /// Why the value is one, as the end of a sentence; nil when it may be real. `prefix` is a known beginning, such as
  /// `sk_live_`, which says nothing about the rest.
  static func reason(_ value: [UInt8], prefix: [UInt8]) -> String? {
    let lowered = value.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    for word in words where contains(lowered, Array(word.utf8)) { return "it holds \"\(word)\"" }
    if let first = value.first, let last = value.last {
      if first == UInt8(ascii: "<") && last == UInt8(ascii: ">") { return "it stands in angle brackets" }
      if first == UInt8(ascii: "$") || first == UInt8(ascii: "{") && last == UInt8(ascii: "}") {
        return "it is the name of a variable, not its value"
      }
    }
    let body = value.starts(with: prefix) ? Array(value.dropFirst(prefix.count)) : value
    if body.count >= 8, Set(body).count <= 3 { return "it repeats a few characters" }
    if body.count >= 12, runs(body) * 2 >= body.count { return "it counts up the alphabet or the digits" }
    if body.count >= 16, entropy(body) < 2.4 { return "it has too little variety to be random" }
    return nil
  }

  private static let words = [
    "your_", "your-", "yourtoken", "yourkey", "yourapi", "_here", "-here", "example", "placeholder", "changeme",
    "change_me", "change-me", "xxxxx", "redacted", "insert_", "insert-", "replace_", "replace-", "*****", ".....",
    "dummy_", "fake_", "sample_", "my_token", "my_key", "my_secret", "mysecret",
  ]

  private static func contains(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
    bytes.count >= word.count && (0...(bytes.count - word.count)).contains { bytes[$0...].starts(with: word) }
  }

  /// Characters that follow the one before them, as in `abcdef` and `123456`.
  private static func runs(_ bytes: [UInt8]) -> Int {
    zip(bytes, bytes.dropFirst()).count { $1 == $0 &+ 1 || $1 == $0 &- 1 || ($0, $1) == (0x39, 0x30) }
  }

  /// Shannon's, in bits a character.
  private static func entropy(_ bytes: [UInt8]) -> Double {
    var counts: [UInt8: Double] = [:]
    for byte in bytes { counts[byte, default: 0] += 1 }
    let total = Double(bytes.count)
    return counts.values.reduce(0) { $0 - $1 / total * log2($1 / total) }
  }
}
