import Domain
import PortalModel
import PortalSamples
import PortalViews
import Screen
import Testing

@Suite("From the guide to a stored secret, in the whole portal")
struct FirstSecretTests {
  private static let key = "sk_live_51NfQ7kL2eZvKYlo2C8hJ4mXw9pRt3sVb6nYcD1gFaE5uOiPzT"

  private func lines(_ portal: PressedPortal) -> [String] {
    PortalViews.frame(portal.model, size: portal.model.size).lines
  }
  private func screen(_ portal: PressedPortal) -> String { lines(portal).joined(separator: "\n") }

  private func pasted() -> PressedPortal {
    var portal = PressedPortal.empty()
    portal.press(.character("w"))
    portal.type("str")
    portal.press(.enter, .character("n"), .enter)
    portal.send(.paste(SecretBytes(Self.key + "\n")))
    return portal
  }

  @Test("the recommendation is the screen of the design, with every line in its place")
  func guide() {
    var portal = PressedPortal.empty()
    portal.press(.character("w"))
    portal.type("str")
    portal.press(.enter, .character("n"))
    let lines = lines(portal)
    #expect(
      lines[1]
        == "┍━ Guide ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ Stripe    question 1 of 1    c changes the answer ━┑")
    #expect(lines[4].hasPrefix("│  ├── yes    OAuth connection    a shop owner links their own Stripe account"))
    #expect(lines[5].hasPrefix("│ ▌└── no     Managed secret      your back end charges cards on the account you own"))
    #expect(
      lines[7]
        == "├─ Recommendation ───────────────────────────────────────────────────── rule own-account, certain ─┤")
    #expect(lines.contains { $0.hasPrefix("│ ▌[ Paste the key ]     [ Set up OAuth instead ]     [ Still unsure? ]") })
    #expect(lines[28].hasPrefix(" The same as:  gatehouse guide stripe --answer end-user=no"))
    #expect(!screen(portal).contains("more below"))
  }

  @Test("the paste dialog stands above the log, which stays live")
  func paste() {
    let portal = pasted()
    let lines = lines(portal)
    #expect(lines[1].hasPrefix("┍━ New managed secret ━"))
    #expect(lines.contains { $0.hasPrefix("├─ 5 Audit ─") })
    #expect(lines.contains { $0.hasPrefix("│ ▌Name         stripe-live ") })
    #expect(lines[28].hasPrefix(" The same as:  gatehouse secrets add stripe --name stripe-live < FILE"))
    #expect(!screen(portal).contains("more below"))
  }

  @Test("the passphrase is asked for the act, the act goes on by itself, and the grant_id is shown")
  func storesAfterThePassphrase() throws {
    var portal = pasted()
    portal.press(.enter)
    let test = try #require(portal.effects.first { if case .testSecret = $0 { true } else { false } })
    portal.send(.adminNeeded(test))
    #expect(screen(portal).contains("The passphrase is needed to test stripe-live."))
    portal.typeSecret("correct horse")
    portal.press(.enter)
    let hold = try #require(portal.effects.first { if case .holdAdmin = $0 { true } else { false } })
    portal.send(
      .failed(hold, PortalFailure(code: "wrong_passphrase", message: "the passphrase is wrong", hint: "try again")))
    #expect(screen(portal).contains("the passphrase is wrong; try again"))
    portal.typeSecret("correct horse battery")
    portal.press(.enter)
    portal.send(.adminHeld(until: Sample.now.adding(seconds: 600)))
    #expect(portal.effects.contains(test))
    portal.send(.testStep(TestStep(name: .answer, text: "200 OK, 311 bytes", result: .good, microseconds: 141_000)))
    #expect(screen(portal).contains("answer       200 OK, 311 bytes"))
    portal.send(.secretTested(TestReport(verdict: .valid, summary: "Valid: Stripe accepted the key.", steps: [])))
    #expect(portal.effects.contains { if case .storeSecret = $0 { true } else { false } })
    let stored = StoredSecret(secret: DialogFixture.stripe, grant: DialogFixture.live)
    portal.send(.stored(stored))
    #expect(screen(portal).contains("tested and stored"))
    #expect(screen(portal).contains(DialogFixture.live.id.description))
    portal.press(.enter)
    #expect(portal.model.dialogs.isEmpty)
  }

  @Test("Esc at the passphrase leads back to the value, and nothing is stuck")
  func escapesThePassphrase() throws {
    var portal = pasted()
    portal.press(.enter)
    let test = try #require(portal.effects.first { if case .testSecret = $0 { true } else { false } })
    portal.send(.adminNeeded(test))
    portal.press(.escape)
    #expect(portal.model.dialogs.count == 1)
    portal.press(.escape)
    #expect(screen(portal).contains("New managed secret"))
  }

  @Test(
    "no size of the terminal shows a part of the key", arguments: [(40, 12), (60, 20), (80, 24), (120, 40), (200, 60)])
  func hidesTheKey(columns: Int, rows: Int) {
    var portal = pasted()
    portal.send(.resize(Size(columns: columns, rows: rows)))
    #expect(!screen(portal).contains(Self.key.dropFirst(8).prefix(10)))
    #expect(lines(portal).allSatisfy { $0.count == columns })
  }
}
