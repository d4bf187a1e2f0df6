import Domain
import Testing

@testable import PortalModel

@Suite("Words that dialogs write and read")
struct DialogWordsTests {
  @Test(
    "a word that a shell would read otherwise is quoted",
    arguments: [
      ("stripe-live", "stripe-live"), ("https://a.example/b,c", "https://a.example/b,c"), ("", "''"),
      ("Token {token}", "'Token {token}'"), ("it's", "'it'\\''s'"), ("a;rm", "'a;rm'"), ("/v1/*", "'/v1/*'"),
    ])
  func quotes(word: String, written: String) { #expect(ShellWord.quoted(word) == written) }

  private let now = Timestamp(microseconds: 1_795_528_931_000_000)

  @Test("an end is typed as a time from now, a date, or not at all")
  func readsEnds() throws {
    #expect(try Lifetime.end("", now: now) == nil)
    #expect(try Lifetime.end("2h", now: now) == now.adding(seconds: 7200))
    #expect(try Lifetime.end(" 30 d ", now: now) == now.adding(seconds: 30 * 86_400))
    #expect(try Lifetime.end("2027-01-31", now: now) == Timestamp("2027-01-31T00:00:00Z"))
  }

  @Test("an end that is past, or no time at all, is refused", arguments: ["2020-01-01", "soon", "0d", "-3h", "h"])
  func refusesEnds(text: String) {
    #expect(throws: Lifetime.Problem.self) { try Lifetime.end(text, now: now) }
  }

  @Test("long lines of an answer are cut into pieces, tabs and controls are shown")
  func cutsAnswers() {
    let answer = RequestAnswer(
      status: 200, headers: [], body: String(repeating: "x", count: 1200) + "\r\n\ta\u{7}", bodyBytes: 70_000,
      milliseconds: 1, auditSequence: nil)
    let text = AnswerText(answer)
    #expect(text.lines.map(\.count) == [0, 512, 512, 176, 8])
    #expect(text.lines.last == #"  a\u{7}"#)
    #expect(text.isCut)
  }
}
