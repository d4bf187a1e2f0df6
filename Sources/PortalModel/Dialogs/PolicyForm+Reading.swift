internal import Domain

/// From cells and options to rules, and what is to be said of them.
extension PolicyForm {
  /// Reads a row anew. A part that cannot be read is left as it was, and its field says what to write.
  mutating func read(_ row: Int) {
    let methods = form.text("methods.\(row)").split { $0 == "," || $0 == " " }.map { $0.uppercased() }
    let host = form.text("host.\(row)").filter { !$0.isWhitespace }.lowercased()
    let path = form.text("path.\(row)").filter { !$0.isWhitespace }
    let effect = Rule.Effect(rawValue: form.text("effect.\(row)")) ?? .deny
    let before = originals[row]
    var rule = Rule(
      effect: effect, methods: ["ANY", "*"].contains(methods.first) ? [] : methods,
      host: host.isEmpty || host == "any" ? nil : host, path: path.isEmpty ? nil : path,
      conditions: before?.conditions ?? [], limits: before?.limits ?? [], expiresAt: before?.expiresAt,
      approval: effect == .ask ? before?.approval : nil, redactions: effect == .redact ? before?.redactions ?? [] : [])
    // Each part on its own, so that the problem stands beside the field that has it.
    form["methods.\(row)"]?.problem = Rule(effect: .deny, methods: rule.methods).problem
    form["host.\(row)"]?.problem = Rule(effect: .deny, host: rule.host).problem
    form["path.\(row)"]?.problem = Rule(effect: .deny, path: rule.path).problem
    for option in RuleOption.allCases {
      let field = "\(option).\(row)"
      form[field]?.problem = nil
      guard option.applies(to: effect) else { continue }
      do {
        try option.write(form.text(field), into: &rule)
        if option == .removing { form[field]?.problem = Rule(effect: .redact, redactions: rule.redactions).problem }
      } catch {
        form[field]?.problem = error.description
      }
    }
    rules[row] = rule
  }

  /// The fields of a row that cannot be read, from the left; empty when the rule is one.
  public func faultyFields(_ row: Int) -> [FormField] {
    form.fields.filter { $0.problem != nil && Self.place($0.id)?.row == row }
  }

  /// What a rule says, or which of its fields keeps it from being one.
  public func words(_ row: Int) -> String {
    guard let faulty = faultyFields(row).first else { return rule(row).inWords }
    return "Not a rule yet: see \(faulty.label)."
  }

  /// What happens to the calls that no rule names.
  public var closing: String {
    guard isStrict else { return "Everything else passes, inside the binding." }
    let permitting = rowIDs.contains { rule($0).effect == .ask } ? "allow or ask" : "allow"
    return (editing?.isStrict == true ? "Strict. " : "")
      + "Everything that no \(permitting) rule matches is denied. Nothing leaves the binding."
  }

  /// The conditions that no field shows; they stay as they are.
  public func conditionsWithoutField(_ row: Int) -> String {
    (originals[row]?.conditionsWithoutField ?? []).map(\.description).joined(separator: " and ")
  }

  /// What a closed row leaves out of its cells.
  public func textBehindTarget(_ row: Int) -> String { rule(row).textBehindTarget }

  /// After anything that may have changed: what the fields allow follows from what is typed.
  mutating func settle(in context: DialogContext) {
    let isSome = form.text("scope") == "some grants"
    for grant in grants { form["grant." + grant.id.description]?.isHidden = !isSome }
    hideAndNote()
    review(in: context)
  }

  private mutating func review(in context: DialogContext) {
    guard let overview = context.overview else { return }
    let rows = rowIDs
    let faulty = Set(form.fields.filter { $0.problem != nil }.compactMap { Self.place($0.id)?.row })
    // In place of what cannot be read yet stands a rule that takes nothing from the others, so that their numbers stay.
    let rules = rows.map { faulty.contains($0) ? Rule(effect: .redact) : rule($0) }
    let draft = PolicyDraft(name: form.text("name"), scope: scope, rules: rules)
    guard draft != reviewed else { return }
    (reviewed, warnings) = (draft, [:])
    let covered = overview.grants.map { (grant: $0.grant, source: $0.source) }
    for warning in PolicyReview(draft, others: overview.policies, grants: covered, now: context.now).warnings {
      guard let number = warning.rule, !faulty.contains(rows[number - 1]) else { continue }
      warnings[rows[number - 1], default: []].append(warning.text)
    }
  }
}
