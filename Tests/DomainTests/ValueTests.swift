import Domain
import Testing

@Suite("Values at the edges")
struct ValueTests {
  @Test(
    "Times print and read as RFC 3339",
    arguments: [
      ("2026-11-24T14:02:31Z", "2026-11-24T14:02:31.000Z"), ("2026-11-24T14:02:31.4Z", "2026-11-24T14:02:31.400Z"),
      ("2026-11-24", "2026-11-24T00:00:00.000Z"), ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
      ("2028-02-29", "2028-02-29T00:00:00.000Z"), ("0001-01-01", "0001-01-01T00:00:00.000Z"),
    ])
  func times(_ text: String, _ printed: String) throws {
    let time = try #require(Timestamp(text))
    #expect(time.description == printed)
    #expect(Timestamp(printed) == time)
  }

  @Test(
    "What is no time is refused",
    arguments: [
      "", "now", "2026-11-24T14:02:31", "2026-11-24T14:02:31+01:00", "2026-02-30", "2026-02-29", "2026-13-01",
      "2026-00-10",
      "2026-11-24T24:00:00Z", "2026-11-24T14:60:00Z", "2026T11-24:14-02:31Z", "+026-11-24", "2026-11-24T14:02:31.Z",
      "2026-11-24T14:02:31.1234567Z", "2026-11-24T14:02:31.+1Z", "2026-11-24 14:02:31Z", "２026-11-24",
    ])
  func noTimes(_ text: String) { #expect(Timestamp(text) == nil) }

  @Test("Ids are version 4, print in lower case and read back; nothing else is one")
  func identifiers() throws {
    let id = Identifier()
    let text = id.description
    #expect(text == text.lowercased() && text.count == 36)
    #expect(text[text.index(text.startIndex, offsetBy: 14)] == "4")
    #expect(Identifier(text.uppercased()) == id && Identifier(bytes: id.bytes) == id)
    #expect(Set((0..<1000).map { _ in Identifier() }).count == 1000)
    for wrong in [
      "", text + "0", String(text.dropLast()), "+" + text.dropFirst(), text.replacing("-", with: ""),
      "g" + text.dropFirst(),
    ] {
      #expect(Identifier(wrong) == nil)
    }
    #expect(Identifier(bytes: [1]) == nil)
  }

  @Test("Control, bidi and invisible characters are made visible; long text is cut")
  func printable() {
    #expect(Printable.text("a\u{1B}[31mb\n") == "a\\u{1b}[31mb\\u{a}")
    #expect(Printable.text("user\u{202E}gpj.exe") == "user\\u{202e}gpj.exe")
    #expect(Printable.text("a\u{200B}b\u{3164}c\u{9B}") == "a\\u{200b}b\\u{3164}c\\u{9b}")
    #expect(Printable.text("München 日本") == "München 日本")
    #expect(Printable.text("abcdef", limit: 4) == "abc…" && Printable.text("abcd", limit: 4) == "abcd")
    #expect(Printable.text("abc", limit: 0) == "…")
    #expect(
      Printable.count(1_204) == "1,204" && Printable.count(999) == "999" && Printable.count(-1_234_567) == "-1,234,567")
    #expect(Printable.duration(milliseconds: 1_250) == "1.2 s" && Printable.duration(milliseconds: 180_000) == "3 min")
  }

  @Test("Principals and names")
  func names() {
    for text in ["system", "user:anna", "group:ops", "agent:claude-1"] {
      #expect(Principal(text)?.description == text)
    }
    for text in ["", "root", "user:", "user:a b", "user:a:b", "robot:x", "user:\u{1B}"] {
      #expect(Principal(text) == nil)
    }
    #expect(Name.isValid("stripe-live") && Name.isValid("a@b.c+d_e"))
    for text in ["", "-a", "a b", "ä", "a/b", String(repeating: "a", count: 65)] { #expect(!Name.isValid(text)) }
  }

  @Test("The nearest name is offered only when it is near")
  func nearest() {
    #expect(Nearest.match("hosst", in: ["host", "path"]) == "host")
    #expect(Nearest.match("zzzzz", in: ["host", "path"]) == nil)
    #expect(Nearest.match("x", in: []) == nil)
  }
}

@Suite("The audit query")
struct AuditQueryTests {
  private let now = Timestamp(microseconds: 1_800_000_000_000_000)

