extension Rule.Condition {
  /// Reads `[not] WORD VALUE…`.
  init(_ words: [RuleLexer.Word]) throws(RuleProblem) {
    let isNegated = words.first?.bare == "not"
    let words = Array(isNegated ? words.dropFirst() : words[...])
    guard let name = words.first?.bare else {
      throw RuleProblem("a condition is missing; write when caller ci, when body /amount > 100, …")
    }
    guard let word = Rule.Word(rawValue: name) else {
      let known = Rule.Word.allCases.map(\.rawValue)
      let mend =
        Nearest.match(name, in: known).map { "did you mean \($0)?" } ?? "known: \(known.joined(separator: ", "))"
      throw RuleProblem("\(Printable.text(name, limit: 40)): is no condition; \(mend)")
    }
    self.init(try Rule.Test(word, Array(words.dropFirst())), isNegated: isNegated)
  }
}

extension Rule.Test {
  fileprivate init(_ word: Rule.Word, _ values: [RuleLexer.Word]) throws(RuleProblem) {
    func one(_ example: String) throws(RuleProblem) -> [String] {
      guard values.count == 1 else { throw RuleProblem("\(word.rawValue): write it as \(word.rawValue) \(example)") }
      return values[0].items.map(\.text)
    }
    switch word {
    case .caller: self = .caller(try one("ci,deploy-*"))
    case .principal: self = .principal(try one("user:sam,agent:*"))
    case .provider: self = .provider(try one("stripe"))
    case .grant: self = .grant(try one("stripe-live"))
    case .method: self = .method(try one("GET,HEAD").map { $0.uppercased() })
    case .query, .header:
      let isOnly = values.first?.bare == "only" && values.count == 2
      guard values.count == (isOnly ? 2 : 1) else {
        throw RuleProblem("\(word.rawValue): write \(word.rawValue) a,b or \(word.rawValue) only a,b")
      }
      let names = values[values.count - 1].items.map { word == .header ? $0.text.lowercased() : $0.text }
      let list: Rule.Names = isOnly ? .only(names) : .any(names)
      self = word == .query ? .query(list) : .header(list)
    case .size:
      guard values.count == 2, let comparison = values[0].bare.flatMap(Rule.Comparison.init),
        let bytes = values[1].bare.flatMap(ByteCount.bytes)
      else { throw RuleProblem("size: write it as size > 65536 or size < 64KiB") }
      self = .size(comparison, bytes)
    case .body: self = try Self.body(values)
    case .time: self = .time(try TimeWindow(ruleWords: values))
    case .address:
      var ranges: [AddressRange] = []
      for text in try one("10.0.0.0/8,fd00::/8") { ranges.append(try AddressRange(ruleText: text)) }
      self = .address(ranges)
    }
  }

  private static func body(_ values: [RuleLexer.Word]) throws(RuleProblem) -> Rule.Test {
    guard values.count == 3, values[0].items.count == 1, let operation = values[1].bare else {
      throw RuleProblem("body: write it as body /amount > 100, body /currency = \"eur\" or body /kind in \"a\",\"b\"")
    }
    let pointer = try JSONPointer(ruleText: values[0].items[0].text)
    var scalars: [Rule.Scalar] = []
    for item in values[2].items { scalars.append(try Rule.Scalar(item)) }
    switch (operation, scalars.count) {
    case ("=", 1), ("in", _): return .body(pointer, .isOne(scalars))
    case (">", 1), ("<", 1):
      guard case .number(let number) = scalars[0], let comparison = Rule.Comparison(rawValue: operation) else {
        throw RuleProblem("body \(pointer): compare with a number")
      }
      return .body(pointer, .compares(comparison, number))
    default: throw RuleProblem("body \(pointer): write = VALUE, > NUMBER, < NUMBER or in VALUE,VALUE")
    }
  }
}

extension Rule.Scalar {
  fileprivate init(_ item: RuleLexer.Item) throws(RuleProblem) {
    if item.isQuoted {
      self = .text(item.text)
    } else if item.text == "true" || item.text == "false" {
      self = .bool(item.text == "true")
    } else if let number = DecimalNumber(item.text) {
      self = .number(number)
    } else {
      throw RuleProblem("\(Printable.text(item.text, limit: 40)): write a text in quotes, a number, true or false")
    }
  }
}

extension TimeWindow {
  /// `[DAYS] [HOURS] [ZONE]`, at least one of days and hours.
  init(ruleWords words: [RuleLexer.Word]) throws(RuleProblem) {
    var rest = words.map { $0.items.map(\.text).joined(separator: ",") }[...]
    let days = rest.first.flatMap { Self.days($0) }
    if days != nil { rest = rest.dropFirst() }
    let hours = rest.first.flatMap { Self.hours($0) }
    if hours != nil { rest = rest.dropFirst() }
    let zone = rest.popFirst() ?? "UTC"
    guard days != nil || hours != nil, rest.isEmpty,
      let window = TimeWindow(days: days ?? Array(0..<7), start: hours?.start ?? 0, end: hours?.end ?? 1440, zone: zone)
    else { throw RuleProblem("time: write it as time Mon-Fri 09:00-17:00 Europe/Berlin") }
    self = window
  }
}

extension AddressRange {
  init(ruleText text: String) throws(RuleProblem) {
    guard let range = AddressRange(text) else {
      throw RuleProblem("\(Printable.text(text, limit: 60)) is no address; write 10.0.0.7, 10.0.0.0/8 or fd00::/8")
    }
    self = range
  }
}

/// `65536`, `64KiB`, `1MiB`.
enum ByteCount {
  static func bytes(_ text: String) -> Int64? {
    let units: [(String, Int64)] = [("KiB", 1024), ("MiB", 1_048_576), ("", 1)]
    guard let unit = units.first(where: { text.hasSuffix($0.0) }) else { return nil }
    let digits = text.dropLast(unit.0.count)
    guard digits.utf8.allSatisfy(\.isDigit), let number = Int64(digits), number <= 1 << 40 else { return nil }
    return number * unit.1
  }

  static func text(_ bytes: Int64) -> String {
    if bytes > 0, bytes % 1_048_576 == 0 { return "\(bytes / 1_048_576)MiB" }
    return bytes > 0 && bytes % 1024 == 0 ? "\(bytes / 1024)KiB" : String(bytes)
  }
}
