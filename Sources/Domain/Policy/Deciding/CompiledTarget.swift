/// Method, host and path of a rule, prepared for many calls.
struct CompiledTarget: Sendable {
  let signature: RuleSignature
  private let methods: MethodSet
  private let host: String?
  private let path: PathPattern?
  private let wantsBothReadings: Bool

  init(_ rule: Rule) {
    methods = MethodSet(rule.methods)
    host = rule.host
    path = rule.path.map(PathPattern.init)
    signature = RuleSignature(methods: methods.bits, literals: path?.leadingLiterals ?? [])
    wantsBothReadings = rule.effect == .allow
  }

  func matches(_ call: CallTarget) -> Bool {
    guard methods.contains(call.method) else { return false }
    if let host, host != call.host, host != call.hostAndPort { return false }
    guard let path else { return true }
    let strict = path.matches(call.path)
    guard let loose = call.loosePath else { return strict }
    return wantsBothReadings ? strict && path.matches(loose) : strict || path.matches(loose)
  }

  func matchesMethod(_ call: CallTarget) -> Bool { methods.contains(call.method) }
  func matchesHost(_ call: CallTarget) -> Bool { host == nil || host == call.host || host == call.hostAndPort }
}

/// Method, host and path of a call, taken apart once.
struct CallTarget: Sendable {
  let method: MethodSet
  let host: String
  let hostAndPort: String
  let path: PathText
  /// Where it differs from `path`.
  let loosePath: PathText?
  private let signature: RuleSignature

  init(method: String, url: CanonicalURL) {
    // Servers exist that read `delete` as DELETE.
    self.method = MethodSet([method.uppercased()])
    host = url.origin.host
    hostAndPort = "\(url.origin.host):\(url.origin.port)"
    path = PathText(url.path)
    loosePath = Self.mayBeReadInTwoWays(url.path) ? PathText(url.loosePath) : nil
    signature = RuleSignature(methods: self.method.bits, literals: path.segments)
  }

  /// Whether there is an escape or an empty segment in the path.
  private static func mayBeReadInTwoWays(_ path: String) -> Bool {
    var previous: UInt8 = 0
    for byte in path.utf8 {
      if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "/") && previous == byte { return true }
      previous = byte
    }
    return false
  }

  /// Whether a rule with the signature can match.
  func isAdmitted(by rule: RuleSignature) -> Bool {
    loosePath == nil ? rule.admits(signature) : rule.admitsMethod(signature)
  }
}

/// Methods; the usual ones as bits.
struct MethodSet: Sendable {
  private static let usual = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
  private static let other: UInt8 = 0x80

  /// One bit for each of the usual methods, the last for all others; all bits mean any method.
  let bits: UInt8
  private let others: [String]

  /// An empty list means any method.
  init(_ methods: [String]) {
    var bits: UInt8 = methods.isEmpty ? 0xFF : 0
    var others: [String] = []
    for method in methods {
      if let index = Self.usual.firstIndex(of: method) {
        bits |= 1 << UInt8(index)
      } else {
        bits |= Self.other
        others.append(method)
      }
    }
    self.bits = bits
    self.others = others
  }

  /// Whether the one method of `call` is among these.
  func contains(_ call: MethodSet) -> Bool {
    guard bits & call.bits != 0 else { return false }
    return bits == 0xFF && others.isEmpty || call.bits != Self.other || call.others.contains { others.contains($0) }
  }
}
