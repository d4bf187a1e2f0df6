import Domain
import PortalSamples
import Screen
import Testing

@testable import PortalModel

@Suite("Options of rules in the policy form")
struct PolicyFormOptionsTests {
  private let context = DialogContext(
    overview: Sample.overview, catalog: Sample.catalog, now: Sample.now, size: Size(columns: 98, rows: 20),
    zone: "Europe/Berlin")

  private func form(_ rules: String..., tests: [PolicyTest] = []) throws -> PolicyForm {
    try form(rules, tests: tests)
  }

  private func form(_ rules: [String], tests: [PolicyTest] = []) throws -> PolicyForm {
    var policy = Sample.policies[1]
    policy.rules = try rules.map { text in try Rule(text) }
    policy.tests = tests
    return PolicyForm(editing: policy, in: context)
  }

  /// - Returns: what the last key wanted done.
  @discardableResult private func press(_ form: inout PolicyForm, _ keys: [Key]) -> [Effect] {
    keys.reduce([]) { _, key in form.update(.key(key), in: context).effects }
  }

  @discardableResult private func type(_ form: inout PolicyForm, _ text: String) -> [Effect] {
    press(&form, text.map { .character($0) })
  }

  private func texts(_ form: PolicyForm) -> [String] { form.rowIDs.map { form.rule($0).description } }

