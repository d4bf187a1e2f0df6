import Domain
import PortalModel
import Screen
import Testing

@testable import PortalViews

@Suite("A row of the log explained")
struct ExplanationTests {
  private func denied(
    then: Decision? = nil, today: Decision?, columns: Int = 100, rows: Int = 30
  ) -> DialogFixture {
    let event = AuditEvent(
      kind: .denied, caller: "claude-code", pid: 48_213, grantID: DialogFixture.live.id, subject: "stripe-live",
      method: "DELETE", host: "api.stripe.com", path: "/v1/customers/cus_1", decision: "deny",
      rule: "stripe-guard v1 rule 1", reason: "stripe-guard v1 rule 1: deny DELETE /v1/customers/*")
    let entry = AuditEntry(sequence: 1_000_306, time: DialogFixture.now, event: event, outcome: nil)
    let explanation = Explanation(entry: entry, then: then, today: today)
    return DialogFixture(
      .explanation(ExplanationDialog(explanation, in: DialogFixture.context())), columns: columns, rows: rows)
  }

  /// What rules say of that call.
  private func decision(_ version: Int, _ rules: String...) throws -> Decision {
    let policy = Policy(
      id: DialogFixture.guardPolicy.id, name: "stripe-guard", version: version, scope: .everyGrant,
      rules: try rules.map { text in try Rule(text) }, createdAt: DialogFixture.now)
    let url = try CanonicalURL("https://api.stripe.com/v1/customers/cus_1")
    return CompiledPolicies([policy]).explain(
      CallFacts(method: "DELETE", url: url, caller: "claude-code"), grant: DialogFixture.live,
      source: .secret(DialogFixture.stripe), context: PolicyContext(now: DialogFixture.now))
  }

  @Test("says who asked, what was decided then and that nothing was sent")
  func thenDenied() {
    let fixture = denied(today: nil)
    #expect(fixture.screen.contains("Event 1,000,306 explained"))
    #expect(fixture.line("Who")?.contains("claude-code, pid 48213") == true)
    #expect(fixture.line("Decided")?.hasSuffix("deny   by stripe-guard v1 rule 1") == true)
    #expect(fixture.line("Sent")?.contains("nothing: the key was not unsealed") == true)
    #expect(fixture.screen.contains("Its grant is gone."))
  }

