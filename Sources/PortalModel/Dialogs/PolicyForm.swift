public import Domain

/// Rules of one policy as a table of cells, each rule in words beside it.
public struct PolicyForm: Sendable, Equatable {
  /// The name of the policy being edited; nil for a new one.
  public let original: String?
  /// The grants that can be chosen, as they stand in the scope's list.
  public let grants: [Grant]
  /// The grant the form was opened from; "this grant" is a choice only then.
  public let grant: Grant?
  public internal(set) var form: Form
  /// Why it was not saved.
  public internal(set) var problem: PortalFailure?
  /// What a review of the rules found, by row; it does not keep the policy from being saved.
  public internal(set) var warnings: [Int: [String]] = [:]
  /// Whether the rule that has the focus, or had it last, shows its options too.
  public internal(set) var showsOptions = false
  var currentRow: Int?
  var nextRow = 0
  /// The rules as they were, by row: what the form does not show of them stays when the rest is changed.
  var originals: [Int: Rule] = [:]
  /// The rules as they are typed, by row.
  var rules: [Int: Rule] = [:]
  /// What the warnings were found in.
  var reviewed: PolicyDraft?
  /// The policy being edited, whose strictness and tests stay.
  let editing: Policy?
  /// What → writes into an empty field.
  let examples: [RuleOption: String]
  let zone: String

  /// The cells of a rule, left to right: `effect.0`, `methods.0`, … A ``RuleOption`` has a field `hours.0`, ….
  public static let cells = ["effect", "methods", "host", "path"]
  static let scopes = ["some grants", "every grant"]

  /// A new policy; `rule` fills the first row.
  public init(for grant: Grant? = nil, rule: Rule? = nil, in context: DialogContext) {
    let rule = rule ?? Rule(effect: .deny, methods: ["DELETE"])
    self.init(
      editing: nil, grant: grant, name: grant.map { "\($0.name)-guard" } ?? "",
      scope: grant.map { .grants([$0.id]) } ?? .everyGrant, rules: [rule], context)
  }

  /// A new version of a policy.
  public init(editing policy: Policy, in context: DialogContext) {
    self.init(
      editing: policy, grant: nil, name: policy.name, scope: policy.scope, rules: policy.rules, context)
  }

  private init(
    editing: Policy?, grant: Grant?, name: String, scope: Policy.Scope, rules: [Rule], _ context: DialogContext
  ) {
    self.editing = editing
    original = editing?.name
    examples = Self.examples(for: scope, in: context)
    zone = context.zone
    self.grant = grant
    grants = (context.overview?.grants ?? []).map(\.grant).filter { $0.revokedAt == nil }.sorted { $0.name < $1.name }
    let thisOnly = grant.map { scope == .grants([$0.id]) } ?? false
    let words = (grant == nil ? [] : ["this grant"]) + Self.scopes
    let chosen = thisOnly ? "this grant" : scope == .everyGrant ? "every grant" : "some grants"
    form = Form(
      fields: [
        original == nil
          ? .text("name", "Name", name, note: "free to choose")
          : .fixed("name", "Name", name, note: "saved as a new version; the old ones are kept"),
        .choice("scope", "Holds for", words, selected: words.firstIndex(of: chosen) ?? 0),
      ]
        + grants.map { grant in
          .toggle("grant." + grant.id.description, grant.name, scope != .everyGrant && scope.covers(grant.id))
        },
      buttons: [FormButton("save", "Save"), FormButton("add", "Add rule"), FormButton("cancel", "Cancel")])
    for rule in rules { append(rule) }
    showsOptions = rules.contains { !$0.textBehindTarget.isEmpty }
    if let first = rowIDs.first { form.focus(.field("methods.\(first)")) }
    settle(in: context)
  }

  /// The ids of the rules' rows, from the top.
  public var rowIDs: [Int] {
    form.fields.compactMap { field in
      field.id.hasPrefix("effect.") ? Int(field.id.dropFirst("effect.".count)) : nil
    }
  }

  /// The row that holds the focus, in one of its cells or options.
  public var focusedRow: Int? {
    if case .field(let id) = form.focus { Self.place(id)?.row } else { nil }
  }

  /// The row that shows its options.
  public var openRow: Int? { showsOptions ? currentRow : nil }

  /// The rule of a row as it is typed, even when it cannot be stored.
  public func rule(_ row: Int) -> Rule { rules[row] ?? Rule(effect: .deny) }

  /// Whether an allow rule closes everything else.
  public var isStrict: Bool { editing?.isStrict == true || rowIDs.contains { rule($0).effect == .allow } }

  public var scope: Policy.Scope {
    switch form.text("scope") {
    case "every grant": .everyGrant
    case "this grant": .grants(grant.map { [$0.id] } ?? [])
    default: .grants(Set(grants.map(\.id).filter { form.isOn("grant." + $0.description) }))
    }
  }
}
