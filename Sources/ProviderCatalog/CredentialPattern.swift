/// The form of a credential, written as a small part of a regular expression that matches bytes: characters, `\` before
/// a special one, `[A-Za-z0-9_-]`, groups with `|`, named groups `(?<token>…)`, and the quantifiers `?`, `*`, `+`, `{n}`
/// and `{n,m}`. It always means the whole value. A type of our own, because a `Regex` reads `String`s, which are copies
/// of the credential that nobody wipes.
struct CredentialPattern: Hashable, Sendable {
  indirect enum Node: Hashable, Sendable {
    case bytes(ByteSet)
    case sequence([Node])
    case choice([Node])
    case repeated(Node, Int, Int)
    case group(String, Node)
  }

  struct Match: Hashable, Sendable {
    var end: Int
    var groups: [String: Range<Int>]
    /// Nodes matched so far, which is also how deep the search has called itself.
    fileprivate var depth = 0

    fileprivate init(end: Int, groups: [String: Range<Int>] = [:], depth: Int = 0) {
      self.end = end
      self.groups = groups
      self.depth = depth
    }

    fileprivate func advanced(to end: Int) -> Match { Match(end: end, groups: groups, depth: depth) }
  }

  struct Problem: Error {
    let what: String
    /// Zero-based, in characters.
    let position: Int
  }

  private let root: Node
  /// The literal characters it begins with.
  let prefix: [UInt8]
  /// The fewest bytes it matches.
  let minimumLength: Int
  let hasFixedLength: Bool

  init(_ text: String) throws(Problem) {
    var parser = CredentialPatternParser(text)
    root = try parser.parse()
    prefix = Self.prefix(root)
    let lengths = Self.lengths(root)
    minimumLength = lengths.lowerBound
    hasFixedLength = lengths.lowerBound == lengths.upperBound
  }

  /// Whether `bytes` have this form as a whole.
  func matches(_ bytes: [UInt8]) -> Match? { match(bytes, from: 0) { $0 == bytes.count } }

  /// A match that begins at `start`, as long as it gets.
  func match(at start: Int, in bytes: [UInt8]) -> Match? { match(bytes, from: start) { _ in true } }

  private func match(_ bytes: [UInt8], from start: Int, isEnd: (Int) -> Bool) -> Match? {
    guard bytes.count - start >= minimumLength, bytes[start...].starts(with: prefix) else { return nil }
    var budget = 20_000
    return Self.match(root, bytes, Match(end: start), &budget) { match, _ in
      isEnd(match.end) ? match : nil
    }
  }

  /// Tries `node` at `state.end` and then the rest. Budget and depth end a hopeless search in a pattern from a user's
  /// file.
  private static func match(
    _ node: Node, _ bytes: [UInt8], _ state: Match, _ budget: inout Int,
    _ next: (Match, inout Int) -> Match?
  ) -> Match? {
    var state = state
    state.depth += 1
    budget -= 1
    guard budget > 0, state.depth < 300 else { return nil }
    switch node {
    case .bytes(let set):
      guard state.end < bytes.count, set.contains(bytes[state.end]) else { return nil }
      return next(state.advanced(to: state.end + 1), &budget)
    case .sequence(let nodes):
      return match(sequence: nodes[...], bytes, state, &budget, next)
    case .choice(let nodes):
      for node in nodes {
        if let found = match(node, bytes, state, &budget, next) { return found }
      }
      return nil
    case .repeated(.bytes(let set), let least, let most):
      var end = state.end
      while end < bytes.count, end - state.end < most, set.contains(bytes[end]) { end += 1 }
      while end - state.end >= least {
        if let found = next(state.advanced(to: end), &budget) { return found }
        budget -= 1
        guard budget > 0 else { return nil }
        end -= 1
      }
      return nil
    case .repeated(let node, let least, let most):
      if most > 0 {
        let again = Node.repeated(node, max(0, least - 1), most == .max ? .max : most - 1)
        let found = match(node, bytes, state, &budget) { inner, budget in
          // A repetition that consumed nothing would never end.
          inner.end == state.end ? nil : match(again, bytes, inner, &budget, next)
        }
        if let found { return found }
      }
      return least == 0 ? next(state, &budget) : nil
    case .group(let name, let node):
      return match(node, bytes, state, &budget) { inner, budget in
        var named = inner
        named.groups[name] = state.end..<inner.end
        return next(named, &budget)
      }
    }
  }

  private static func match(
    sequence nodes: ArraySlice<Node>, _ bytes: [UInt8], _ state: Match, _ budget: inout Int,
    _ next: (Match, inout Int) -> Match?
  ) -> Match? {
    guard let first = nodes.first else { return next(state, &budget) }
    return match(first, bytes, state, &budget) { inner, budget in
      match(sequence: nodes.dropFirst(), bytes, inner, &budget, next)
    }
  }

  private static func prefix(_ node: Node) -> [UInt8] {
    switch node {
    case .bytes(let set): set.only.map { [$0] } ?? []
    case .sequence(let nodes):
      nodes.prefix { if case .bytes(let set) = $0 { set.only != nil } else { false } }.flatMap(prefix)
    case .group(_, let inner): prefix(inner)
    case .choice, .repeated: []
    }
  }

  private static func lengths(_ node: Node) -> ClosedRange<Int> {
    switch node {
    case .bytes: return 1...1
    case .group(_, let inner): return lengths(inner)
    case .sequence(let nodes):
      return nodes.map(lengths).reduce(0...0) { sum($0.lowerBound, $1.lowerBound)...sum($0.upperBound, $1.upperBound) }
    case .choice(let nodes):
      let all = nodes.map(lengths)
      return (all.map(\.lowerBound).min() ?? 0)...(all.map(\.upperBound).max() ?? 0)
    case .repeated(let inner, let least, let most):
      let one = lengths(inner)
      return product(one.lowerBound, least)...product(one.upperBound, most)
    }
  }

  private static func sum(_ left: Int, _ right: Int) -> Int {
    let (value, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : value
  }

  private static func product(_ left: Int, _ right: Int) -> Int {
    let (value, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? .max : value
  }
}

/// Some of the 128 ASCII characters.
struct ByteSet: Hashable, Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  func contains(_ byte: UInt8) -> Bool {
    byte < 64 ? low & (1 << UInt64(byte)) != 0 : byte < 128 && high & (1 << UInt64(byte - 64)) != 0
  }

  mutating func insert(_ byte: UInt8) {
    if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
  }

  /// The character, when it is one only.
  var only: UInt8? {
    guard low.nonzeroBitCount + high.nonzeroBitCount == 1 else { return nil }
    return UInt8(low != 0 ? low.trailingZeroBitCount : 64 + high.trailingZeroBitCount)
  }
}
