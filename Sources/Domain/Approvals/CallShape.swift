/// What calls have in common that one approval covers: who calls whom with which grant, and what the rules that ask look
/// at in the body.
public struct CallShape: Hashable, Sendable {
  /// A number in the body that the rule is about: no value there may be larger.
  public struct Bound: Hashable, Sendable {
    public let pointer: JSONPointer
    public let most: DecimalNumber

    public init(pointer: JSONPointer, most: DecimalNumber) {
      self.pointer = pointer
      self.most = most
    }
  }

  public let caller: String
  public let grant: Identifier
  public let method: String
  /// The URL as it may be shown: without its query, credentials in the path masked.
  public let place: String
  /// SHA-256 of the URL with its query, which may hold what is nobody's business.
  public let urlDigest: [UInt8]
  /// The rules that ask, with their versions: a new version asks again.
  public let rules: [String]
  public let bounds: [Bound]

  public init(
    caller: String, grant: Identifier, method: String, place: String, urlDigest: [UInt8], rules: [String],
    bounds: [Bound]
  ) {
    self.caller = caller
    self.grant = grant
    self.method = method
    self.place = place
    self.urlDigest = urlDigest
    self.rules = rules
    self.bounds = bounds
  }

  /// The shape of a call that these rules ask about.
  public init(
    of facts: CallFacts, grant: Identifier, place: String, urlDigest: [UInt8], asks: [Decision.Ask]
  ) {
    var bounds: [Bound] = []
    if case .json(let document) = facts.body {
      for pointer in asks.flatMap({ $0.rule.boundedFromAbove }) where !bounds.contains(where: { $0.pointer == pointer })
      {
        if let most = pointer.numbers(in: document)?.max() { bounds.append(Bound(pointer: pointer, most: most)) }
      }
    }
    self.init(
      caller: facts.caller ?? "", grant: grant, method: facts.method, place: place, urlDigest: urlDigest,
      rules: asks.map { $0.decider.description }, bounds: bounds)
  }

  /// Whether an approval of this shape stands for the call where the rule asks.
  public func covers(_ facts: CallFacts, urlDigest: [UInt8], grant: Identifier, ask: Decision.Ask) -> Bool {
    guard facts.caller == caller, grant == self.grant, facts.method == method, urlDigest == self.urlDigest,
      rules.contains(ask.decider.description)
    else { return false }
    let pointers = ask.rule.boundedFromAbove
    guard !pointers.isEmpty else { return true }
    guard case .json(let document) = facts.body else { return false }
    return pointers.allSatisfy { pointer in
      guard let bound = bounds.first(where: { $0.pointer == pointer }), let numbers = pointer.numbers(in: document)
      else { return false }
      return numbers.allSatisfy { $0 <= bound.most }
    }
  }

  /// The bounds in words: `/amount up to 61250`.
  public var boundsInWords: [String] { bounds.map { "\($0.pointer) up to \($0.most)" } }
}

extension Rule {
  /// Where in the body the rule looks for numbers that are too large.
  fileprivate var boundedFromAbove: [JSONPointer] {
    conditions.compactMap { condition in
      guard !condition.isNegated, case .body(let pointer, .compares(.above, _)) = condition.test else { return nil }
      return pointer
    }
  }
}

extension JSONPointer {
  /// The values there; nil when one of them is no number.
  fileprivate func numbers(in document: JSONValue) -> [DecimalNumber]? {
    var numbers: [DecimalNumber] = []
    for value in values(in: document) {
      guard case .number(let text) = value, let number = DecimalNumber(text) else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