  @Test("says what today's policies would decide and what would pass")
  func today() {
    let fixture = denied(
      today: Decision(
        verdict: .deny, decider: .rule(policy: "stripe-guard", version: 2, number: 1), reason: "still denied",
        remedy: "a call that the rule does not match, or another grant"))
    #expect(fixture.line("Verdict")?.contains("deny") == true)
    #expect(fixture.line("Otherwise")?.contains("another grant") == true)
    #expect(
      fixture.dialog.sameAs
        == "gatehouse policy test DELETE https://api.stripe.com/v1/customers/cus_1 --grant stripe-live")
  }

  @Test("shows the policies of then beside those of today: verdict, rule, what lost, and what would change it")
  func beside() throws {
    let then = try decision(1, "deny DELETE /v1/customers/*", "allow any")
    let fixture = denied(then: then, today: try decision(2, "deny PUT", "allow any when caller ci"))
    #expect(fixture.line("Then, on 2026-11-24")?.hasSuffix("Today") == true)
    #expect(fixture.line("By ")?.contains("stripe-guard v1 rule 1") == true)
    #expect(fixture.line("By ")?.hasSuffix("strict") == true)
    #expect(fixture.line("Because      deny DELETE /v1/customers/*")?.contains("stripe-live passes only") == true)
    #expect(fixture.line("Overruled")?.contains("stripe-guard v1 rule 2: allow any") == true)
    #expect(fixture.line("Otherwise")?.contains("stripe-guard v2 rule 2 would allow") == true)
    #expect(fixture.screen.contains("The verdict is the same; the rule, or its version, is another one."))
    #expect(fixture.screen.contains("Not known of a past call: its body, the names of its headers"))
  }

  @Test("shows one below the other where there is no room, and can be scrolled")
  func stacked() throws {
    let then = try decision(1, "deny DELETE /v1/customers/*", "allow any")
    var fixture = denied(then: then, today: try decision(2, "allow DELETE"), columns: 60, rows: 40)
    let lines = fixture.lines
    let (first, second) = (
      lines.firstIndex { $0.contains("Then, on 2026-11-24") }, lines.firstIndex { $0.contains("─ Today ─") }
    )
    #expect(try #require(first) < #require(second))
    #expect(fixture.screen.contains("would be decided otherwise"))
    fixture.size = Size(columns: 60, rows: 12)
    #expect(fixture.line("When") != nil)
    fixture.press(.pageDown)
    #expect(fixture.line("When") == nil && fixture.screen.contains("more above"))
    fixture.press(.pageUp)
    #expect(fixture.line("When") != nil)
  }

  @Test("says it once where then and today are the same")
  func same() throws {
    let decision = try decision(1, "deny DELETE /v1/customers/*")
    let fixture = denied(then: decision, today: decision, columns: 60, rows: 40)
    #expect(fixture.screen.contains("Then and today are the same"))
    #expect(fixture.lines.count { $0.contains("Verdict") } == 1)
  }

  @Test("says where what happened differs, since the log does not hold everything it rested on")
  func uncertain() throws {
    let fixture = denied(then: try decision(1, "allow any"), today: nil)
    #expect(fixture.screen.contains("what happened differs"))
  }

  @Test("p opens the smallest rule that would let it pass, when only a rule is missing")
  func mends() throws {
    var fixture = denied(today: Decision(verdict: .deny, decider: .noAllowRule, reason: "no rule matches"))
    #expect(fixture.line("p mends it")?.contains("Allow DELETE on /v1/customers/cus_1 at api.stripe.com.") == true)
    fixture.press(.character("p"))
    guard case .policy(let form) = fixture.dialog else {
      Issue.record("no policy form was opened")
      return
    }
    let row = try #require(form.rowIDs.first)
    #expect(form.rule(row).description == "allow DELETE api.stripe.com/v1/customers/cus_1")
  }

  @Test("g goes to the grant of the call")
  func goesToTheGrant() {
    var fixture = denied(today: nil)
    fixture.press(.character("g"))
    #expect(fixture.place == .grant(DialogFixture.live.id))
  }

  @Test("the command that does the same has the scheme of the grant's origin")
  func scheme() {
    let local = DialogFixture.secret("0a4f1c52-3333-4a53-9a0e-3b1f6d2c8e47", "local", "custom", "http://127.0.0.1:8080")
    let grant = DialogFixture.grant("7c1e0b52-6f0a-4a53-9a0e-3b1f6d2c8e50", "local", local)
    let overview = PortalOverview(
      status: DialogFixture.overview.status,
      grants: [
        GrantSummary(grant: grant, source: .secret(local), state: .good, lastUsed: nil, usage: [], policies: [])
      ],
      secrets: [local], policies: [], oauthApps: [], customProviders: [])
    let event = AuditEvent(
      kind: .denied, grantID: grant.id, subject: "local", method: "GET", host: "127.0.0.1:8080", path: "/v1")
    let entry = AuditEntry(sequence: 4, time: DialogFixture.now, event: event, outcome: nil)
    let dialog = ExplanationDialog(
      Explanation(entry: entry, then: nil, today: nil), in: DialogFixture.context(overview: overview))
    #expect(
      DialogFixture(.explanation(dialog)).dialog.sameAs
        == "gatehouse policy test GET http://127.0.0.1:8080/v1 --grant local")
  }

  @Test("a row that is no call says that no policy decides it")
  func noCall() {
    let entry = AuditEntry(
      sequence: 3, time: DialogFixture.now, event: AuditEvent(kind: .recoveryTested), outcome: nil)
    let fixture = DialogFixture(
      .explanation(ExplanationDialog(Explanation(entry: entry, then: nil, today: nil), in: DialogFixture.context())))
    #expect(fixture.line("What")?.contains("recovery tested") == true)
    #expect(fixture.screen.contains("no policy decides it"))
  }

  @Test("names that came from outside cannot move the cursor or colour the screen")
  func hostileNames() {
    let event = AuditEvent(kind: .denied, caller: "a\u{1B}]0;x\u{07}\u{202E}", method: "GET", host: "h", path: "/")
    let entry = AuditEntry(sequence: 1, time: DialogFixture.now, event: event, outcome: nil)
    let fixture = DialogFixture(
      .explanation(ExplanationDialog(Explanation(entry: entry, then: nil, today: nil), in: DialogFixture.context())))
    #expect(fixture.line("Who")?.contains(#"a\u{1b}]0;x\u{7}\u{202e}"#) == true)
  }
}
