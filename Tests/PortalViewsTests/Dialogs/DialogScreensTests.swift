import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

/// Every dialog in the whole portal, at every size that matters.
@Suite("Saved screens of the dialogs")
struct DialogScreensTests {
  static let sizes = [(80, 24), (100, 30), (120, 40), (60, 20)]
  private static let key = "sk_live_51NfQ7kL2eZvKYlo2C8hJ4mXw9pRt3sVb6nYcD1gFaE5uOiPzT"

  private func guide(_ columns: Int, _ rows: Int, _ provider: String) -> PressedPortal {
    var portal = PressedPortal.empty(columns, rows)
    portal.press(.character("w"))
    portal.type(provider)
    portal.press(.enter)
    return portal
  }

  @Test("The guide asks which provider", arguments: sizes)
  func guideProviders(columns: Int, rows: Int) {
    var portal = PressedPortal.empty(columns, rows)
    portal.press(.character("w"))
    expectScreen(portal.model, "guide-providers", columns, rows)
  }

  @Test("The guide at its recommendation", arguments: sizes)
  func guideRecommends(columns: Int, rows: Int) {
    var portal = guide(columns, rows, "str")
    portal.press(.character("n"))
    expectScreen(portal.model, "guide-recommends", columns, rows)
  }

  @Test("The guide at Discord's second question", arguments: sizes)
  func guideSecondQuestion(columns: Int, rows: Int) {
    var portal = guide(columns, rows, "disc")
    portal.press(.character("n"))
    expectScreen(portal.model, "guide-second", columns, rows)
  }

  @Test("The guide's table of all providers", arguments: sizes)
  func guideTable(columns: Int, rows: Int) {
    var portal = guide(columns, rows, "str")
    portal.press(.character("a"))
    expectScreen(portal.model, "guide-table", columns, rows)
  }

  @Test("The guide for whoever is unsure", arguments: sizes)
  func guideUnsure(columns: Int, rows: Int) {
    var portal = guide(columns, rows, "str")
    portal.press(.character("u"))
    expectScreen(portal.model, "guide-unsure", columns, rows)
  }

  @Test("A pasted key, recognised", arguments: sizes)
  func paste(columns: Int, rows: Int) {
    var portal = PressedPortal.empty(columns, rows)
    portal.send(.paste(SecretBytes(Self.key + "\n")))
    expectScreen(portal.model, "paste", columns, rows)
  }

  @Test("A pasted value that nobody knows", arguments: sizes)
  func pasteUnknown(columns: Int, rows: Int) {
    var portal = PressedPortal.empty(columns, rows)
    portal.send(.paste(SecretBytes("Zq8vT3nLw5Kx0Rb7")))
    expectScreen(portal.model, "paste-unknown", columns, rows)
  }

  @Test("The passphrase before an admin act", arguments: sizes)
  func passphrasePrompt(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.send(.adminNeeded(.revokeGrant(grant: Sample.grants[5].id)))
    expectScreen(portal.model, "passphrase-prompt", columns, rows)
  }

  @Test("A key tested and stored", arguments: sizes)
  func stored(columns: Int, rows: Int) {
    var portal = PressedPortal.empty(columns, rows)
    portal.send(.paste(SecretBytes(Self.key)))
    portal.press(.enter)
    for step in Self.steps { portal.send(.testStep(step)) }
    portal.send(
      .secretTested(
        TestReport(verdict: .valid, summary: "Valid: Stripe accepted the key, live mode.", steps: Self.steps)))
    portal.send(.stored(StoredSecret(secret: Sample.secrets[5], grant: Sample.grants[5].grant)))
    expectScreen(portal.model, "stored", columns, rows)
  }

  private static let steps = [
    TestStep(name: .policy, text: "GET /v1/balance lies inside the binding", result: .allow, microseconds: 100),
    TestStep(name: .audit, text: "intent of event 5 written and synced", result: .done, microseconds: 1800),
    TestStep(
      name: .address, text: "api.stripe.com is public; certificate good until 19 January 2027", result: .good,
      microseconds: 52_000),
    TestStep(name: .answer, text: "200 OK, application/json, 311 bytes", result: .good, microseconds: 141_000),
    TestStep(name: .echo, text: "the answer does not contain the key", result: .good, microseconds: 200),
    TestStep(name: .outcome, text: "outcome of event 5 written and synced", result: .done, microseconds: 1600),
  ]

  private func onGrant(_ columns: Int, _ rows: Int, _ key: Key) -> PressedPortal {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.end, .up, key)
    return portal
  }

  @Test("A new value for a secret", arguments: sizes)
  func rotate(columns: Int, rows: Int) {
    expectScreen(onGrant(columns, rows, .character("r")).model, "rotate", columns, rows)
  }

  @Test("The request composer", arguments: sizes)
  func composer(columns: Int, rows: Int) {
    expectScreen(onGrant(columns, rows, .character("t")).model, "composer", columns, rows)
  }

  @Test("The answer to a request", arguments: sizes)
  func answer(columns: Int, rows: Int) {
    var portal = onGrant(columns, rows, .character("t"))
    portal.press(.enter)
    guard case .send(let request) = portal.effects.last else {
      Issue.record("nothing was sent")
      return
    }
    let body = #"{"object":"balance","available":[{"amount":0,"currency":"eur"}],"livemode":true}"#
    portal.send(
      .answer(
        id: request.id,
        RequestAnswer(
          status: 200, headers: [Injection.Header(name: "Content-Type", value: "application/json")], body: body,
          bodyBytes: Int64(body.utf8.count), milliseconds: 141, auditSequence: 10_214)))
    expectScreen(portal.model, "answer", columns, rows)
  }

  @Test("A new policy", arguments: sizes)
  func policy(columns: Int, rows: Int) {
    var portal = PressedPortal.full(columns, rows)
    portal.press(.character("4"), .character("n"))
    expectScreen(portal.model, "policy", columns, rows)
  }

  @Test("An OAuth app", arguments: sizes)
  func oauthApp(columns: Int, rows: Int) {
    var portal = guide(columns, rows, "git")
    portal.press(.character("y"), .character("o"))
    expectScreen(portal.model, "oauth-app", columns, rows)
  }
}