  @Test("All keys, negation and free text")
  func reads() throws {
    let query = try AuditQuery(
      "provider:github -decision:denied status:>=400 method:post since:2h until:2030-01-01 refund", now: now)
    #expect(
      query.conditions.map(\.term) == [
        .field(.provider, "github"), .field(.decision, "deny"), .status(.atLeast, 400), .field(.method, "POST"),
        .since(now.adding(seconds: -7200)), .until(try #require(Timestamp("2030-01-01"))), .text("refund"),
      ])
    #expect(query.conditions.map(\.isNegated) == [false, true, false, false, false, false, false])
    #expect(try AuditQuery("status:404 status:<300 status:>499 status:<=1 status:=5", now: now).conditions.count == 5)
    #expect(try AuditQuery("  ", now: now).isEmpty)
    #expect(try AuditQuery("result:denied", now: now).conditions.map(\.term) == [.field(.decision, "deny")])
    #expect(try AuditQuery("- :x", now: now).conditions.map(\.term) == [.text("-"), .text(":x")])
    #expect(try AuditQuery("host:127.0.0.1:8080", now: now).conditions.first?.term == .field(.host, "127.0.0.1:8080"))
  }

  @Test(
    "A mistake is told with what to write",
    arguments: [
      ("provder:github", "did you mean provider:?"), ("status:many", "status:>=400"), ("since:soon", "since:2h"),
      ("since:-2h", "since:2h"), ("since:99999999999h", "since:2h"), ("decision:maybe", "decision:allow"),
      ("result:maybe", "result:allow"),
      ("method:", "needs a value"),
    ])
  func mistakes(_ text: String, _ hint: String) {
    let problem = #expect(throws: AuditQueryProblem.self) { try AuditQuery(text, now: now) }
    #expect(problem?.description.contains(hint) == true)
  }
}

@Suite("Credentials and injections")
struct InjectionTests {
  @Test("One pasted line break is removed; what no header can carry is refused, and never shown")
  func cleaned() throws {
    let (value, removed) = try Credential.cleaned(SecretBytes("abc\r\n"))
    #expect(removed && value.text() == "abc")
    #expect(try !Credential.cleaned(SecretBytes("abc")).removedLineBreak)
    for (text, problem) in [
      ("", CredentialProblem.empty), ("\n", .empty), ("a\nb", .lineBreakInside),
      ("schlüssel", .notPrintable(position: 5)),
      ("a\tb", .notPrintable(position: 2)), (" abc", .edgeSpace), ("abc ", .edgeSpace),
      ("-----BEGIN PRIVATE KEY-----\nx", .privateKey), ("{\"private_key\": 1}", .serviceAccount),
    ] {
      let found = #expect(throws: CredentialProblem.self) { try Credential.cleaned(SecretBytes(text)) }
      #expect(found == problem)
    }
  }

  @Test("Templates name their fields; one that cannot be sent says why")
  func problems() {
    #expect(Injection.bearer().fieldNames == ["token"] && Injection.bearer().problem == nil)
    #expect(Injection.basic.fieldNames == ["user", "password"] && Injection.basic.problem == nil)
    let wrong = [
      Injection(kind: .header, name: "", format: "{token}"), Injection(kind: .header, name: "a b", format: "{token}"),
      Injection(kind: .header, name: "Host", format: "{token}"),
      Injection(
        kind: .header, name: "X-Key", format: "{token}", extraHeaders: [.init(name: "Content-Length", value: "1")]),
      Injection(kind: .header, name: "X-Key", format: "token"),
      Injection(kind: .header, name: "X-Key", format: "{token"),
      Injection(kind: .header, name: "X-Key", format: "{token}\r\nX: y"),
      Injection(kind: .header, name: "X-Key", format: "{token}{path}"),
      Injection(kind: .query, name: "a&b", format: "{token}"), Injection(kind: .query, name: "a#b", format: "{token}"),
      Injection(kind: .path, name: "", format: "bot{token}{path}"),
      Injection(kind: .path, name: "", format: "/bot{token}"),
      .awsSigV4(AWSScope(region: "eu west")), .awsSigV4(AWSScope(service: "S3")), .awsSigV4(AWSScope(region: "")),
      .awsSigV4(extraHeaders: [.init(name: "x-amz-DATE", value: "1")]),
      Injection(kind: .awsSigV4, name: "Authorization", format: ""),
    ]
    for injection in wrong { #expect(injection.problem?.isEmpty == false, "\(injection.summary)") }
  }
}

@Suite("Secret bytes")
struct SecretBytesTests {
  @Test("They never print, grow as they are typed into, and equal only themselves")
  func basics() {
    let secret = SecretBytes("hunter")
    secret.append("ü")
    #expect(secret.count == 8 && "\(secret)" == "redacted" && String(reflecting: secret) == "redacted")
    #expect(!"\([secret])".contains("hunter"))
    secret.removeLastScalar()
    #expect(secret.text() == "hunter")
    #expect(secret != SecretBytes("hunter") && secret.hasSameBytes(as: SecretBytes("hunter")))
    #expect(!secret.hasSameBytes(as: SecretBytes("hunted")) && !secret.hasSameBytes(as: SecretBytes("hunte")))
    for _ in 0..<10_000 { secret.append("x") }
    #expect(secret.count == 10_006)
    secret.removeAll()
    #expect(secret.isEmpty && SecretBytes([0xFF]).text() == nil)
  }
}
