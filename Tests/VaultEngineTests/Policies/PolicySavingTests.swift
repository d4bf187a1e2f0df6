import Domain
import Testing

@testable import VaultEngine

@Suite("Saving policies")
struct PolicySavingTests {
  private func test(_ expected: Decision.Verdict, _ method: String, _ url: String, at: String? = nil) -> PolicyTest {
    PolicyTest(
      name: "\(method) gets \(expected.rawValue)", expected: expected, method: method, url: url, grant: "api",
      at: at.flatMap { Timestamp($0) })
  }

  @Test("A failing test refuses the save and is named with what was decided; nothing is saved")
  func failing() async throws {
    try await PolicyVault.with { world in
      let url = world.origin + "/v1"
      let refused = await failure {
        try await world.save("p", "deny DELETE", tests: [test(.deny, "DELETE", url), test(.deny, "PUT", url)])
      }
      #expect(refused?.code == .badInput)
      #expect(
        refused?.message.contains("the test PUT gets deny of p fails: it expects deny, but the call gets allow") == true
      )
      #expect(try await world.it.vault.overview().policies.isEmpty)
      try await world.save("p", "deny DELETE", tests: [test(.deny, "DELETE", url), test(.allow, "PUT", url)])
      #expect(try await world.it.vault.policy(named: "p").tests.count == 2)
    }
  }

  @Test("A policy that breaks the test of another is refused, and one is not blamed for what failed before")
  func others() async throws {
    try await PolicyVault.with { world in
      let url = world.origin + "/v1"
      try await world.save("first", "allow GET,PUT", tests: [test(.allow, "PUT", url)])
      let refused = await failure { try await world.save("second", "deny PUT") }
      #expect(refused?.message.contains("with this second the test PUT gets allow of first fails") == true)
      try await world.save("third", "deny DELETE")
      // The grant is gone, so its test fails by itself: other policies can still be saved.
      try await world.it.vault.revokeGrant(try await world.it.vault.grant(named: "api").id)
      try await world.save("fourth", "deny PATCH")
    }
  }

  @Test("A test at a time of its own is run at that time")
  func atTime() async throws {
    try await PolicyVault.with { world in
      let url = world.origin + "/v1"
      try await world.save(
        "p", "deny any when not time Mon-Fri 09:00-17:00 Europe/Berlin",
        tests: [
          test(.allow, "GET", url, at: "2026-03-30T07:00:00Z"), test(.deny, "GET", url, at: "2026-03-30T06:59:00Z"),
        ])
    }
  }

  @Test("A rule in a zone that this machine does not know is refused with the nearest that it knows")
  func unknownZone() async throws {
    try await PolicyVault.with { world in
      let refused = await failure { try await world.save("p", "deny any when time Mon 08:00-09:00 Europe/Berln") }
      #expect(refused?.message == "Europe/Berln is no time zone of this machine")
      #expect(refused?.hint.contains("Europe/Berlin") == true)
    }
  }

  @Test("Strictness, tests and every part of a rule come back from the disk as they were saved")
  func stored() async throws {
    try await PolicyVault.with { world in
      let rules = [
        try Rule(
          #"allow POST 127.0.0.1/v1/* when caller "a b",c and not body /x in "q\"","r" rate 5/1m quota 9/month"#),
        try Rule("ask any by 2 of ann,bob within 1h"), try Rule("redact any when header x removing /a"),
      ]
      var full = test(.ask, "PATCH", world.origin + "/y", at: "2026-01-01")
      full.address = NetworkAddress("10.0.0.1")
      full.headers = [.init(name: "A", value: "b")]
      full.body = "{}"
      let saved = try await world.it.vault.savePolicy(
        PolicyDraft(name: "full", scope: .everyGrant, isStrict: true, rules: rules, tests: [full]))
      let other = try await world.it.another()
      let read = try await other.policy(named: "full")
      #expect(read == saved && read.rules == rules && read.tests == [full] && read.isStrict)
      await other.close()
    }
  }

  @Test("A row of field list 1 is read as it was meant; its bytes with a later number are not")
  func fieldLists() throws {
    let id = Identifier()
    func row(_ number: Int64) -> [UInt8] {
      CanonicalWriter.write { fields in
        fields.append(number)
        fields.append(id)
        fields.append(Int64(3))
        fields.append("old")
        fields.append(["*"])
        fields.append(["deny DELETE /v1/**", "allow any"])
        fields.append(Timestamp(microseconds: 5))
        fields.append(false)
      }
    }
    let old = try PolicyRecord.decode(row(1))
    #expect(old.policy.rules.map(\.description) == ["deny DELETE /v1/**", "allow any"])
    #expect(!old.policy.isStrict && old.policy.tests.isEmpty && old.recordVersion == 3)
    for number in [Int64(0), 2, 3] {
      #expect(throws: CanonicalReader.Malformed.self) { try PolicyRecord.decode(row(number)) }
    }
  }

  @Test("The review tells rules that can never match and rules that take everything from others")
  func review() async throws {
    try await PolicyVault.with { world in
      try await world.save("shut", "deny POST /v1/**")
      let draft = PolicyDraft(
        name: "p", scope: .everyGrant,
        rules: [
          try Rule("allow POST /v1/x"), try Rule("deny any until 2020-01-01"), try Rule("allow GET elsewhere.example"),
          try Rule("allow GET"),
        ])
      #expect(
        try await world.it.vault.review(draft).map(\.description) == [
          "rule 1: it has no effect: shut rule 1 denies all it matches (deny POST /v1/**)",
          "rule 2: it never matches: it expired at 2020-01-01T00:00:00.000Z",
          "rule 3: it never matches: no grant it is for is bound to elsewhere.example",
        ])
    }
  }
}
