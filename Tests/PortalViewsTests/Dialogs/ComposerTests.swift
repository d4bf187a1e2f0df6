import Domain
import PortalModel
import Screen
import Testing

@testable import PortalViews

@Suite("The request composer")
struct ComposerTests {
  private func composer(columns: Int = 100, rows: Int = 22) -> DialogFixture {
    DialogFixture(
      .compose(RequestComposer(DialogFixture.overview.grants[0], in: DialogFixture.context())), columns: columns,
      rows: rows)
  }

  private func sent(_ fixture: DialogFixture) throws -> ComposedRequest {
    guard case .send(let request) = try #require(fixture.effects.last) else {
      Issue.record("no request was sent")
      throw CancellationError()
    }
    return request
  }

  @Test("begins at the harmless call of the secret, below the bound origin")
  func beginsAtTheTestCall() {
    let fixture = composer()
    #expect(fixture.line("Sent to")?.contains("https://api.stripe.com") == true)
    #expect(fixture.line("Path")?.contains("/v1/balance") == true)
    #expect(fixture.line("Policy")?.contains("allow") == true)
  }

  @Test("Enter in the path sends the request with its headers and body")
  func sends() throws {
    var fixture = composer()
    fixture.press(.control("u"))
    fixture.type("/v1/charges?limit=3")
    fixture.press(.tab)
    fixture.type("Accept: application/json")
    fixture.press(.tab)
    fixture.type("amount=1")
    fixture.press(.control("s"))
    let request = try sent(fixture)
    #expect(request.method == "GET")
    #expect(request.url == "https://api.stripe.com/v1/charges?limit=3")
    #expect(request.headers == [Injection.Header(name: "Accept", value: "application/json")])
    #expect(request.body == "amount=1")
  }

  @Test("the policies answer while the request is typed")
  func decidesLive() {
    var fixture = composer()
    fixture.press(.backTab)
    // GET, HEAD, POST, PUT, PATCH, DELETE
    fixture.press(.right, .right, .right, .right, .right)
    fixture.press(.tab, .control("u"))
    fixture.type("/v1/customers/cus_1")
    #expect(fixture.line("Policy")?.contains("deny") == true)
    #expect(fixture.screen.contains("stripe-guard v1 rule 1"))
  }

  @Test("a path that cannot be sent says why and sends nothing")
  func refusesABadPath() {
    var fixture = composer()
    fixture.press(.control("u"))
    fixture.type("v1/balance")
    fixture.press(.enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.line("Path")?.contains("a path begins with /") == true)
  }

  @Test("a header line without a colon says how to write it")
  func refusesABadHeader() {
    var fixture = composer()
    fixture.press(.tab)
    fixture.type("Accept")
    fixture.press(.control("s"))
    #expect(fixture.effects.isEmpty)
    #expect(fixture.line("Headers")?.contains("Name: value") == true)
  }

  @Test("Esc cancels a running request and keeps what was typed")
  func cancels() throws {
    var fixture = composer()
    fixture.press(.enter)
    let request = try sent(fixture)
    fixture.send(.tick(DialogFixture.now.adding(seconds: 3)))
    #expect(fixture.line("Waiting")?.contains("3 s") == true)
    fixture.press(.escape)
    #expect(fixture.effects.last == .cancelSend(id: request.id))
    #expect(fixture.fate == .stay)
    #expect(fixture.line("Path")?.contains("/v1/balance") == true)
  }

  @Test("the answer shows status, headers and the JSON laid out, and its audit row is one key away")
  func showsTheAnswer() throws {
    var fixture = composer()
    fixture.press(.enter)
    let answer = RequestAnswer(
      status: 200, headers: [Injection.Header(name: "Content-Type", value: "application/json")],
      body: #"{"object":"balance","available":[{"amount":0}],"note":"a, b: {c}"}"#, bodyBytes: 66, milliseconds: 141,
      auditSequence: 1204)
    fixture.send(.answer(.answer(id: try sent(fixture).id, answer)))
    #expect(fixture.line("Answer")?.contains("200 OK") == true)
    #expect(fixture.line("Content-Type")?.contains("application/json") == true)
    #expect(fixture.screen.contains(#"  "object": "balance","#))
    #expect(fixture.screen.contains(#"      "amount": 0"#))
    #expect(fixture.screen.contains(#""note": "a, b: {c}""#))
    fixture.press(.character("a"))
    #expect(fixture.fate == .close)
    #expect(fixture.place == .auditEvent(1204))
  }

  @Test("a long answer scrolls and never past its end")
  func scrolls() throws {
    var fixture = composer(rows: 14)
    fixture.press(.enter)
    let body = (1...50).map { "line \($0)" }.joined(separator: "\n")
    let answer = RequestAnswer(
      status: 500, headers: [], body: body, bodyBytes: 400, milliseconds: 5, auditSequence: nil)
    fixture.send(.answer(.answer(id: try sent(fixture).id, answer)))
    #expect(fixture.screen.contains("line 1 "))
    fixture.press(.end)
    #expect(fixture.screen.contains("line 50"))
    fixture.press(.home, .down, .down)
    #expect(fixture.line("line 2")?.isEmpty == false)
    #expect(!fixture.screen.contains("line 1 "))
  }

  @Test("control characters of an answer are shown, never emitted")
  func showsControlCharacters() throws {
    var fixture = composer()
    fixture.press(.enter)
    let answer = RequestAnswer(
      status: 200, headers: [], body: "a\u{1B}[31mred", bodyBytes: 9, milliseconds: 1, auditSequence: nil)
    fixture.send(.answer(.answer(id: try sent(fixture).id, answer)))
    #expect(fixture.screen.contains(#"a\u{1b}[31mred"#))
  }

  @Test("an answer to another request changes nothing")
  func ignoresOtherAnswers() {
    var fixture = composer()
    fixture.press(.enter)
    let answer = RequestAnswer(
      status: 200, headers: [], body: "x", bodyBytes: 1, milliseconds: 1, auditSequence: nil)
    fixture.send(.answer(.answer(id: Identifier(), answer)))
    #expect(fixture.screen.contains("Waiting"))
  }

  @Test("a denial stands under the request with what would pass")
  func showsAFailure() throws {
    var fixture = composer()
    fixture.press(.enter)
    let failure = PortalFailure(code: "denied", message: "Denied by stripe-guard.", hint: "Use stripe-test.")
    fixture.send(.answer(.failed(.send(try sent(fixture)), failure)))
    #expect(fixture.screen.contains("Denied by stripe-guard."))
    #expect(fixture.screen.contains("Use stripe-test."))
  }
}
