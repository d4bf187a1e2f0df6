/// What of a rule can be compared with a call in a few nanoseconds, so that most rules are passed over: methods as bits,
/// and hashes of the literal segments with which its path begins. It never passes over a rule that matches.
struct RuleSignature: Sendable {
  private let methods: UInt8
  private let count: UInt8
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64

  init(methods: UInt8, literals: [ArraySlice<UInt8>]) {
    self.methods = methods
    let hashes = literals.prefix(3).map(Self.hash)
    count = UInt8(hashes.count)
    first = hashes.isEmpty ? 0 : hashes[0]
    second = hashes.count < 2 ? 0 : hashes[1]
    third = hashes.count < 3 ? 0 : hashes[2]
  }

  func admits(_ call: RuleSignature) -> Bool {
    guard methods & call.methods != 0, count <= call.count else { return false }
    return (count < 1 || first == call.first) && (count < 2 || second == call.second)
      && (count < 3 || third == call.third)
  }

  /// Whether the methods alone admit it, for a path that may be read in two ways.
  func admitsMethod(_ call: RuleSignature) -> Bool { methods & call.methods != 0 }

  /// FNV-1a (draft-eastlake-fnv).
  private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
