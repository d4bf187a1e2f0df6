import Domain
import LocalServers
import Testing
import VaultEngine

@testable import Broker

@Suite("The connect page: a key")
struct ConnectKeyTests {
  @Test("A user gives a key, without script, and the application hears of it at its return address")
  func journey() async throws {
    try await ConnectBroker.with { it in
      let path = try await it.open(
        ConnectWish(
          .secret, providers: ["acme"], label: "My files", user: "mia", methods: ["GET"], paths: ["/v1/**"],
          lifetime: 2_592_000, longestLifetime: 7_776_000, returnURL: "https://notes.example/done?step=2"))
      let browser = it.browser
      let start = try await browser.open(path)
      #expect(start.status == 200)
      PageChecks.headers(of: start)
      PageChecks.markup(of: start)
      for words in [
        "Field Notes</strong> asks for a key of yours for Acme Cloud", "the program notes", "mia", "My files",
        "read (GET)", "/v1/**", "30 days from now, then it ends by itself, and you can make it longer, up to 90 days",
        "Expected: project key", "https://acme.example/settings/keys", "You go back to notes.example",
        "You can take it back at any time", "which does not get your key", "more minute",
      ] { #expect(start.body.contains(words), "\(words)") }
      // Nothing is filled in beforehand, and nothing remembers what is typed.
      let field = try #require(start.body.split(separator: "<input id=\"key\"").last?.prefix { $0 != ">" })
      #expect(field.contains("type=\"password\"") && field.contains("autocomplete=\"off\""))
      #expect(field.contains("spellcheck=\"false\"") && !field.contains("value="))

      for (typed, words) in [
        ("", "The key is missing"), ("not-a-key", "othing was stored"), (ConnectBroker.refusedKey, ""),
      ] {
        let refused = try await browser.press("key", on: start, typed: ["key": typed])
        #expect(refused.status == 422, "\(typed): \(refused.text)")
        PageChecks.headers(of: refused)
        PageChecks.markup(of: refused)
        #expect(refused.body.contains("id=\"key-error\" role=\"alert\""))
        #expect(refused.body.contains("aria-invalid=\"true\""))
        #expect(refused.body.contains(words), "\(refused.body)")
        #expect(typed.isEmpty || !refused.text.contains(typed))
      }
      it.provider.instead = .init(503, "")
      let down = try await browser.press("key", on: start, typed: ["key": ConnectBroker.goodKey])
      #expect(down.body.contains("role=\"alert\""))
      #expect(try await it.session(path)?.answer == nil)
      it.provider.instead = nil

      let end = try await browser.press("key", on: start, typed: ["key": " \(ConnectBroker.goodKey)\n"])
      #expect(end.status == 200, "\(end.text)")
      PageChecks.headers(of: end)
      PageChecks.markup(of: end)
      let answer = try await it.session(path)?.answer
      guard case .completed(let grant, false) = answer else {
        Issue.record("the session is \(String(describing: answer))")
        return
      }
      let address =
        "https://notes.example/done?step=2&status=success&grant_id=\(grant)&provider=acme&account=&scopes="
        + "&operation=creation"
      #expect(end.header("refresh") == "0; url=\(address)")
      #expect(
        FormBrowser.attribute("href", in: end.body[end.body.firstRange(of: "class=\"onward\"")!.upperBound...])
          == address)
      #expect(end.body.contains("<h1>Key stored</h1>"))
      #expect(try await it.vault.grants(for: it.caller).map(\.id) == [grant])

      // Its own browser sees the end again, whatever it does; another one is told nothing.
      let again = try await browser.press("key", on: start, typed: ["key": ConnectBroker.goodKey])
      #expect(again.body.contains("<h1>Key stored</h1>"))
      #expect(try await browser.press("decline", on: start).body.contains("<h1>Key stored</h1>"))
      let stranger = try await it.browser.open(path)
      #expect(stranger.status == 403)
      #expect(!stranger.text.contains("Acme") && !stranger.text.contains("\(grant)"))
      for text in [start, end, again].map(\.text) { #expect(!text.contains(ConnectBroker.goodKey)) }
      #expect(it.calls.paths == ["/connect/…"])
      #expect(Set(it.calls.all.map(\.caller)).isSubset(of: ["notes"]))
    }
  }

  @Test("A user who says no is believed, and the page that opened the popup is told so, and it alone")
  func declined() async throws {
    try await ConnectBroker.with { it in
      let path = try await it.open(
        ConnectWish(.secret, providers: ["acme"], allowedOrigin: "https://notes.example"))
      let browser = it.browser
      let end = try await browser.press("decline", on: try await browser.open(path))
      #expect(end.body.contains("<h1>Not connected</h1>"))
      #expect(end.header("refresh") == nil)
      #expect(try await it.session(path)?.answer == .denied(reason: "the user declined"))
      let outcome = end.body[try #require(end.body.firstRange(of: "id=\"outcome\"")).lowerBound...]
      #expect(FormBrowser.attribute("data-origin", in: outcome) == "https://notes.example")
      let message = try #require(JSONValue(Array(FormBrowser.attribute("data-message", in: outcome).utf8)))
      #expect(
        message
          == .fields([
            ("type", .string("gatehouse:connect")), ("status", .string("error")),
            ("error_code", .string("connect_denied")), ("error_message", .string("the user declined")),
          ]))
    }
  }

  @Test("The first browser has the link; nothing that is copied, forged or cut short gets in beside it")
  func strangers() async throws {
    try await ConnectBroker.with { it in
      let path = try await it.open(ConnectWish(.secret, providers: ["acme"], label: "the label"))
      // What only looks at a link beforehand does not take it.
      let head = try await it.it.send("HEAD \(path) HTTP/1.1\r\nHost: \(it.it.host)\r\nConnection: close\r\n\r\n")
      #expect(head.status == 200)
      let (browser, other) = (it.browser, it.browser)
      let start = try await browser.open(path)
      let stolen = try await other.open(path)
      #expect(stolen.status == 403)
      PageChecks.headers(of: stolen)
      #expect(!stolen.text.contains("Acme") && !stolen.text.contains("the label"))
      #expect(try await other.press("key", on: start, typed: ["key": ConnectBroker.goodKey]).status == 403)
      #expect(try await other.open(path + "/return/\(Identifier())").status == 403)

      let form = try #require(FormBrowser.form(of: start, with: "key"))
      let token = try #require(form.hidden["form"])
      let second = try await it.open(ConnectWish(.secret, providers: ["acme"]))
      let foreign = try #require(FormBrowser.form(of: try await browser.open(second), with: "key")?.hidden["form"])
      let ownForm = "Content-Type: application/x-www-form-urlencoded\r\n"
      for body in [
        "do=decline", "do=decline&form=", "do=decline&form=\(String(token.reversed()))", "do=decline&form=\(foreign)",
        "do=decline&form=\(token)&form=\(token)", "do=destroy&form=\(token)", "form=\(token)",
        "do=decline&form=\(token)" + String(repeating: "&a=b", count: 100),
      ] {
        let answer = try await browser.post(path, body)
        #expect(answer.status == 403, "\(body)")
        PageChecks.headers(of: answer)
      }
      for headers in [
        ownForm, "Origin: null\r\n" + ownForm, "Origin: http://evil.example\r\n" + ownForm,
        "Origin: \(browser.origin)\r\nSec-Fetch-Site: cross-site\r\n" + ownForm,
      ] { #expect(try await browser.post(path, "do=decline&form=\(token)", headers: headers).status == 403) }
      #expect(
        try await browser.post(
          path, "do=decline&form=\(token)", headers: "Origin: \(browser.origin)\r\nContent-Type: text/plain\r\n"
        ).status == 415)
      #expect(try await browser.post(path, String(repeating: "a", count: 70_000)).status == 413)
      for method in ["PUT", "DELETE", "PATCH"] {
        let answer = try await it.it.send(
          "\(method) \(path) HTTP/1.1\r\nHost: \(it.it.host)\r\nOrigin: \(browser.origin)\r\nConnection: close\r\n\r\n")
        #expect(answer.status == 405)
      }
      #expect(try await it.session(path)?.answer == nil)

      let real = String(path.dropFirst("/connect/".count))
      let flipped = String(real.dropLast()) + (real.hasSuffix("0") ? "1" : "0")
      for token in [
        "", "x", String(real.dropLast()), real + "0", flipped, real.uppercased(), String(real.prefix(36)),
        "\(Identifier()).\(String(repeating: "0", count: 64))", real + "/", real + "/more", real + "/return/x",
        real + "/return/\(Identifier())/x", real.replacing("-", with: "%2D"), "../connect/\(real)",
      ] {
        let answer = try await browser.open("/connect/\(token)")
        #expect(answer.status == 404, "\(token)")
        PageChecks.headers(of: answer)
        #expect(answer.body.contains("This link does not work any more"))
      }
      #expect(try await browser.open(path).body.contains("the label"))
      let end = try await browser.press("key", on: start, typed: ["key": ConnectBroker.goodKey])
      #expect(end.status == 200, "\(end.text)")
      #expect(it.calls.paths == ["/connect/…"])
    }
  }

  @Test("What the developer answers meanwhile is shown in place of the form")
  func answeredMeanwhile() async throws {
    try await ConnectBroker.with { it in
      let browser = it.browser
      let path = try await it.open(ConnectWish(.secret, providers: ["acme"]))
      let start = try await browser.open(path)
      let session = try #require(try await it.session(path))
      _ = try await it.vault.denyConnectSession(session.id, reason: "not <today>")
      let denied = try await browser.press("key", on: start, typed: ["key": ConnectBroker.goodKey])
      #expect(denied.body.contains("<h1>Not connected</h1>") && denied.body.contains("not &lt;today&gt;"))
      let second = try await it.open(ConnectWish(.secret, providers: ["acme"], returnURL: "https://notes.example/"))
      let page = try await browser.open(second)
      _ = try await it.vault.cancelConnectSession(try #require(try await it.session(second)).id)
      let cancelled = try await browser.press("decline", on: page)
      #expect(cancelled.header("refresh")?.contains("?status=error&error_code=connect_cancelled&") == true)
      // Nobody had opened this one before it was answered, so it is nobody's.
      let third = try await it.open(ConnectWish(.secret, providers: ["acme"]))
      _ = try await it.vault.cancelConnectSession(try #require(try await it.session(third)).id)
      #expect(try await browser.open(third).body.contains("<h1>This link is used up</h1>"))
      #expect(try await it.vault.grants(for: it.caller).isEmpty)
    }
  }

  @Test("A program that may take the key out is not said to be without it")
  func receiving() async throws {
    var draft = CallerDraft(name: "notes")
    draft.rights = Set(CallerRight.allCases)
    try await ConnectBroker.with(caller: draft) { it in
      let open = try await it.browser.open(try await it.open(ConnectWish(.secret, providers: ["acme"])))
      #expect(open.body.contains("notes may also take your key out of Gatehouse"))
      let bound = try await it.browser.open(
        try await it.open(ConnectWish(.secret, providers: ["acme"], methods: ["GET"])))
      #expect(bound.body.contains("which does not get your key"))
    }
  }

  @Test("A page whose time is over, or whose vault is locked, says so")
  func overAndLocked() async throws {
    let clock = SDKBroker.MovedClock()
    try await ConnectBroker.with(clock: clock) { it in
      let path = try await it.open(ConnectWish(.secret, providers: ["acme"]))
      let browser = it.browser
      let start = try await browser.open(path)
      clock.advance(601)
      #expect(try await browser.press("key", on: start, typed: ["key": ConnectBroker.goodKey]).status == 404)
      #expect(try await browser.open(path).status == 404)
      let second = try await it.open(ConnectWish(.secret, providers: ["acme"]))
      let page = try await browser.open(second)
      try await it.vault.lock()
      for answer in [
        try await browser.open(second), try await browser.press("key", on: page, typed: ["key": ConnectBroker.goodKey]),
      ] {
        #expect(answer.status == 503)
        #expect(answer.body.contains("<h1>Gatehouse is locked</h1>"))
        PageChecks.headers(of: answer)
      }
    }
  }

  @Test("Names that would be markup, or turn a text around, come out as what they are")
  func hostileNames() async throws {
    let hostile = "<img src=x onerror=alert(1)>\"' &amp;\u{202E}gnp\u{0}"
    let shown = "&lt;img src=x onerror=alert(1)&gt;&quot;&#39; &amp;amp;\\u{202e}gnp"
    try await ConnectBroker.with(
      caller: CallerDraft(name: "notes", displayName: "<b>N</b>\u{202E}"), providerName: "A<b>&'c"
    ) { it in
      let path = try await it.open(
        ConnectWish(.secret, providers: ["acme"], label: hostile, paths: ["/a&lt;'b/**"]))
      let browser = it.browser
      let start = try await browser.open(path)
      PageChecks.markup(of: start)
      #expect(!start.body.contains("<img") && !start.body.contains("<b>"))
      #expect(start.body.contains(shown), "\(start.body)")
      #expect(start.body.contains("A&lt;b&gt;&amp;&#39;c"))
      let end = try await browser.press("key", on: start, typed: ["key": ConnectBroker.goodKey])
      PageChecks.markup(of: end)
      #expect(end.status == 200, "\(end.text)")
      #expect(end.header("refresh") == nil)
      #expect(!end.body.contains("<b>"))
    }
  }
}
