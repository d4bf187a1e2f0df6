import Domain
import LocalServers
import OAuthClient
import ProviderCatalog
import Testing

@Suite("Telling the provider that a connection is over")
struct RevocationTests {
  /// Revokes the tokens `access` and `refresh` at a server that answers as given.
  private func revoke(
    account: String = "", secret: String? = "app-secret", _ change: (inout OAuthFacts.Revocation) -> Void = { _ in },
    _ answer: @escaping @Sendable (ScriptedServer.Incoming) -> ScriptedServer.Answer
  ) async throws -> (isTold: Bool?, failure: OAuthFailure?, requests: [ScriptedServer.Incoming]) {
    let server = try await ScriptedServer.start { answer($0) }
    var facts = OAuthFacts(authorizeURL: server.origin + "/a", tokenURL: server.origin + "/t")
    var revocation = OAuthFacts.Revocation(url: server.origin + "/revoke")
    change(&revocation)
    facts.revocation = revocation
    let client = try OAuthClient.of(facts, secret: secret)
    var isTold: Bool?
    let found = await failure {
      isTold = try await client.revoke(
        accessToken: SecretBytes("access"), refreshToken: SecretBytes("refresh"), account: account)
    }
    await server.stop()
    return (isTold, found, server.requests)
  }

  @Test("By RFC 7009 the refresh token goes first, then the access token, each with the client's own authentication")
  func standard() async throws {
    let end = try await revoke { _ in .init(200, "") }
    #expect(end.isTold == true && end.requests.map { $0.form["token"] } == ["refresh", "access"])
    #expect(end.requests.allSatisfy { $0.form["client_id"] == "app-id" && $0.form["client_secret"] == "app-secret" })
  }

  @Test("A public client revokes with its id alone")
  func publicClient() async throws {
    let end = try await revoke(secret: nil) { _ in .init(200, "") }
    #expect(end.isTold == true && end.requests.count == 2)
    #expect(end.requests.allSatisfy { $0.form["client_id"] == "app-id" && $0.form["client_secret"] == nil })
  }

  @Test("What is over already counts as told")
  func gone() async throws {
    let unknown = try await revoke { _ in .init(400, #"{"error":"invalid_token"}"#) }
    #expect(unknown.isTold == true && unknown.requests.count == 2)
    let missing = try await revoke {
      $0.goneStatuses = [404]
    } _: { _ in
      .init(404, "")
    }
    #expect(missing.isTold == true)
    let wentAlong = try await revoke { request in
      request.form["token"] == "refresh" ? .init(200, "") : .init(400, #"{"error":"unsupported_token_type"}"#)
    }
    #expect(wentAlong.isTold == true)
  }

  @Test("A refresh token that cannot be revoked, a wrong address and a refusal in a 200 are no success")
  func refusals() async throws {
    let unsupported = try await revoke { _ in .init(400, #"{"error":"unsupported_token_type"}"#) }
    #expect(unsupported.failure == .refused(code: "unsupported_token_type", description: ""))
    #expect(try await revoke { _ in .init(404, "<html>") }.failure == .refused(code: "status 404", description: ""))
    #expect(try await revoke { _ in .init(401, "") }.failure == .refused(code: "status 401", description: ""))
    let inside = try await revoke { _ in .init(200, #"{"error":"invalid_client"}"#) }
    #expect(inside.failure == .refused(code: "invalid_client", description: ""))
  }

  @Test("A server that cannot do it now is told again later")
  func later() async throws {
    #expect(try await revoke { _ in .init(503, "") }.failure == .unavailable("status 503"))
    #expect(try await revoke { _ in .init(408, "") }.failure == .unavailable("status 408"))
    #expect(try await revoke { _ in .init(429, "", retryAfter: "9") }.failure == .throttled(retryAfter: 9))
  }

  @Test("A form of the provider's own has its method, its parameters and its authentication")
  func ownForm() async throws {
    let end = try await revoke(account: "a/b") { revocation in
      revocation.url += "/{account}/{client_id}"
      revocation.method = "DELETE"
      revocation.authentication = .bearerSecret
      revocation.isJSON = true
      revocation.parameters = ["who": "{account}", "app": "{client_id}", "kind": "all", "value": "{access_token}"]
    } _: { _ in
      .init(204, "")
    }
    let request = try #require(end.requests.first)
    #expect(end.isTold == true && end.requests.count == 1)
    #expect(request.method == "DELETE" && request.path == "/revoke/a%2Fb/app-id")
    #expect(request.header("authorization") == "Bearer app-secret")
    #expect(request.body == #"{"app":"app-id","kind":"all","value":"access","who":"a/b"}"#)
  }

  @Test("Without what its form needs nothing is sent")
  func cannot() async throws {
    let noSecret = try await revoke(secret: nil) {
      $0.authentication = .basic
    } _: { _ in
      .init(200, "")
    }
    #expect(noSecret.isTold == false && noSecret.requests.isEmpty)
    let noAccount = try await revoke {
      $0.parameters = ["who": "{account}"]
    } _: { _ in
      .init(200, "")
    }
    guard case .misconfigured? = noAccount.failure else {
      Issue.record("\(noAccount)")
      return
    }
    #expect(noAccount.requests.isEmpty)
    let none = try OAuthClient.of(OAuthFacts(authorizeURL: "https://a.example/a", tokenURL: "https://a.example/t"))
    #expect(try await !none.revoke(accessToken: SecretBytes("a"), refreshToken: nil, account: ""))
  }
}