  @Test("Ctrl-o opens the focused rule, and what is typed there is part of it with each key")
  func opens() throws {
    var form = try form("allow GET")
    press(&form, [.control("o")])
    #expect(form.openRow == 0 && form.form.isFocused("hours.0"))
    type(&form, "Mon-Fri 09:00-17:00 Asia/Tokyo")
    #expect(form.words(0) == "Allow GET when it is 09:00-17:00 on Mon-Fri in Asia/Tokyo.")
    press(&form, [.tab])
    type(&form, "10/1h")
    press(&form, [.down, .down, .down])
    type(&form, "2030-01-01")
    #expect(
      texts(form) == ["allow GET when time Mon-Fri 09:00-17:00 Asia/Tokyo rate 10/1h until 2030-01-01T00:00:00.000Z"])
    press(&form, [.control("o")])
    #expect(form.openRow == nil && form.form.isFocused("methods.0"))
    #expect(form.textBehindTarget(0).hasPrefix("when time Mon-Fri"))
  }

  @Test("→ takes what is offered: the hours in this machine's zone, turned round for a rule that denies")
  func offers() throws {
    var form = try form("deny POST")
    press(&form, [.control("o")])
    #expect(form.form["hours.0"]?.note == "→ not Mon-Fri 09:00-17:00 Europe/Berlin")
    press(&form, [.right])
    #expect(texts(form) == ["deny POST when not time Mon-Fri 09:00-17:00 Europe/Berlin"])
    #expect(form.isDirty)
    press(&form, [.control("u")])
    type(&form, "Sat")
    #expect(form.form["hours.0"]?.note == "→ Europe/Berlin")
    press(&form, [.right])
    #expect(form.form.text("hours.0") == "Sat Europe/Berlin")
    #expect(form.offer == nil)
    press(&form, [.down, .right])
    #expect(form.form.text("limit.0") == "rate 10/1h")
  }

  @Test("a rule that asks or redacts opens by itself and says what it needs")
  func opensForItsEffect() throws {
    var form = try form("deny POST")
    press(&form, [.backTab, .right])
    #expect(form.rule(0).effect == .ask && form.openRow == 0)
    press(&form, [.down])
    #expect(form.form.isFocused("approvers.0"))
    type(&form, "2 of alice,bob")
    press(&form, [.down])
    type(&form, "1h")
    #expect(texts(form) == ["ask POST by 2 of alice,bob within 1h"])
    press(&form, [.up, .up, .up, .backTab])
    form.form.focus(.field("effect.0"))
    press(&form, [.right])
    #expect(form.form["approvers.0"]?.isHidden == true)
    #expect(form.words(0) == "Not a rule yet: see Removing.")
    #expect(form.form["removing.0"]?.problem == "redact: say what is removed, as: removing /card/number")
    press(&form, [.down])
    type(&form, "/card")
    #expect(texts(form) == ["redact POST removing /card"])
  }

  @Test("a part that cannot be read keeps the policy from being saved, and Enter goes to it, also into a closed row")
  func refuses() throws {
    var form = try form("allow GET", "deny DELETE")
    press(&form, [.control("o")])
    type(&form, "9 to 5")
    #expect(form.sameAs == nil)
    press(&form, [.control("o"), .down])
    #expect(press(&form, [.enter]).isEmpty)
    #expect(form.form.isFocused("hours.0") && form.openRow == 0)
    press(&form, [.control("u")])
    guard case .savePolicy(let draft) = press(&form, [.enter]).first else {
      Issue.record("not saved")
      return
    }
    #expect(draft.rules.map(\.description) == ["allow GET", "deny DELETE"])
  }

  @Test("what a review finds comes up while it is typed, and does not forbid saving")
  func warns() throws {
    var form = try form("allow GET", "deny DELETE")
    #expect(form.warnings.isEmpty)
    press(&form, [.down, .control("u")])
    type(&form, "any")
    #expect(form.warnings == [0: ["it has no effect: rule 2 denies all it matches (deny any)"]])
    press(&form, [.control("o"), .down, .down, .down, .down])
    type(&form, "2020-01-01")
    #expect(form.warnings == [1: ["it never matches: it expired at 2020-01-01T00:00:00.000Z"]])
    #expect(!press(&form, [.enter]).isEmpty)
  }

  @Test("a rule that cannot be read yet warns of nothing, and the others keep their numbers")
  func warnsOfReadableRules() throws {
    var form = try form("deny GET", "allow POST", "deny any")
    press(&form, [.control("u")])
    type(&form, "G3T")
    #expect(form.warnings == [1: ["it has no effect: rule 3 denies all it matches (deny any)"]])
  }

  @Test("the arrows go through the options of the open rule and on to the next rule")
  func arrows() throws {
    var form = try form("deny GET rate 5/1h", "deny PUT")
    press(&form, Array(repeating: .down, count: 6))
    #expect(form.form.isFocused("methods.1") && form.openRow == 1)
    press(&form, [.up])
    #expect(form.form.isFocused("methods.0"))
    press(&form, [.down, .down, .up, .up])
    #expect(form.form.isFocused("methods.0"))
    press(&form, [.up])
    #expect(form.form.isFocused("scope"))
  }

  @Test("every rule stays as it was when another one is changed, and the command says the same")
  func roundTrip() throws {
    var form = try form(PolicyRules.texts + ["deny GET"])
    form.form.focus(.field("methods.\(PolicyRules.texts.count)"))
    press(&form, [.control("u")])
    type(&form, "put")
    let expected = try (PolicyRules.texts + ["deny PUT"]).map { text in try Rule(text) }
    #expect(form.rowIDs.map(form.rule) == expected)
    let words = ShellLine.words(try #require(form.sameAs))
    #expect(Array(words.prefix(6)) == ["gatehouse", "policy", "add", "read-mostly", "--replace", "--every-grant"])
    #expect(try words.dropFirst(6).map { text in try Rule(text) } == expected)
  }

  @Test("a condition without a field is shown and stays, also when the field of its word is cleared")
  func keepsConditions() throws {
    var form = try form("deny any when caller ci and not caller ci-old and body /amount > 5")
    #expect(form.conditionsWithoutField(0) == "not caller ci-old and body /amount > 5")
    form.form.focus(.field("caller.0"))
    press(&form, [.control("u")])
    #expect(texts(form) == ["deny any when not caller ci-old and body /amount > 5"])
    #expect(form.conditionsWithoutField(0) == "not caller ci-old and body /amount > 5")
  }

  @Test("the command of a policy with tests is the one that keeps them")
  func keepsTests() throws {
    let test = PolicyTest(
      name: "t", expected: .deny, method: "GET", url: "https://api.stripe.com/", grant: "stripe-live")
    #expect(try form("deny GET", tests: [test]).sameAs == "gatehouse policy edit read-mostly")
  }

  @Test("a policy that cannot be saved has no command")
  func noCommand() throws {
    var form = try form("deny GET")
    form.form.focus(.field("scope"))
    press(&form, [.left])
    #expect(form.sameAs == nil, "no grant is chosen")
    press(&form, [.right])
    #expect(form.sameAs != nil)
    form.form.focus(.field("methods.0"))
    press(&form, [.control("x")])
    #expect(form.sameAs == nil, "no rule is left")
  }

  @Test("what happens to everything else is said as the rules have it")
  func closing() throws {
    #expect(try form("deny GET").closing == "Everything else passes, inside the binding.")
    #expect(try form("allow GET").closing.hasPrefix("Everything that no allow rule matches is denied."))
    #expect(try form("allow GET", "ask PUT").closing.hasPrefix("Everything that no allow or ask rule matches is"))
    var policy = Sample.policies[1]
    policy.isStrict = true
    #expect(PolicyForm(editing: policy, in: context).closing.hasPrefix("Strict. Everything that no allow rule"))
  }
}
