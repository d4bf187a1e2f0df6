extension UserLimits {
  /// What the limits are called in decisions; no policy can have the name.
  public static let policyName = "user limits"

  /// The limits as rules, in this order: methods, hours, asking. Empty where they leave nothing out.
  public var rules: [Rule] {
    var rules: [Rule] = []
    if !methods.isEmpty {
      rules.append(Rule(effect: .deny, conditions: [Rule.Condition(.method(methods), isNegated: true)]))
    }
    if let hours { rules.append(Rule(effect: .deny, conditions: [Rule.Condition(.time(hours), isNegated: true)])) }
    if asksFirst { rules.append(Rule(effect: .ask, approval: Approval(approvers: [Approval.endUser]))) }
    return rules
  }

  /// The limits as a policy, to be decided with beside those of the developer; nil where they leave nothing out.
  ///
  /// - Parameter version: counts what the user has said of the grant, so that an answer to other limits counts no more.
  public func policy(version: Int) -> Policy? {
    let rules = rules
    guard !rules.isEmpty else { return nil }
    return Policy(
      id: grant, name: Self.policyName, version: version, scope: .grants([grant]), rules: rules, createdAt: changedAt)
  }

  /// When the grant ends with these limits.
  ///
  /// - Parameters:
  ///   - own: its end without them.
  ///   - latest: beyond this the user cannot extend it; nil: beyond its own end.
  public func end(own: Timestamp?, latest: Timestamp?) -> Timestamp? {
    guard let expiresAt else { return own }
    return (latest ?? own).map { min($0, expiresAt) } ?? expiresAt
  }

  /// As the log has it: `only GET, HEAD; only 09:00-17:00 on Mon-Fri in Europe/Berlin`.
  public var inWords: String {
    var words: [String] = []
    if !methods.isEmpty { words.append("only \(methods.joined(separator: ", "))") }
    if let hours {
      let days = hours.days.count == 7 ? "" : " on \(hours.daysText)"
      words.append("only \(hours.hoursText)\(days) in \(hours.zone)")
    }
    if asksFirst { words.append("every call is asked about") }
    if let expiresAt { words.append("until \(expiresAt)") }
    return words.isEmpty ? "none" : words.joined(separator: "; ")
  }
}
