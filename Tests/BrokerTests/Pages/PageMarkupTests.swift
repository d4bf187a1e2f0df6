import Domain
import Testing

@testable import Broker

@Suite("Pages and forms")
struct PageMarkupTests {
  @Test("Every template is whole, and none passes a text by unescaped", arguments: PageTemplate.allCases)
  func templates(template: PageTemplate) {
    let html = String(decoding: template.html(["title": "A title"]), as: UTF8.self)
    #expect(html.contains("</html>"))
    #expect(!html.contains("{{"))
    #expect(!template.text.contains("{{{") && !template.text.contains("{{&"))
    // An attribute without quotation marks would end at a space.
    #expect(!template.text.contains("={{"))
  }

  @Test(
    "Whatever a text holds, it stays a text",
    arguments: [
      ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
      ("\" onfocus='x'&", "&quot; onfocus=&#39;x&#39;&amp;"),
      // With a combining mark behind it a sign of markup is another character to Swift, and none to a browser.
      (
        "\"\u{338} x=<\u{301}b>\u{20DD}'\u{308}&\u{300}",
        "&quot;\\u{338} x=&lt;\\u{301}b&gt;\\u{20dd}&#39;\\u{308}&amp;\\u{300}"
      ),
      ("pay\u{202E}gpj.exe\u{0}\n\u{200D}\u{2066}", "pay\\u{202e}gpj.exe\\u{0}\\u{a}\\u{200d}\\u{2066}"),
      ("{{title}}{{{title}}}", "{{title}}{{{title}}}"),
      ("é 日本 e\u{301} 👋", "é 日本 e\u{301} 👋"),
    ])
  func texts(text: String, html: String) {
    let page = PageMessage(.open, text, text).response(200)
    let body = String(decoding: page.body, as: UTF8.self)
    #expect(body.contains("<h1>\(html)</h1>"), "\(body)")
    #expect(body.contains("<p>\(html)</p>"))
    #expect(body.contains("<title>\(html) · Gatehouse</title>"))
  }

  @Test("A name of any length stays readable")
  func longTexts() {
    let page = PageMessage(.open, String(repeating: "a", count: 100_000)).response(200)
    #expect(page.body.count < 8000)
  }

  @Test("A form is read as the URL Standard says")
  func forms() throws {
    let form = try FormFields(Array("a=1+2%2B3&b=%zz%4&c&=d&&e=%C3%A9%FF&f=x&f=y&g=".utf8))
    #expect(form.value("a") == "1 2+3")
    #expect(form.value("b") == "%zz%4")
    #expect(form.value("c") == "")
    #expect(form.value("") == "d")
    #expect(form.value("e") == "é\u{FFFD}")
    #expect(form.value("f") == nil)
    #expect(form.values("f") == ["x", "y"])
    #expect(form.value("g") == "")
    #expect(form.value("h") == nil)
    #expect(form.value("a", limit: 4) == nil)
    #expect(form.secret("a")?.copy() == Array("1 2+3".utf8))
    #expect(try FormFields(Array("k=%0D%0A+sk+1%20%09".utf8)).secret("k")?.copy() == Array("sk 1".utf8))
    #expect(try FormFields(Array("k=+++".utf8)).secret("k")?.isEmpty == true)
    let odd = "é\n&=+%/ ~*"
    #expect(try FormFields(Array("x=\(FormFields.encoded(odd))".utf8)).value("x") == odd)
  }

  @Test("Forms of too many fields, too long names and too many bytes are refused")
  func hostileForms() {
    for body in [
      String(repeating: "a=b&", count: 101), String(repeating: "n", count: 101) + "=x",
      "a=" + String(repeating: "b", count: 65_536),
    ] {
      #expect(throws: FormFields.Malformed.self) { try FormFields(Array(body.utf8)) }
    }
  }

  @Test("A form's token is of one browser and one place")
  func tokens() throws {
    let seal = FormSeal()
    let (one, other) = (BrowserCookie.newValue(), BrowserCookie.newValue())
    #expect(one.utf8.count == 64)
    #expect(one != other)
    let token = seal.token(browser: one, place: "/connect/a")
    func isValid(_ text: String, browser: String, place: String = "/connect/a", by seal: FormSeal) throws -> Bool {
      seal.isValid(try FormFields(Array(text.utf8)), browser: browser, place: place)
    }
    #expect(try isValid("form=\(token)", browser: one, by: seal))
    #expect(try !isValid("form=\(token)", browser: other, by: seal))
    #expect(try !isValid("form=\(token)", browser: one, place: "/connect/b", by: seal))
    #expect(try !isValid("form=\(token)", browser: one, by: FormSeal()))
    #expect(try !isValid("form=\(token.dropLast())", browser: one, by: seal))
    #expect(try !isValid("form=\(token)&form=\(token)", browser: one, by: seal))
    #expect(try !isValid("", browser: one, by: seal))
  }

  @Test("Of a request's cookies all of the name are looked at, and only what could be ours")
  func cookies() {
    let value = BrowserCookie.newValue()
    let other = BrowserCookie.newValue()
    let cookie = BrowserCookie(name: "gate", path: "/connect/x")
    let request = BrokerRequest(
      method: "GET", path: "/", query: nil,
      headers: [
        ("Cookie", "a=b; gate=\(value);gate=short; xgate=\(other); gate=\(value.uppercased())x"),
        ("cookie", "gate=\(other)"), ("Cookie", "gate"),
      ], body: [], peer: .thisMachine, baseURL: "")
    #expect(cookie.values(in: request) == [value, other])
    #expect(cookie.setting(value).value == "gate=\(value); Path=/connect/x; HttpOnly; SameSite=Lax")
  }

  @Test("The browser is sent on to http and https addresses alone")
  func targets() {
    for url in [
      "javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a.example/\r\nSet-Cookie: x",
      "https://a.example/'", "https://a.example/ x", "https://user@a.example/", "https://a.example\\@b.example", "",
      "https://a.example/\u{e9}",
    ] { #expect(RefreshTarget(url) == nil, "\(url)") }
    let more = [("status", "success"), ("account", "a&b=c é")].map { (name: $0.0, value: $0.1) }
    let added = "status=success&account=a%26b%3Dc+%C3%A9"
    for (url, expected) in [
      ("https://a.example/done", "https://a.example/done?\(added)"),
      ("http://localhost:3000?x=y#/spa", "http://localhost:3000?x=y&\(added)#/spa"),
      ("https://a.example/?", "https://a.example/?\(added)"),
    ] { #expect(RefreshTarget(url)?.adding(more)?.url == expected) }
    #expect(RefreshTarget("http://localhost:3000/x")?.host == "localhost:3000")
  }
}
