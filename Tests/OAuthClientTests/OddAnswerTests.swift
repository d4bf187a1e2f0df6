import Domain
import LocalServers
import OAuthClient
import ProviderCatalog
import Testing

@Suite("Answers that are not quite the standard's")
struct OddAnswerTests {
  private func refresh(
    _ answer: ScriptedServer.Answer, change: (inout OAuthFacts) -> Void = { _ in }
  ) async throws -> TokenSet {
    let server = try await ScriptedServer.start { _ in answer }
    var facts = OAuthFacts(authorizeURL: server.origin + "/a", tokenURL: server.origin + "/t")
    change(&facts)
    let client = try OAuthClient.of(facts)
    do {
      let tokens = try await client.refresh(SecretBytes("r"))
      await server.stop()
      return tokens
    } catch {
      await server.stop()
      throw error
    }
  }

  @Test(
    "Scopes are read joined by spaces or by the provider's own separator, as a text or as a list",
    arguments: [
      (#""a b""#, ["a", "b"]), (#""a,b""#, ["a", "b"]), (#""a, b""#, ["a", "b"]), (#"["a","b"]"#, ["a", "b"]),
      (#""""#, []), ("[]", []), ("null", nil), ("7", nil),
    ] as [(String, [String]?)])
  func scopes(text: String, scopes: [String]?) async throws {
    let tokens = try await refresh(.init(200, #"{"access_token":"a","scope":\#(text)}"#)) {
      $0.answerScopeSeparator = ","
    }
    #expect(tokens.scopes == scopes)
  }

  @Test("A comma is part of a scope's name where nothing else is known")
  func comma() async throws {
    #expect(try await refresh(.init(200, #"{"access_token":"a","scope":"a,b c"}"#)).scopes == ["a,b", "c"])
  }

  @Test("A form is read though it is called text, but a page is none")
  func forms() async throws {
    let form = "access_token=a%2Bb&expires_in=60"
    #expect(try await refresh(.init(200, form, type: "text/plain; charset=utf-8")).accessToken.text() == "a+b")
    for page in ["<p>access_token=a", "access_token=a&access_token=b", "hello=you", "access_token=%zz"] {
      let found = await failure { _ = try await refresh(.init(200, page, type: "text/plain")) }
      #expect(found != nil, "\(page)")
    }
    let html = await failure { _ = try await refresh(.init(200, form, type: "text/html")) }
    #expect(html == .unavailable("status 200, and neither JSON nor a form"))
  }

  @Test("An account is named by a text or a number, however large, also within an object")
  func accounts() async throws {
    let answer = ScriptedServer.Answer(200, #"{"access_token":"a","team":{"id":9007199254740993,"name":"\u001bAcme"}}"#)
    #expect(try await refresh(answer) { $0.accountField = "team.id" }.account == "9007199254740993")
    #expect(try await refresh(answer) { $0.accountField = "team.name" }.account == "\\u{1b}Acme")
    #expect(try await refresh(answer) { $0.accountField = "team" }.account == nil)
  }

  @Test("An error that is an object is told by its code or type")
  func errorObjects() async throws {
    let typed = await failure {
      _ = try await refresh(.init(422, #"{"error":{"type":"INVALID_REQUEST","message":"no\u001b[2J"}}"#))
    }
    #expect(typed == .refused(code: "INVALID_REQUEST", description: "no\\u{1b}[2J"))
    let none = await failure { _ = try await refresh(.init(200, #"{"error":null,"access_token":"a"}"#)) }
    #expect(none == nil)
  }

  @Test("Codes of the provider's own mean invalid_grant only where the catalogue says so")
  func ownCodes() async throws {
    let answer = ScriptedServer.Answer(400, #"{"error":"bad_refresh_token"}"#)
    #expect(await failure { _ = try await refresh(answer) }?.isInvalidGrant == false)
    #expect(
      await failure { _ = try await refresh(answer) { $0.invalidGrantCodes = ["bad_refresh_token"] } }?.isInvalidGrant
        == true)
    let empty = ScriptedServer.Answer(400, "")
    #expect(await failure { _ = try await refresh(empty) { $0.isEmptyRefusalFinal = true } }?.isInvalidGrant == true)
  }

  @Test("What says to wait is no refusal, even with invalid_grant in it")
  func waits() async throws {
    let dead = #"{"error":"invalid_grant"}"#
    let early = await failure { _ = try await refresh(.init(409, dead)) { $0.tooSoonStatuses = [409] } }
    #expect(early == .throttled(retryAfter: nil))
    #expect(await failure { _ = try await refresh(.init(409, dead)) }?.isInvalidGrant == true)
    let busy = await failure { _ = try await refresh(.init(503, dead, retryAfter: "5")) }
    #expect(busy == .throttled(retryAfter: 5))
    for (text, seconds) in [("999999", 3600), ("-4", 0), ("soon", nil)] as [(String, Int64?)] {
      let found = await failure { _ = try await refresh(.init(429, "", retryAfter: text)) }
      #expect(found == .throttled(retryAfter: seconds))
    }
  }

  @Test("A redirect is not followed with the client's secret, and is a mistake of the description")
  func redirect() async throws {
    var answer = ScriptedServer.Answer(307, "")
    answer.headers.append(("Location", "/elsewhere"))
    let found = await failure { _ = try await refresh(answer) }
    guard case .misconfigured? = found else {
      Issue.record("\(String(describing: found))")
      return
    }
  }

  @Test("An answer without end is cut off")
  func endless() async throws {
    let found = await failure {
      _ = try await refresh(.init(200, #"{"access_token":""# + String(repeating: "a", count: 1 << 21) + #""}"#))
    }
    #expect(found == .unavailable("the answer's body is larger than 1,048,576 bytes"))
  }
}
