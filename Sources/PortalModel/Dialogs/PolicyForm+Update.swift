internal import Domain
internal import Screen

extension PolicyForm: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    if case .tick = event { return .stay }
    let step = step(event, in: context)
    settle(in: context)
    return step
  }

  private mutating func step(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape): return .close
    case .key(.control("r")):
      return draft(in: context).map { .replace(.replay(ReplayDialog($0, from: self))) } ?? .stay
    case .key(let key) where handleKeyOfTable(key): return .stay
    case .answer(.done(.savePolicy, let message)): return DialogStep(.close, message: message)
    case .answer(.failed(.savePolicy, let failure)):
      problem = failure
      return .stay
    default: break
    }
    switch form.handle(event) {
    case .edited(let id): edited(id)
    case .submitted, .pressed("save"):
      problem = nil
      if let draft = draft(in: context) { return .run(.savePolicy(draft)) }
    case .pressed("add"): addRow()
    case .pressed: return .close
    case .moved, .ignored: break
    }
    return .stay
  }

  /// - Returns: whether it is one of the keys that mean something else in a table of rules than in other forms.
  private mutating func handleKeyOfTable(_ key: Key) -> Bool {
    switch key {
    case .control("n"): addRow()
    case .control("x"): removeFocusedRow()
    case .control("o"): toggleOptions()
    case .up where focusedRow != nil: moveRow(by: -1)
    case .down where focusedRow != nil: moveRow(by: 1)
    case .right: return takeOffer()
    default: return false
    }
    return true
  }

  private mutating func edited(_ id: String) {
    form[id]?.problem = nil
    guard let (part, row) = Self.place(id) else { return }
    read(row)
    // What such a rule is about stands in the options.
    if part == "effect", [.ask, .redact].contains(rule(row).effect) { showsOptions = true }
  }

  private mutating func draft(in context: DialogContext) -> PolicyDraft? {
    let name = form.text("name")
    // A new policy must not replace another one unawares.
    let isTaken = original == nil && context.overview?.policies.contains { $0.name == name } ?? false
    form["name"]?.problem = Name.isValid(name) ? (isTaken ? "a policy has this name; edit that one" : nil) : Name.rule
    let scope = scope
    form["scope"]?.problem = scope == .grants([]) ? "choose at least one grant" : nil
    guard !focusFirstProblem() else { return nil }
    guard !rowIDs.isEmpty || editing?.isStrict == true else {
      problem = PortalFailure(
        code: "bad_input", message: "A policy needs a rule.", hint: "Ctrl-n adds one.")
      return nil
    }
    return PolicyDraft(
      name: name, scope: scope, isStrict: editing?.isStrict ?? false, rules: rowIDs.map(rule),
      tests: editing?.tests ?? [])
  }

  /// Also to an option, whose row opens.
  private mutating func focusFirstProblem() -> Bool {
    guard let id = form.fields.first(where: { $0.problem != nil })?.id else { return false }
    if let (part, _) = Self.place(id), RuleOption(rawValue: part) != nil {
      showsOptions = true
      form[id]?.isHidden = false
    }
    form.focus(.field(id))
    return true
  }

  var title: String { original.map { "Policy \($0)" } ?? "New policy" }
  var note: String { "deny wins over allow, in any order" }
  var isDirty: Bool { form.isDirty }

  var sameAs: String? {
    // Half a rule would be another one.
    guard rowIDs.allSatisfy({ faultyFields($0).isEmpty }), scope != .grants([]) else { return nil }
    guard !rowIDs.isEmpty || editing?.isStrict == true else { return nil }
    // Rules on a command line come without the policy's tests.
    if let editing, !editing.tests.isEmpty { return "gatehouse policy edit \(ShellWord.quoted(editing.name))" }
    var words = ["gatehouse policy add", form.text("name").isEmpty ? "NAME" : ShellWord.quoted(form.text("name"))]
    if original != nil { words.append("--replace") }
    if case .grants(let ids) = scope {
      for grant in grants where ids.contains(grant.id) { words += ["--grant", ShellWord.quoted(grant.name)] }
    } else {
      words.append("--every-grant")
    }
    if editing?.isStrict == true { words.append("--strict") }
    for row in rowIDs { words.append(ShellWord.quoted(rule(row).description)) }
    return words.joined(separator: " ")
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding(.enter, form.focusedButton?.hint ?? "save", "Save the policy, or do what the focused button says"),
      KeyBinding(
        .control("o"), showsOptions ? "less" : "more",
        "Show or hide the rest of the focused rule: hours, limit, address, caller, end, approval, what is removed",
        disabledReason: currentRow == nil ? "There is no rule" : nil),
      KeyBinding(
        .right, "take it", "Write what stands beside the focused field",
        disabledReason: offer == nil ? "Nothing is offered" : nil),
      KeyBinding(.tab, "next cell", "Go to the next field"),
      form.changeBinding,
      KeyBinding(.control("r"), "replay", "Say how the rules would have decided the calls of the past"),
      KeyBinding(.escape, "cancel", "Close; nothing is saved"),
      KeyBinding(.control("n"), "new rule", "Add a rule"),
      KeyBinding(
        .control("x"), "drop rule", "Remove the focused rule",
        disabledReason: focusedRow == nil ? "No rule has the focus" : nil),
    ]
  }
}
