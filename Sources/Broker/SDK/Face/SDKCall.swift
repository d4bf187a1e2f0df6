internal import Domain

/// A request whose sender is known: what it is about, and what its sender may do here.
struct SDKCall: Sendable {
  let request: SDKRequest
  /// Whose key it was.
  let key: CallerIdentity
  /// Who acts: the key's own caller, or an agent of that one that the program names.
  let actor: CallerIdentity
  let claims: CallClaims
  /// Whether the signature covers who acts.
  let isVersion2: Bool
  let fields: JSONFields
  let query: [(name: String, value: String)]
  /// How the broker is reached.
  let baseURL: String

  /// What is left after the key, the actor and the request's own constraint.
  var rights: Set<CallerRight> {
    let both = key.rights.intersection(actor.rights)
    return claims.onlyRights.map(both.intersection) ?? both
  }

  var isAgent: Bool { actor.kind == .agent }

  func require(_ rights: CallerRight...) throws(SDKRefusal) {
    guard Set(rights).isSubset(of: self.rights) else { throw .missing(rights, of: self.rights) }
  }

  func parameter(_ name: String) -> String? { query.last { $0.name == name }?.value }

  func number(_ name: String, in range: ClosedRange<Int>) throws(SDKRefusal) -> Int? {
    guard let text = parameter(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw .unusable("\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// For the log, as the program's own claim, and to narrow the call.
  var context: CallContext {
    var notes: [String: String] = [:]
    for note in claims.notes { notes[note.name] = note.value }
    if let caller = claims.caller, Identifier(caller) == nil { notes["caller"] = caller }
    if let type = claims.callerType { notes["caller_type"] = type.rawValue }
    return CallContext(notes: notes, onlyRights: rights)
  }
}
