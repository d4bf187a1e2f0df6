import Domain
import PortalSamples
import Testing

@testable import PortalModel

@Suite("Options of a rule, as they are typed")
struct PolicyOptionTests {
  @Test(
    "a text is read as in a rule; the keyword, blanks behind commas and small letters do no harm",
    arguments: [
      (RuleOption.hours, "mon-fri 09:00-17:00 Europe/Berlin", "when time Mon-Fri 09:00-17:00 Europe/Berlin"),
      (.hours, "not time Sat,Sun", "when not time Sat,Sun 00:00-24:00"),
      (.hours, " 22:00-06:00 ", "when time Mon-Sun 22:00-06:00 UTC"),
      (.limit, "10/1h", "rate 10/1h"), (.limit, "quota 5/total", "quota 5/total"),
      (.limit, "1000/month Europe/Berlin per caller", "quota 1000/month Europe/Berlin per caller"),
      (.limit, "5/1m quota 1000/month", "rate 5/1m quota 1000/month"),
      (.address, "10.0.0.0/8, fd00::/8", "when address 10.0.0.0/8,fd00::/8"),
      (.address, "not 127.0.0.1", "when not address 127.0.0.1"),
      (.caller, "ci,deploy-*", "when caller ci,deploy-*"), (.caller, #"not "a, b""#, #"when not caller "a, b""#),
      (.until, "2030-01-01", "until 2030-01-01"), (.until, "until 2030-01-01T08:00:00Z", "until 2030-01-01T08:00:00Z"),
    ])
  func reads(option: RuleOption, typed: String, text: String) throws {
    var rule = Rule(effect: .deny)
    try option.write(typed, into: &rule)
    #expect(rule == (try Rule("deny any \(text)")))
  }

  @Test("approvers, the wait and what is removed are read for the rules that have them")
  func readsOfEffects() throws {
    var ask = Rule(effect: .ask)
    try RuleOption.approvers.write("2 of alice, bob", into: &ask)
    try RuleOption.wait.write("15m", into: &ask)
    #expect(ask == (try Rule("ask any by 2 of alice,bob within 15m")))
    var redact = Rule(effect: .redact)
    try RuleOption.removing.write("/card/number, /email", into: &redact)
    #expect(redact == (try Rule("redact any removing /card/number,/email")))
  }

  @Test(
    "what cannot be read says what to write, and leaves the rule as it was",
    arguments: [
      (RuleOption.hours, "9 to 5", "write Mon-Fri 09:00-17:00 Europe/Berlin"), (.until, "soon", "write a time as"),
      (.limit, "many", "rate: write it as rate 10/1h"), (.address, "office", "write 10.0.0.7, 10.0.0.0/8 or fd00::/8"),
      (.caller, "a b", "write ci,deploy-*"), (.wait, "long", "write how long a call waits"),
      (.wait, "2d", "a call waits between 1s and 1d"), (.approvers, "2 of alice", "2 of 1 approvers cannot be had"),
      (.removing, "card", "is no JSON pointer"),
    ])
  func refuses(option: RuleOption, typed: String, mend: String) {
    var rule = Rule(effect: .ask, approval: Approval(approvers: ["eve"], timeoutSeconds: 60))
    let before = rule
    let problem = #expect(throws: RuleProblem.self) { try option.write(typed, into: &rule) }
    #expect(problem?.description.contains(mend) == true)
    #expect(rule == before)
  }

  @Test(
    "a field takes nothing that belongs into another one",
    arguments: [
      (RuleOption.hours, "Mon and caller ci"), (.caller, "ci rate 5/1h"), (.limit, "5/1h until 2030-01-01"),
      (.until, "2030-01-01 rate 5/1h"), (.approvers, "alice within 1h"), (.wait, "1h by alice"),
      (.removing, "/a until 2030-01-01"), (.address, "10.0.0.1 and body /a = 1"),
    ])
  func keepsToItself(option: RuleOption, typed: String) {
    var rule = Rule(effect: .ask)
    let problem = #expect(throws: RuleProblem.self) { try option.write(typed, into: &rule) }
    #expect(problem?.description.contains("write it into its own field") == true)
  }

  @Test("every rule comes back from its fields as it was, with what has no field", arguments: PolicyRules.texts)
  func comesBack(text: String) throws {
    let rule = try Rule(text)
    var copy = rule
    for option in RuleOption.allCases where option.applies(to: rule.effect) {
      try option.write(option.text(of: rule), into: &copy)
    }
    #expect(copy == rule)
    #expect((try Rule("\(rule)")) == rule)
  }
}
