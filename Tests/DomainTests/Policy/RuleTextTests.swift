import Domain
import Testing

@Suite("Rules as they are typed")
struct RuleTextTests {
  @Test(
    "A rule prints as it was typed",
    arguments: [
      "allow POST /v1/refunds when caller ci and body /amount < 10000 rate 10/1h until 2027-01-31T00:00:00.000Z",
      "deny any when not address 10.0.0.0/8,fd00::/8", "deny any when time Mon-Fri 18:00-08:00 Europe/Berlin",
      "ask POST api.stripe.com/v1/payouts by 2 of alice,bob,carol within 15m", "ask DELETE", "ask any by alice",
      "redact POST /v1/customers removing /ssn,/cards/*/number", "allow GET when query only limit,page",
      "deny any when header x-debug", "deny POST when size > 64KiB",
      "allow any quota 1000/month Europe/Berlin per caller",
      "allow any quota 500/total per rule", "allow any rate 10/1m quota 100/day",
      #"deny POST when body /currency in "eur","us d" and body /test = true"#, #"deny any when caller "a,b","when""#,
      "allow any when principal agent:*,user:sam and provider stripe and grant live-*",
      #"deny POST when body "/a b" = 1"#, "deny GET /a,b",
      "deny any when not method GET,HEAD", "ask POST /v1/** by end-user", "ask any by 2 of end-user,alice",
    ])
  func roundTrip(_ text: String) throws { #expect(try Rule(text).description == text) }

  @Test(
    "A rule reads as a sentence",
    arguments: [
      (
        "allow POST,PUT a.b/v1/** when caller ci,cd and not body /amount > 100 rate 10/1h until 2027-01-31",
        "Allow POST and PUT on /v1/** at a.b when the caller is ci or cd and /amount in the body is not above 100, "
          + "at most 10 calls in an hour, until 2027-01-31T00:00:00.000Z."
      ),
      (
        "deny any when time Sat,Sun 00:00-24:00 Europe/Berlin rate 100/15m per caller",
        "Deny every call when it is 00:00-24:00 on Sat,Sun in Europe/Berlin, after 100 calls of each caller in 15 minutes."
      ),
      ("ask DELETE by 2 of ann,bob", "Ask before DELETE, answered by 2 of ann, bob within 5 minutes."),
      ("deny any when not method get,head", "Deny every call when the method is not GET or HEAD."),
      ("ask POST by end-user", "Ask before POST, answered by the user whose grant it is within 5 minutes."),
      ("redact POST removing /a,/b", "Redact POST, removing /a and /b from the body."),
    ])
  func words(_ text: String, _ words: String) throws { #expect(try Rule(text).inWords == words) }

  @Test(
    "A mistake is told with what to write instead",
    arguments: [
      ("allow any when colour red", "no condition"), ("allow any when calller ci", "did you mean caller?"),
      ("allow any when", "a condition is missing"), ("allow any when caller ci when provider x", "twice"),
      ("allow any and caller ci", "begin the conditions with when"),
      ("allow any when body /a > \"x\"", "compare with a number"),
      ("allow any when body a = 1", "no JSON pointer"), ("allow any when body /a = eur", "in quotes"),
      ("allow any when body /a ~ 1", "write = VALUE"), ("allow any when body /a in 1,\"b\"", "one kind"),
      ("allow any when time 9-17", "Mon-Fri 09:00-17:00"), ("allow any when address 10.0.0.256", "no address"),
      ("allow any when size 5", "size > 65536"), ("allow any rate 10", "rate 10/1h"),
      ("allow any rate 10/1h per planet", "per grant"),
      ("allow any quota 10/year", "quota 1000/month"), ("allow any until tomorrow", "2027-01-31"),
      ("allow any by alice", "belong to an ask rule"), ("ask any by 3 of alice,bob", "3 of 2 approvers"),
      ("ask any by alice,alice", "twice"), ("ask any within 3", "90s"), ("redact any", "say what is removed"),
      ("allow any removing /a", "redact rule"), ("deny any when principal sam", "no principal"),
      ("deny any when caller \"a", "no end"), ("deny any when query \"a\"b", "blank"),
      ("deny ANY,GET", "any stands alone"),
      ("allow any rate 10/400d", "366d"), ("deny any x.y /v1", "behind method and path"),
      ("deny any when caller ,", "empty"), ("deny any when method g3t", "G3T is not a method"),
      ("deny any when not method", "GET,HEAD"),
    ])
  func mistakes(_ text: String, _ told: String) {
    let problem = #expect(throws: RuleProblem.self) { try Rule(text) }
    #expect(problem?.description.contains(told) == true, "\(problem?.description ?? "accepted")")
  }

  @Test("A rule of eight thousand bytes is enough")
  func tooLong() {
    #expect(throws: RuleProblem.self) { try Rule("deny any when caller " + String(repeating: "a", count: 8000)) }
  }
}
