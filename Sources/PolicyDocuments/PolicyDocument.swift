public import Domain
public import TOMLDocuments

/// A policy as a TOML file: `name`, `grants` or `every_grant`, `strict`, `[[rule]]`, `[[test]]`.
public struct PolicyDocument: Sendable {
  public var name: String
  /// By name or id; nil for every grant.
  public var grants: [String]?
  public var isStrict: Bool
  public var rules: [Rule]
  public var tests: [PolicyTest]
  /// Where each rule stands, for what only the vault can find out about it.
  public private(set) var ruleLines: [Int] = []
  private var root: TOMLSection?

  public init(name: String, grants: [String]?, isStrict: Bool, rules: [Rule], tests: [PolicyTest]) {
    self.name = name
    self.grants = grants
    self.isStrict = isStrict
    self.rules = rules
    self.tests = tests
  }

  /// Reads a file's text; `file` only stands in errors.
  public init(
    text: String, file: String, zones: ZoneSource = .system, zoneNames: () -> [String] = ZoneSource.systemNames
  ) throws(TOMLProblem) {
    let root = try TOMLDocument(text: text, file: file).root
    self.root = root
    try root.refuseUnknownKeys(known: ["name", "grants", "every_grant", "strict", "rule", "test"])
    name = try root.string("name")
    guard Name.isValid(name) else {
      throw root.problem("name", "this cannot be a policy's name", mend: "use \(Name.rule)")
    }
    let (listed, every) = (try root.optionalStrings("grants"), try root.optionalBool("every_grant") ?? false)
    guard (listed == nil) == every else {
      throw root.problem(
        every ? "every_grant" : nil, "which grants it is for is not clear",
        mend: "write grants = [\"NAME\"] or every_grant = true")
    }
    if listed?.isEmpty == true { throw root.problem("grants", "it names no grant", mend: "name at least one") }
    grants = listed
    isStrict = try root.optionalBool("strict") ?? false
    (rules, tests) = ([], [])
    for section in try root.sections("rule") {
      let rule = try Rule(section)
      for zone in rule.zones where zones.zone(zone) == nil {
        let mend = Nearest.match(zone, in: zoneNames()).map { "did you mean \($0)?" } ?? "write a name as Europe/Berlin"
        let key = ["time", "quota", "rule"].first { section.has($0) }
        throw section.problem(key, "\(zone) is no time zone of this machine", mend: mend)
      }
      rules.append(rule)
      ruleLines.append(section.line)
    }
    guard !rules.isEmpty || isStrict else {
      throw root.problem(
        "name", "the policy has no rule", mend: "add one: [[rule]] and below it rule = \"deny DELETE\"")
    }
    for section in try root.sections("test") { tests.append(try PolicyTest(section, grants: grants)) }
  }

  /// The error for a grant that the vault does not have; nil for a policy that comes from no file.
  public func problem(ofGrant name: String, known: [String]) -> TOMLProblem? {
    root?.problem(
      "grants", "there is no grant \(Printable.text(name, limit: 64))",
      mend: Nearest.match(name, in: known).map { "did you mean \"\($0)\"?" } ?? "see: gatehouse grants list")
  }

  /// The error for a policy that was edited under another name.
  public func problemOfName(_ what: String, mend: String) -> TOMLProblem? { root?.problem("name", what, mend: mend) }
}
