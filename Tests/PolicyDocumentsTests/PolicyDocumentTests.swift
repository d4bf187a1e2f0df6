import Domain
import PolicyDocuments
import TOMLDocuments
import Testing

@Suite("Policies as TOML files")
struct PolicyDocumentTests {
  private static let whole = """
    name = "refunds"
    grants = ["stripe-live", "stripe-test"]
    strict = true

    [[rule]]
    rule = 'deny DELETE /v1/**'

    [[rule]]
    effect = "allow"
    methods = ["POST"]
    host = "api.stripe.com"
    path = "/v1/refunds"
    caller = ["ci", "deploy-*"]
    query_only = ["limit"]
    body = ["/amount < 10000", '/currency in "eur","usd"']
    time = "Mon-Fri 09:00-17:00 Europe/Berlin"
    address = ["10.0.0.0/8"]
    rate = "10/1h per caller"
    quota = "1000/month Europe/Berlin"
    until = "2027-01-31T00:00:00.000Z"
    not.principal = ["agent:*"]

    [[rule]]
    effect = "ask"
    approvers = ["alice", "bob"]
    approvals = 2
    wait = "15m"

    [[rule]]
    effect = "redact"
    methods = ["PUT"]
    remove = ["/card/number"]

    [[test]]
    name = "a refund by day"
    expect = "allow"
    method = "POST"
    url = "https://api.stripe.com/v1/refunds"
    grant = "stripe-live"
    caller = "ci"
    at = "2026-05-20T10:00:00.000Z"
    address = "10.0.0.7"
    headers = ["Content-Type: application/json"]
    body = '{"amount": 5}'

    """

  private func read(_ text: String) throws -> PolicyDocument {
    try PolicyDocument(text: text, file: "p.toml", zoneNames: { ["Europe/Berlin", "Europe/Paris"] })
  }

  @Test("A file says what the one-line rules say")
  func whole() throws {
    let document = try read(Self.whole)
    #expect(document.name == "refunds" && document.grants == ["stripe-live", "stripe-test"] && document.isStrict)
    #expect(
      document.rules.map(\.description) == [
        "deny DELETE /v1/**",
        "allow POST api.stripe.com/v1/refunds when caller ci,deploy-* and body /amount < 10000 and body /currency in "
          + "\"eur\",\"usd\" and time Mon-Fri 09:00-17:00 Europe/Berlin and address 10.0.0.0/8 and query only limit "
          + "and not principal agent:* rate 10/1h per caller quota 1000/month Europe/Berlin "
          + "until 2027-01-31T00:00:00.000Z",
        "ask any by 2 of alice,bob within 15m", "redact PUT removing /card/number",
      ])
    let test = try #require(document.tests.first)
    #expect(
      test.expected == .allow && test.address == NetworkAddress("10.0.0.7")
        && test.at == Timestamp("2026-05-20T10:00:00Z"))
    #expect(try test.facts().body == .json(.object([.init(name: "amount", value: .number("5"))])))
    #expect(document.ruleLines == [5, 8, 23, 29])
  }

  @Test("What is written reads back as the same policy")
  func roundTrip() throws {
    let document = try read(Self.whole)
    let again = try read(document.text)
    #expect(again.rules == document.rules && again.tests == document.tests && again.grants == document.grants)
    #expect(again.isStrict == document.isStrict && again.name == document.name)
    // One that cannot be told apart by keys stands in one line; odd characters stay.
    let odd = PolicyDocument(
      name: "odd", grants: nil, isStrict: false,
      rules: [
        try Rule(#"deny any when caller a and caller "b,\"c'",d and body /x = "q\"'é" quota 1/day rate 1/1s"#),
        try Rule(#"deny any when not body "/a b" in "x","y" and not size > 1KiB"#),
        try Rule("deny any when caller ci and not method GET,HEAD"), try Rule("ask POST by 2 of end-user,alice"),
      ], tests: [])
    #expect(try read(odd.text).rules == odd.rules)
    #expect(odd.text.contains(#"not.method = ["GET", "HEAD"]"#))
  }

  @Test(
    "A mistake is told with file, line, column and what to do",
    arguments: [
      ("nam = \"x\"", "p.toml:1:1: unknown key \"nam\"; did you mean \"name\"?"),
      ("name = \"x y\"\nevery_grant = true", "p.toml:1:8: this cannot be a policy's name"),
      ("name = \"x\"", "p.toml:1:1: which grants it is for is not clear"),
      ("name = \"x\"\ngrants = []", "p.toml:2:10: it names no grant"),
      ("name = \"x\"\nevery_grant = true", "p.toml:1:8: the policy has no rule"),
      ("name = \"x\"\nevery_grant = true\n[[rule]]\nrule = \"deny G3T\"", "p.toml:4:8: G3T is not a method"),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\neffect = \"alow\"",
        "p.toml:4:10: \"alow\" is no effect; did you mean \"allow\"?"
      ),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\neffect = \"deny\"\ncallr = \"ci\"",
        "p.toml:5:1: unknown key \"callr\"; did you mean \"caller\"?"
      ),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\neffect = \"deny\"\nbody = \"/a ! 1\"",
        "p.toml:5:8: body /a: write = VALUE"
      ),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\neffect = \"deny\"\npath = \"v1\"",
        "p.toml:5:8: a path begins with /"
      ),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\neffect = \"deny\"\nprincipal = \"sam\"",
        "p.toml:5:13: sam is no principal"
      ),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\neffect = \"deny\"\ntime = \"Mon 08:00-09:00 Europe/Berln\"",
        "p.toml:5:8: Europe/Berln is no time zone of this machine; did you mean Europe/Berlin?"
      ),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\nrule = \"deny any\"\npath = \"/x\"",
        "p.toml:5:8: \"rule\" is the whole rule"
      ),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\neffect = \"allow\"\nrate = \"10 an hour\"",
        "p.toml:5:8: rate: write it as"
      ),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\neffect = \"allow\"\napprovers = [\"a\"]",
        "p.toml:5:13: approvers and a time"
      ),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\neffect = \"deny\"\nnot.colour = \"red\"",
        "p.toml:5:1: unknown key \"colour\""
      ),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\nrule = \"deny any\"\n[[test]]\nexpect = \"denied\"",
        "p.toml:6:10: \"denied\" is no verdict"
      ),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\nrule = \"deny any\"\n[[test]]\nexpect = \"deny\"\nmethod = \"GET\"\nurl = \"ftp://x\"",
        "p.toml:8:7: the URL is refused"
      ),
      (
        "name = \"x\"\nevery_grant = true\n[[rule]]\nrule = \"deny any\"\n[[test]]\nexpect = \"deny\"\nmethod = \"GET\"\nurl = \"https://x.y\"",
        "p.toml:5:1: the test names no grant"
      ),
    ])
  func mistakes(_ text: String, _ told: String) {
    let problem = #expect(throws: TOMLProblem.self) { try read(text) }
    #expect(problem?.description.hasPrefix(told) == true, "\(problem?.description ?? "accepted")")
  }
}
