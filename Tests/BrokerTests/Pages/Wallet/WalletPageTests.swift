import Domain
import Testing
import VaultEngine

@testable import Broker

@Suite("The wallet's pages and the links to them")
struct WalletPageTests {
  private func with(
    onCall: @escaping @Sendable (ServedCall) -> Void = { _ in }, _ body: (TemporaryBroker) async throws -> Void
  ) async throws {
    try await TemporaryBroker.with(routes: nil, onCall: onCall, body)
  }

  private func link(_ broker: TemporaryBroker, user: String = "mia") async throws -> String {
    "/wallet/open/\(try await broker.vault.mintWalletLink(for: user, by: .admin).link)"
  }

  /// Presses the button of the page that a link leads to.
  private func enter(_ browser: FormBrowser, _ path: String) async throws -> RawConnection.Answer {
    let page = try await browser.open(path)
    let form = FormBrowser.attribute("value", in: page.body.hiddenForm)
    return try await browser.post(path, "form=\(form)")
  }

  @Test("Looking at a link uses nothing up; its button opens the wallet, once, in that browser")
  func once() async throws {
    let notes = CallNotes()
    try await with(onCall: notes.add) { broker in
      let path = try await link(broker)
      #expect(
        try await broker.send("HEAD \(path) HTTP/1.1\r\nHost: \(broker.host)\r\nConnection: close\r\n\r\n").status
          == 200)
      let (browser, other) = (FormBrowser(broker), FormBrowser(broker))
      for visitor in [browser, other] {
        let page = try await visitor.open(path)
        #expect(page.status == 200)
        PageChecks.headers(of: page)
        PageChecks.markup(of: page)
      }
      // Another browser's form does not open it.
      #expect(try await browser.post(path, "form=\(String(repeating: "0", count: 64))").status == 403)
      let list = try await enter(browser, path)
      #expect(list.status == 200 && list.body.contains("You have not connected anything yet"))
      #expect(list.header("refresh")?.contains("?again") == true)
      PageChecks.headers(of: list)
      PageChecks.markup(of: list)
      #expect(try await enter(other, path).status == 403)
      #expect(try await browser.open(path).status == 403)
      let place = FormBrowser.attribute("action", in: list.body).replacing("/sign-out", with: "/")
      #expect(try await browser.open(place).status == 200)
      #expect(try await other.open(place).status == 403)
      #expect(try await browser.open(place + "nothing").status == 404)
      #expect(notes.paths == ["/wallet/…"])
    }
  }

  @Test("A locked vault is said, and is no end of a visit")
  func locked() async throws {
    try await with { broker in
      let path = try await link(broker)
      try await broker.vault.lock()
      let page = try await FormBrowser(broker).open(path)
      #expect(page.status == 503 && page.body.contains("Not available at the moment"))
      PageChecks.headers(of: page)
    }
  }

  @Test("An application makes links with its key, if it has the right")
  func minting() async throws {
    try await with { broker in
      var draft = CallerDraft(name: "shop")
      draft.rights = CallerRight.usual.union([.walletLinks])
      let key = try await broker.vault.addCaller(draft, by: .admin).text.text() ?? ""
      let usual = try await broker.vault.addCaller(CallerDraft(name: "other"), by: .admin).text.text() ?? ""
      func post(_ body: String, key: String?, _ headers: String = "") async throws -> RawConnection.Answer {
        let shown = key.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        return try await broker.send(
          "POST /wallet/links HTTP/1.1\r\nHost: \(broker.host)\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\n\(shown)\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
      }
      let made = try await post(#"{"user":"mia","expires_in":60}"#, key: key)
      #expect(made.status == 201, "\(made.body)")
      guard case .object(let members) = JSONValue(Array(made.body.utf8)),
        case .string(let url) = members.first(where: { $0.name == "url" })?.value
      else {
        Issue.record("\(made.body)")
        return
      }
      #expect(members.map(\.name) == ["url", "expires_at"])
      #expect(url.hasPrefix("http://\(broker.host)/wallet/open/"))
      let list = try await enter(FormBrowser(broker), String(url.dropFirst("http://\(broker.host)".count)))
      #expect(list.status == 200)

      #expect(try await post(#"{"user":"mia"}"#, key: nil).status == 401)
      #expect(try await post(#"{"user":"mia"}"#, key: usual).status == 403)
      for body in [
        "", "[]", "{}", #"{"user":""}"#, #"{"user":7}"#, #"{"user":"a b"}"#, #"{"user":"mia","expires_in":0}"#,
        #"{"user":"mia","expires_in":86401}"#, #"{"user":"mia","expires_in":"60"}"#, #"{"user":"mia","admin":true}"#,
      ] { #expect(try await post(body, key: key).status == 400, "\(body)") }
      // No page may ask, not even one of the broker's own that a stranger might have filled.
      #expect(try await post(#"{"user":"mia"}"#, key: key, "Origin: http://localhost:9\r\n").status == 403)
      #expect(try await post(#"{"user":"mia"}"#, key: key, "Sec-Fetch-Site: same-site\r\n").status == 403)
    }
  }
}

extension String {
  /// The part of a page that begins with the hidden field of its form.
  fileprivate var hiddenForm: Substring {
    firstRange(of: "name=\"form\"").map { self[$0.upperBound...] } ?? ""
  }
}
