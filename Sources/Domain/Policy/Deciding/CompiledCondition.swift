/// A condition, prepared for many calls.
struct CompiledCondition: Sendable {
  private enum Test {
    case names(NamePatterns)
    case time(TimeWindow, ZoneRules?)
    case methods(MethodSet)
    case other
  }

  let condition: Rule.Condition
  private let test: Test

  init(_ condition: Rule.Condition, zones: (String) -> ZoneRules?) {
    self.condition = condition
    switch condition.test {
    case .caller(let names), .principal(let names), .provider(let names), .grant(let names),
      .query(.any(let names)), .query(.only(let names)), .header(.any(let names)), .header(.only(let names)):
      test = .names(NamePatterns(names))
    case .time(let window): test = .time(window, zones(window.zone))
    case .method(let methods): test = .methods(MethodSet(methods))
    case .size, .body, .address: test = .other
    }
  }

  /// Whether the body's content is looked at.
  var looksIntoBody: Bool { if case .body = condition.test { true } else { false } }
  /// Whether the body's length is looked at, which is not known of a body that comes as it is sent.
  var looksAtSize: Bool { if case .size = condition.test { true } else { false } }

  func holds(_ input: PolicyInput) -> Finding {
    let finding = plain(input)
    return condition.isNegated ? finding.negated : finding
  }

  private func plain(_ input: PolicyInput) -> Finding {
    let facts = input.facts
    switch test {
    case .names(let patterns):
      switch condition.test {
      case .caller:
        return facts.caller == nil
          ? .doubt(.unknown(.caller)) : Finding(input.callerNames.contains(where: patterns.match))
      case .principal: return Finding(patterns.match(input.principal))
      case .provider: return Finding(patterns.match(input.source.provider))
      case .grant: return Finding(patterns.match(input.grant.name) || patterns.match(input.grantID))
      case .query(let names): return Self.find(names, facts.queryKeys, patterns, .query)
      case .header(let names): return Self.find(names, facts.headerNames, patterns, .header)
      default: return .no
      }
    case .time(let window, let zone):
      if input.context.clockWentBack { return .doubt(.clockWentBack) }
      guard let zone else { return .doubt(.unknownZone(window.zone)) }
      return Finding(window.contains(zone.local(input.context.now)))
    case .methods(let methods): return Finding(methods.contains(input.target.method))
    case .other: return bodyOrAddress(facts)
    }
  }

  private static func find(
    _ names: Rule.Names, _ present: [String]?, _ patterns: NamePatterns, _ word: Rule.Word
  ) -> Finding {
    guard let present else { return .doubt(.unknown(word)) }
    switch names {
    case .any: return Finding(present.contains(where: patterns.match))
    case .only: return Finding(present.allSatisfy(patterns.match))
    }
  }

  private func bodyOrAddress(_ facts: CallFacts) -> Finding {
    switch condition.test {
    case .size(let comparison, let bytes):
      guard let size = facts.bodySize else { return .doubt(.unknown(.size)) }
      return Finding(comparison == .above ? size > bytes : size < bytes)
    case .address(let ranges):
      guard let address = facts.address else { return .doubt(.unknown(.address)) }
      return Finding(ranges.contains { $0.contains(address) })
    case .body(let pointer, let test):
      switch facts.body {
      case .none: return .no
      case .notJSON: return .doubt(.bodyNotJSON)
      case .tooLarge: return .doubt(.bodyTooLarge)
      case .unread: return .doubt(.bodyUnread)
      case .json(let document): return test.find(pointer, in: document)
      }
    default: return .no
    }
  }
}

extension Rule.BodyTest {
  /// One value that fits is enough. A value that is missing or null fits nothing; one of another kind than is compared
  /// with may be read by the server as that kind, so nobody knows.
  func find(_ pointer: JSONPointer, in document: JSONValue) -> Finding {
    var isDoubtful = false
    for value in pointer.values(in: document) {
      guard value != .null else { continue }
      guard let scalar = Rule.Scalar(value), scalar.kind == kind else {
        isDoubtful = true
        continue
      }
      if fits(scalar) { return .yes }
    }
    return isDoubtful ? .doubt(.otherKind(pointer)) : .no
  }

  private var kind: Rule.Scalar.Kind {
    switch self {
    case .compares: .number
    case .isOne(let values): values.first?.kind ?? .text
    }
  }

  private func fits(_ scalar: Rule.Scalar) -> Bool {
    switch (self, scalar) {
    case (.isOne(let values), .text(let text)):
      // By bytes: to Swift's strings different bytes may be the same text.
      return values.contains { if case .text(let own) = $0 { own.utf8.elementsEqual(text.utf8) } else { false } }
    case (.isOne(let values), _): return values.contains(scalar)
    case (.compares(let comparison, let bound), .number(let number)):
      return comparison == .above ? number > bound : number < bound
    case (.compares, _): return false
    }
  }
}

extension Rule.Scalar {
  fileprivate init?(_ value: JSONValue) {
    switch value {
    case .string(let text): self = .text(text)
    case .bool(let flag): self = .bool(flag)
    case .number(let text):
      guard let number = DecimalNumber(text) else { return nil }
      self = .number(number)
    case .null, .array, .object: return nil
    }
  }
}
