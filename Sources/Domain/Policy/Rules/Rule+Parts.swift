/// Parts of a rule as texts, for files in which each has a key of its own.
extension Rule {
  /// Whether the same call may fall under it at one time and not at another, whatever was called before.
  var looksAtTheClock: Bool { expiresAt != nil || conditions.contains { $0.test.word == .time } }

  /// The time zones it names.
  public var zones: [String] {
    conditions.compactMap { if case .time(let window) = $0.test { window.zone } else { nil } }
      + limits.compactMap { if case .calendar(_, let zone) = $0.period { zone } else { nil } }
  }
}

extension Rule.Test {
  /// Reads what stands behind the word in a rule's text: `/amount > 100`, `> 64KiB`, `Mon-Fri 09:00-17:00`.
  public init(_ word: Rule.Word, text: String) throws(RuleProblem) {
    self = try Rule.Condition(
      [RuleLexer.Word(items: [.init(text: word.rawValue, isQuoted: false)])] + RuleLexer.words(text)
    )
    .test
  }

  /// A condition on names, as they are; also addresses.
  public init(_ word: Rule.Word, names: [String], isOnly: Bool = false) throws(RuleProblem) {
    switch word {
    case .caller: self = .caller(names)
    case .principal: self = .principal(names)
    case .provider: self = .provider(names)
    case .grant: self = .grant(names)
    case .method: self = .method(names.map { $0.uppercased() })
    case .query: self = .query(isOnly ? .only(names) : .any(names))
    case .header:
      let lowered = names.map { $0.lowercased() }
      self = .header(isOnly ? .only(lowered) : .any(lowered))
    case .address:
      var ranges: [AddressRange] = []
      for name in names { ranges.append(try AddressRange(ruleText: name)) }
      self = .address(ranges)
    case .size, .body, .time: throw RuleProblem("\(word.rawValue): write one text")
    }
  }

  /// What stands behind the word: the names, or one text.
  public var values: [String] {
    switch self {
    case .caller(let names), .principal(let names), .provider(let names), .grant(let names), .method(let names):
      names
    case .query(.any(let names)), .query(.only(let names)), .header(.any(let names)), .header(.only(let names)): names
    case .address(let ranges): ranges.map(\.description)
    case .size, .body, .time: [String(description.dropFirst(word.rawValue.count + 1))]
    }
  }
}

extension Rule.Limit {
  public var isRate: Bool { if case .sliding = period { true } else { false } }

  /// Reads what stands behind `rate` or `quota`.
  public init(_ keyword: String, text: String) throws(RuleProblem) { self = try Self(keyword, RuleLexer.words(text)) }

  /// What stands behind `rate` or `quota`.
  public var valueText: String { String(spelled.drop { $0 != " " }.dropFirst()) }
}
