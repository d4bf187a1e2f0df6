import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@Suite("Saved screens of an explained event")
struct ExplanationScreensTests {
  private static let sizes = [(80, 24), (100, 30), (120, 40), (60, 20)]

  /// A denial of the log, explained.
  private func explained(_ columns: Int, _ rows: Int, today rules: [Rule]) throws -> PressedPortal {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("5"), .down, .down, .character("x"))
    let entry = try #require(portal.model.audit.selected)
    #expect(portal.effects == [.explain(sequence: entry.sequence)])
    var (then, today) = (Sample.policies[0], Sample.policies[0])
    then.rules.append(Rule(effect: .allow))
    today.version += 1
    today.rules = rules
    portal.send(
      .explained(
        Explanation(entry: entry, then: try decision([then], entry), today: try decision([today], entry))))
    return portal
  }

  private func decision(_ policies: [Policy], _ entry: AuditEntry) throws -> Decision {
    let summary = Sample.grants[5]
    let facts = CallFacts(
      method: entry.event.method, url: try CanonicalURL("https://\(entry.event.host)\(entry.event.path)"),
      caller: entry.event.caller)
    return CompiledPolicies(policies).explain(
      facts, grant: summary.grant, source: summary.source, context: PolicyContext(now: entry.time))
  }

  @Test("Then and today beside each other", arguments: sizes)
  func changed(columns: Int, rows: Int) throws {
    let rules = [
      Rule(effect: .allow, methods: ["GET", "POST"]), Rule(effect: .allow, methods: ["DELETE"], path: "/v1/products/*"),
    ]
    expectScreen(try explained(columns, rows, today: rules).model, "explanation", columns, rows)
  }

  @Test("Scrolled down", arguments: sizes)
  func scrolled(columns: Int, rows: Int) throws {
    var portal = try explained(columns, rows, today: [Rule(effect: .allow)])
    portal.press(.pageDown)
    expectScreen(portal.model, "explanation-end", columns, rows)
  }
}
