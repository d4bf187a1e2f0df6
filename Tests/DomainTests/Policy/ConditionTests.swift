import Domain
import Testing

@Suite("Conditions of rules")
struct ConditionTests {
  @Test(
    "An allow rule permits, and a deny rule denies, exactly when all its conditions hold",
    arguments: [
      ("caller ci", true), ("caller c*,portal", true), ("caller portal", false), ("not caller portal", true),
      ("principal agent:*", true), ("principal user:*", false), ("provider stripe", true), ("provider git*", false),
      ("grant live", true), ("grant l*", true), ("grant test", false), ("query limit", true), ("query page", false),
      ("query only limit,a[b]", true), ("query only limit", false), ("query a[b]", true), ("header X-Trace", true),
      ("header x-other", false), ("header only x-trace", true), ("not header x-debug", true), ("size > 10", true),
      ("size < 10", false), ("body /amount > 99", true), ("body /amount > 100", false), ("body /amount = 1e2", true),
      ("body /amount < 100.5", true), (#"body /currency in "usd","eur""#, true), (#"body /currency = "EUR""#, false),
      ("body /items/*/price > 8", true), ("body /items/0/price > 8", false), ("body /live = true", true),
      ("body /missing = 1", false), ("not body /missing = 1", true), ("body /nothing = 1", false),
      ("time Mon-Fri 11:00-13:00 Europe/Berlin", true), ("time Sat,Sun", false), ("time 10:01-24:00 UTC", false),
      ("address 10.0.0.0/8", true), ("address 127.0.0.0/8", false), ("not address 10.0.0.0/8", false),
      ("caller ci and provider stripe", true), ("caller ci and provider github", false),
    ])
  func holds(_ condition: String, _ isMet: Bool) throws {
    let world = try PolicyWorld()
    let facts = try PolicyWorld.facts(
      "POST", "https://api.a.b/v1/x?limit=1&a%5Bb%5D=2", address: "10.1.2.3", headers: ["X-Trace"],
      json: #"{"amount":100,"currency":"eur","items":[{"price":5},{"price":9}],"live":true,"nothing":null}"#)
    #expect(try world.verdict(facts, "allow any when \(condition)") == (isMet ? .allow : .deny))
    #expect(try world.verdict(facts, "deny any when \(condition)") == (isMet ? .deny : .allow))
    #expect(try world.verdict(facts, "ask any when \(condition)") == (isMet ? .ask : .allow))
  }

  @Test(
    "What cannot be told permits nothing and lifts no denial, and the reason says what is not known",
    arguments: [
      ("caller ci", "the call's caller is not known"), ("not caller ci", "the call's caller is not known"),
      ("address 0.0.0.0/0", "address is not known"), ("header x-a", "headers are not known"),
      ("not header x-a", "headers are not known"), ("size < 10", "length is not known"),
      ("body /a = 1", "not looked into"), ("not body /a = 1", "not looked into"),
      ("time 00:00-24:00 Mars/Olympus", "no time zone Mars/Olympus"),
    ])
  func unknown(_ condition: String, _ told: String) throws {
    let world = try PolicyWorld()
    let facts = CallFacts(method: "POST", url: try CanonicalURL("https://api.a.b/v1/x"))
    for effect in ["allow", "deny", "ask"] {
      let decision = world.decide(facts, try world.policy("p", "\(effect) any when \(condition)"))
      #expect(decision.verdict == .deny && decision.reason.contains(told), "\(effect): \(decision.reason)")
      #expect(decision.doubts.count == 1)
    }
  }

  @Test(
    "A value of another kind than the rule's, which a server may convert, is not trusted either way",
    arguments: [#"{"amount":"5000"}"#, #"{"amount":[5000]}"#, #"{"amount":{"value":5000}}"#, #"{"amount":true}"#])
  func otherKind(_ json: String) throws {
    let world = try PolicyWorld()
    let facts = try PolicyWorld.facts(json: json)
    #expect(try world.verdict(facts, "deny any when body /amount > 100") == .deny)
    #expect(try world.verdict(facts, "allow any when body /amount < 100") == .deny)
    #expect(try world.verdict(facts, "deny any when body /other > 100") == .allow)
  }

  @Test("A member that stands twice, and a body that is no JSON, deny under a rule that looks there")
  func unreadable() throws {
    let world = try PolicyWorld()
    for json in [#"{"amount":1,"amount":5000}"#, "amount=5000"] {
      let facts = try PolicyWorld.facts(json: json)
      #expect(try world.verdict(facts, "deny any when body /amount > 100") == .deny)
      #expect(try world.verdict(facts, "allow any when body /amount < 100") == .deny)
      #expect(try world.verdict(facts, "deny DELETE when body /amount > 100") == .allow)
    }
  }

  @Test("A body beyond the limit is denied by a rule that looks into it, and by no other")
  func tooLarge() throws {
    let world = try PolicyWorld()
    let text = #"{"a":"\#(String(repeating: "x", count: CallBody.limit))"}"#
    let facts = try PolicyWorld.facts(json: text)
    #expect(try world.verdict(facts, "deny any when body /amount > 100") == .deny)
    #expect(try world.verdict(facts, "deny any when caller portal") == .allow)
  }

  @Test("Without a body a rule that looks into it does not match")
  func noBody() throws {
    let world = try PolicyWorld()
    #expect(try world.verdict(try PolicyWorld.facts("GET"), "deny any when body /amount > 100") == .allow)
  }

  @Test("A server that splits the query at semicolons is thought of")
  func semicolons() throws {
    let world = try PolicyWorld()
    let facts = try PolicyWorld.facts("GET", "https://api.a.b/?a=1;expand=2")
    #expect(try world.verdict(facts, "deny any when query expand") == .deny)
    #expect(try world.verdict(facts, "allow any when query only a") == .deny)
  }
}
