import DecisionGuide
import Testing

@Suite("The general guide")
struct GuideTests {
  let guide = Guide.general

  @Test("It asks whether end users authorize access to their accounts; yes and no lead to the two ways")
  func question() {
    #expect(guide.question.id == "end-user")
    #expect(guide.question.ask.contains("END USERS") && guide.question.ask.contains("THEIR accounts"))
    #expect(guide.question.answers.map(\.id) == ["yes", "no"])
    #expect(guide.rules.map(\.choice) == [.oauth, .managedSecret])
    #expect(guide.branch(.oauth).title == "OAuth connection")
    #expect(guide.branch(.managedSecret).title == "Managed secret")
  }

  @Test("The two examples are a user's Google Calendar and your Stripe API key")
  func examples() {
    #expect(guide.oauth.example.contains("Google Calendar"))
    #expect(guide.managedSecret.example.contains("Stripe API key"))
  }

  @Test("The comparison is complete")
  func comparison() {
    #expect(
      guide.comparison.map(\.aspect) == [
        "Best for", "Who provides it", "One credential per", "grant_id comes from", "Refresh", "Consent of the user",
        "Seen in the wallet", "To set up",
      ])
    #expect(guide.comparison.allSatisfy { $0.oauth != $0.managedSecret })
    let origin = guide.comparison[3]
    #expect(origin.text(of: .oauth).contains("onSuccess") && origin.text(of: .oauth).contains("connect()"))
    #expect(origin.text(of: .managedSecret).contains("portal"))
    // The columns of the portal's screen 3.
    #expect(guide.comparison.allSatisfy { $0.oauth.count <= 36 && $0.managedSecret.count <= 34 })
  }

  @Test("Both ways are said to share the call and the protection, and the unsure get questions with answers")
  func sameForBoth() {
    for word in ["encrypted", "policy", "audit", "vault.request()"] {
      #expect(guide.sameForBoth.contains(word) && guide.sameForBothLong.contains(word))
    }
    #expect(guide.unsure.count >= 5)
    #expect(guide.unsure.allSatisfy { $0.ask.hasSuffix("?") && !$0.answer.isEmpty })
  }
}
