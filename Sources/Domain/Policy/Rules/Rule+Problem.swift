extension Rule {
  /// What is wrong with the parts, in words; nil when the rule can be stored.
  public var problem: String? {
    if let odd = methods.lazy.compactMap(Self.problem(ofMethod:)).first { return odd }
    if methods.contains("ANY") { return "any stands alone, for every method" }
    if let host, (try? Origin("https://\(host)")) == nil || RuleLexer.clauses.contains(host) {
      return "\(Printable.text(host, limit: 80)) is not a host"
    }
    return path.flatMap(Self.problem(ofPath:)) ?? conditions.lazy.compactMap(\.problem).first
      ?? limits.lazy.compactMap(\.problem).first ?? problemOfEffect
  }

  fileprivate static func problem(ofMethod method: String) -> String? {
    let isOne = !method.isEmpty && method.utf8.allSatisfy { (0x41...0x5A).contains($0) }
    return isOne ? nil : "\(Printable.text(method, limit: 20)) is not a method; write GET, POST, … or any"
  }

  private static func problem(ofPath path: String) -> String? {
    guard path.hasPrefix("/"), path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      return "a path begins with / and holds printable ASCII"
    }
    guard !path.contains("?"), !path.contains("#") else {
      return "a path ends before ? and #; for parameters write: when query NAME"
    }
    // Paths are compared as they are sent; one that is never sent would make a rule that never matches.
    guard let sent = try? CanonicalURL("https://host.invalid\(path)").path else {
      return "no path of a call can be \(Printable.text(path, limit: 80)): it has . or .. segments or a broken escape"
    }
    guard sent == path else { return "write the path as it is sent: \(Printable.text(sent, limit: 80))" }
    return nil
  }

  private var problemOfEffect: String? {
    if effect == .redact, redactions.isEmpty { return "redact: say what is removed, as: removing /card/number" }
    if effect != .redact, !redactions.isEmpty { return "removing belongs to a redact rule" }
    guard let approval else { return nil }
    guard effect == .ask else { return "approvers and a time to wait belong to an ask rule" }
    if let odd = approval.approvers.first(where: { !Name.isValid($0) }) {
      return "\(Printable.text(odd, limit: 40)) cannot be an approver's name: \(Name.rule)"
    }
    if Set(approval.approvers).count != approval.approvers.count { return "an approver stands there twice" }
    if !(1...max(1, approval.approvers.count)).contains(approval.count) {
      return "\(approval.count) of \(approval.approvers.count) approvers cannot be had"
    }
    if !(1...Approval.longestTimeout).contains(approval.timeoutSeconds) { return "a call waits between 1s and 1d" }
    return nil
  }
}

extension Rule.Limit {
  fileprivate var problem: String? {
    guard (0...1_000_000_000).contains(count) else { return "a limit counts up to 1,000,000,000 calls" }
    switch period {
    case .sliding(let seconds):
      return (1...366 * 86_400).contains(seconds) ? nil : "a rate's time is between 1s and 366d"
    case .calendar(_, let zone): return ZoneSource.isName(zone) ? nil : "\(Printable.text(zone, limit: 60)) is no zone"
    case .total: return nil
    }
  }
}

extension Rule.Condition {
  fileprivate var problem: String? {
    switch test {
    case .caller(let names), .provider(let names), .grant(let names): return Self.problem(of: names, test.word)
    case .principal(let names):
      if let odd = names.first(where: { !$0.contains("*") && Principal($0) == nil }) {
        return "\(Printable.text(odd, limit: 60)) is no principal; write system, user:NAME, group:NAME or agent:NAME"
      }
      return Self.problem(of: names, test.word)
    case .method(let names):
      return names.isEmpty ? "method: write at least one" : names.lazy.compactMap(Rule.problem(ofMethod:)).first
    case .query(.any(let names)), .header(.any(let names)): return Self.problem(of: names, test.word)
    case .query(.only(let names)), .header(.only(let names)): return Self.problem(of: names, test.word)
    case .size(_, let bytes): return bytes >= 0 ? nil : "size: write a number of bytes"
    case .body(let pointer, .isOne(let values)):
      let kinds = Set(values.map(\.kind))
      return kinds.count == 1 ? nil : "body \(pointer): compare with values of one kind, at least one"
    case .body, .time: return nil
    case .address(let ranges): return ranges.isEmpty ? "address: write at least one" : nil
    }
  }

  private static func problem(of names: [String], _ word: Rule.Word) -> String? {
    if names.isEmpty || names.contains("") { return "\(word.rawValue): a name is empty" }
    return names.contains { $0.utf8.count > 200 } ? "\(word.rawValue): a name is longer than 200 bytes" : nil
  }
}

extension Rule.Scalar {
  /// Values of different kinds are never compared.
  enum Kind { case text, number, bool }

  var kind: Kind {
    switch self {
    case .text: .text
    case .number: .number
    case .bool: .bool
    }
  }
}
