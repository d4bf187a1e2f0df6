extension CallFacts {
  /// Names of the caller and of those above it that it is made by, its own first: `ci/researcher`, `ci`.
  var callerNames: [String] { caller.map { name in Self.ancestry(of: name).reversed() } ?? [] }

  /// The call as each of those above its caller would have made it, the topmost first, and as it is. A caller that another
  /// made passes only where all of them pass.
  var levels: [CallFacts] {
    guard let caller, caller.utf8.contains(UInt8(ascii: "/")) else { return [self] }
    return Self.ancestry(of: caller).map { name in
      var facts = self
      facts.caller = name
      return facts
    }
  }

  private static func ancestry(of name: String) -> [String] {
    guard name.utf8.contains(UInt8(ascii: "/")) else { return [name] }
    return name.indices.filter { name[$0] == "/" && $0 > name.startIndex }.map { String(name[..<$0]) } + [name]
  }
}

extension Decision {
  /// The strictest of what was decided for the levels of one call: one denial denies it, and what any of them asks or
  /// takes out is asked and taken out.
  static func strictest(of decisions: [Decision]) -> Decision {
    if let denial = decisions.first(where: { $0.verdict == .deny }) { return denial }
    guard var strictest = decisions.first(where: { $0.verdict == .ask }) ?? decisions.last else {
      return Decision(verdict: .deny, decider: .binding, reason: "nobody calls")
    }
    for decision in decisions {
      for ask in decision.asks where !strictest.asks.contains(ask) { strictest.asks.append(ask) }
      for pointer in decision.redactions where !strictest.redactions.contains(pointer) {
        strictest.redactions.append(pointer)
      }
      for query in decision.counted where !strictest.counted.contains(query) { strictest.counted.append(query) }
    }
    return strictest
  }
}
