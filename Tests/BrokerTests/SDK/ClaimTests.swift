import Domain
import Foundation
import Testing

@testable import Broker

@Suite("What the SDK says about a request in its headers")
struct ClaimTests {
  private func claims(_ headers: [(name: String, value: String)]) throws -> CallClaims {
    try CallClaims(SDKRequest(method: "POST", target: "/sdk/proxy", headers: headers))
  }

  private func code(_ headers: [(name: String, value: String)]) -> String? {
    do {
      _ = try claims(headers)
      return nil
    } catch { return (error as? SDKRefusal).map { "\($0.status) \($0.code)" } }
  }

  private func rule(_ json: String) -> String {
    Data(json.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  @Test("Caller, type, context and scopes are read")
  func reading() throws {
    let claims = try claims([
      ("x-alter-caller", "bot one"), ("X-Alter-Caller-Type", "agent"),
      ("X-Alter-Context", #"{"tool":"x","run_id":"\u00e9"}"#),
      ("X-Alter-Scope-Constraints", "grants:read,proxy:execute,idp_users:read"),
    ])
    #expect(claims.caller == "bot one")
    #expect(claims.callerType == .agent)
    #expect(claims.notes.map(\.name) == ["tool", "run_id"] && claims.notes.map(\.value) == ["x", "é"])
    #expect(claims.onlyRights == [.readGrants, .call])
  }

  @Test("What is not of the agreed form is refused")
  func malformed() {
    #expect(code([("X-Alter-Caller", "b\u{7}")]) == "400 invalid_request")
    #expect(code([("X-Alter-Caller", "a"), ("X-Alter-Caller", "b")]) == "400 invalid_request")
    #expect(code([("X-Alter-Caller-Type", "human")]) == "400 invalid_request")
    #expect(code([("X-Alter-Context", "[]")]) == "400 invalid_request")
    #expect(code([("X-Alter-Context", #"{"a":1}"#)]) == "400 invalid_request")
  }

  @Test("A rule for one request denies what it names")
  func oneOffRule() throws {
    let text =
      #"{"rule_type":"json_match","rule_body":{"when":{"method":["POST","PUT"],"path":"/v1/**"},"effect":"deny"}}"#
    let rule = try OneOffRule(header: rule(text))
    #expect(rule.denies(method: "POST", url: try CanonicalURL("https://a.example/v1/x/y")))
    #expect(!rule.denies(method: "GET", url: try CanonicalURL("https://a.example/v1/x")))
    #expect(!rule.denies(method: "POST", url: try CanonicalURL("https://a.example/v2")))
  }

  @Test(
    "A rule that cannot be evaluated is refused, never ignored",
    arguments: [
      #"{"rule_type":"content_match","rule_body":{"families":["send"],"effect":"deny"}}"#,
      #"{"rule_type":"json_match","rule_body":{"when":{"amount":{"gt":5}},"effect":"deny"}}"#,
      #"{"rule_type":"json_match","rule_body":{"when":{"method":"POST"},"effect":"allow"}}"#,
      #"{"rule_type":"json_match","rule_body":{"when":{"method":[]},"effect":"deny"}}"#,
      #"{"rule_type":"json_match","rule_body":{"when":{"path":"v1"},"effect":"deny"}}"#,
      #"{"rule_type":"json_match"}"#, "[]", "",
    ])
  func unknownRule(text: String) {
    #expect(code([("X-Alter-Request-Rule", rule(text))]) == "400 invalid_request_rule")
  }
}
