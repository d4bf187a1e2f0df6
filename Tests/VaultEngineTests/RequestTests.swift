import Domain
import Foundation
import LocalServers
import Outbound
import Testing

@testable import VaultEngine

@Suite("vault.request")
struct RequestTests {
  /// A vault with a bearer grant `api` for a local server that demands its value.
  private func withServer(
    now: @escaping @Sendable () -> Timestamp = { .now() },
    _ body: (TemporaryVault, LocalServer) async throws -> Void
  ) async throws {
    let server = try await LocalServer.start(credential: ("Authorization", "Bearer value-1"))
    try await TemporaryVault.with(now: now) { it in
      try await it.store("api", origin: server.origin)
      try await body(it, server)
    }
    await server.stop()
  }

  private func newest(_ it: TemporaryVault) async throws -> AuditEntry {
    try #require(try await it.vault.auditPage(AuditQuery(), before: nil, limit: 1).entries.first)
  }

  @Test("The credential goes in, the answer comes out, and intent and outcome are in the log")
  func happyPath() async throws {
    try await withServer { it, server in
      let response = try await it.vault.request(
        .get, server.origin + "/secure?page=2&token=x", grantID: "api", headers: [("X-Own", "1")], caller: "test")
      #expect(response.status == 200)
      #expect(String(decoding: try await response.body.collect(upTo: 1000), as: UTF8.self) == #"{"ok":true}"#)
      #expect(server.log.entries.first?.header("Authorization") == "Bearer value-1")
      #expect(server.log.entries.first?.header("X-Own") == "1")
      let entry = try await newest(it)
      #expect(entry.result == "allow" && entry.sequence == response.auditSequence)
      #expect(entry.event.path == "/secure" && entry.event.queryKeys == ["page", "token"])
      #expect(entry.outcome?.event.status == 200)
      #expect(entry.outcome?.event.bytesIn == 11)
      #expect(try await it.vault.verifyAudit().problem == nil)
      #expect(try await it.vault.grant(named: "api").state == .good)
    }
  }

  @Test(
    "Basic, header, query, path and several headers carry the credential where their template says",
    arguments: [
      (Injection.basic, [("user", "ann"), ("password", "pw")], "Authorization", "Basic YW5uOnB3", "/x"),
      (
        Injection(kind: .header, name: "Authorization", format: "Token token={token}"), [("token", "t")],
        "Authorization", "Token token=t", "/x"
      ),
      (
        Injection(kind: .query, name: "key", format: "{token}"), [("token", "a&b=c")], "Accept-Encoding", "identity",
        "/x?a=1&key=a%26b%3Dc"
      ),
      (
        Injection(kind: .path, name: "", format: "/bot{token}{path}"), [("token", "1:A/B")], "Accept-Encoding",
        "identity", "/bot1%3AA%2FB/x"
      ),
      (
        Injection.bearer(extraHeaders: [.init(name: "X-App", value: "{app}"), .init(name: "Accept", value: "a/b")]),
        [("token", "t"), ("app", "7")], "X-App", "7", "/x"
      ),
    ])
  func injections(
    injection: Injection, fields: [(String, String)], header: String, value: String, target: String
  ) async throws {
    let server = try await LocalServer.start()
    try await TemporaryVault.with { it in
      var draft = try TemporaryVault.draft("api", origin: server.origin)
      draft.injection = injection
      _ = try await it.vault.storeSecret(
        draft, Credential(fields: fields.map { .init(name: $0.0, value: SecretBytes($0.1)) }))
      let path = target.contains("a=1") ? "/x?a=1" : "/x"
      _ = try await it.vault.request(.get, server.origin + path, grantID: "api").body.collect(upTo: 1000)
      let arrived = try #require(server.log.entries.first)
      #expect(arrived.header(header) == value)
      #expect(arrived.target == target)
      #expect(try await newest(it).event.path == "/x")
    }
    await server.stop()
  }

  @Test(
    "Outside the binding nothing is sent, and the denial says what would pass",
    arguments: [
      "https://evil.example/secure", "http://127.0.0.1:1/secure", "http://localhost:PORT/secure",
      "https://127.0.0.1:PORT/secure",
    ])
  func outsideBinding(url: String) async throws {
    try await withServer { it, server in
      let refusal = await failure {
        _ = try await it.vault.request(.get, url.replacing("PORT", with: String(server.port)), grantID: "api")
      }
      #expect(refusal?.code == .denied)
      #expect(refusal?.hint.contains(server.origin) == true)
      #expect(server.log.entries.isEmpty)
      let entry = try await newest(it)
      #expect(entry.result == "deny" && entry.event.rule == "binding")
    }
  }

  @Test(
    "URLs that can be read in two ways are refused before anything is decided",
    arguments: [
      "http://user@127.0.0.1/", "http://127.0.0.1\\@evil.com/", "http://api%2egithub.com/", "http://①②⑦.0.0.1/",
      "http://0x7f.1/", "http://127.1/", "http://127.0.0.1./", "http://127.0.0.1:0/", "ftp://127.0.0.1/",
      "http://127.0.0.1/a/../b", "http://127.0.0.1/a/%2e%2e/b", "http://127.0.0.1/#x", "http://127.0.0.1/ x",
      "http://127.0.0.1/\u{0}",
    ])
  func hostileURLs(url: String) async throws {
    try await withServer { it, server in
      #expect(await code { _ = try await it.vault.request(.get, url, grantID: "api") } == .badInput)
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test(
    "A caller may not set what carries or redirects a credential, in any letter case",
    arguments: ["authorization", "COOKIE", "Host", "Proxy-Authorization", "Transfer-Encoding", "content-length", "a b"])
  func forbiddenHeaders(name: String) async throws {
    try await withServer { it, server in
      let set = await code {
        _ = try await it.vault.request(.get, server.origin, grantID: "api", headers: [(name, "x")])
      }
      #expect(set == .badInput)
      let split = await code {
        _ = try await it.vault.request(.get, server.origin, grantID: "api", headers: [("X-A", "a\r\nHost: evil")])
      }
      #expect(split == .badInput)
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("A redirect is an answer, never followed with the credential")
  func redirect() async throws {
    try await withServer { it, server in
      let response = try await it.vault.request(
        .get, server.origin + "/redirect?http://127.0.0.1:1/stolen", grantID: "api")
      #expect(response.status == 302)
      #expect(response.headers.contains { $0.name.lowercased() == "location" })
      #expect(server.log.entries.count == 1)
    }
  }

  @Test("An answer that holds the credential is overwritten and marked")
  func reflection() async throws {
    try await withServer { it, server in
      let response = try await it.vault.request(.get, server.origin + "/reflect", grantID: "api")
      let body = String(decoding: try await response.body.collect(upTo: 1000), as: UTF8.self)
      #expect(body == "you sent Bearer ******* here")
      #expect(!response.headers.contains { $0.value.contains("value-1") })
      #expect(try await newest(it).outcome?.event.flags == ["reflection"])
    }
  }

  @Test("After a rotation the earlier value serves while the provider does not know the new one")
  func rotationOverlap() async throws {
    let clock = TestClock()
    try await withServer(now: clock.now) { it, server in
      let secret = try await it.vault.secret(named: "api")
      _ = try await it.vault.rotateSecret(secret.id, .token(SecretBytes("value-2")))
      let response = try await it.vault.request(.get, server.origin + "/secure", grantID: "api")
      #expect(response.status == 200)
      _ = try await response.body.collect(upTo: 1000)
      #expect(try await newest(it).outcome?.event.flags == ["earlier_value"])
      #expect(server.log.entries.map { $0.header("Authorization") } == ["Bearer value-2", "Bearer value-1"])
      clock.advance(seconds: 86_401)
      let late = try await it.vault.request(.get, server.origin + "/secure", grantID: "api")
      #expect(late.status == 401)
    }
  }

  @Test("A revoked grant is refused at once, and so is every grant of a revoked secret")
  func revoked() async throws {
    try await withServer { it, server in
      let second = try await it.vault.addGrant(
        GrantDraft(secretID: try await it.vault.secret(named: "api").id, name: "second", principal: .system))
      try await it.vault.revokeGrant(second.id)
      #expect(await code { _ = try await it.vault.request(.get, server.origin, grantID: "second") } == .denied)
      _ = try await it.vault.request(.get, server.origin, grantID: "api").body.collect(upTo: 100)
      try await it.vault.revokeSecret(try await it.vault.secret(named: "api").id)
      #expect(await code { _ = try await it.vault.request(.get, server.origin, grantID: "api") } == .denied)
      #expect(server.log.entries.count == 1)
    }
  }

  @Test("A policy's denial names the rule")
  func policyDenies() async throws {
    try await withServer { it, server in
      _ = try await it.vault.savePolicy(
        PolicyDraft(name: "guard", scope: .everyGrant, rules: [try Rule("deny POST /secure")]))
      let refusal = await failure {
        _ = try await it.vault.request(.post, server.origin + "/secure", grantID: "api", body: .bytes([1]))
      }
      #expect(refusal?.code == .denied && refusal?.message.contains("guard v1 rule 1") == true)
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("Without an intent on the disk nothing is sent: the disk is full at every size of the vault")
  func diskFull() async throws {
    try await withServer { it, server in
      let database = it.vault.database
      var refused = 0
      for _ in 0..<4 {
        try database.limitPages(to: try database.pragma("page_count"))
        var isFull = false
        while !isFull {
          let before = server.log.entries.count
          do {
            let response = try await it.vault.request(.get, server.origin + "/stream/10", grantID: "api")
            do { _ = try await response.body.collect(upTo: 100) } catch {
              // Sent, with its intent; the outcome did not fit, so the end of the answer is withheld.
              #expect((error as? VaultError)?.code == .storage)
              isFull = true
            }
          } catch {
            #expect((error as? VaultError)?.code == .storage)
            #expect(server.log.entries.count == before, "sent without an intent")
            refused += 1
            isFull = true
          }
        }
        // One page more, so that the next round ends at another write.
        try database.limitPages(to: try database.pragma("page_count") + 1)
        _ = try? await it.vault.request(.get, server.origin + "/stream/10", grantID: "api").body.collect(upTo: 100)
      }
      try database.limitPages(to: 1_000_000)
      #expect(refused > 0)
      let intents = try await it.vault.auditPage(AuditQuery(), before: nil, limit: 10_000).entries
        .count { $0.event.kind == .intent }
      #expect(server.log.entries.count <= intents)
      _ = try await it.vault.request(.get, server.origin + "/stream/10", grantID: "api").body.collect(upTo: 100)
      #expect(try await it.vault.verifyAudit().problem == nil)
    }
  }

  @Test("An answer that the caller drops ends as abandoned, and the server is let go")
  func abandoned() async throws {
    try await withServer { it, server in
      do {
        let response = try await it.vault.request(.get, server.origin + "/drip", grantID: "api")
        #expect(response.status == 200)
      }
      await server.log.waitUntilEnded(1)
      var changes = it.vault.changes().makeAsyncIterator()
      while try await newest(it).outcome == nil { _ = await changes.next() }
      #expect(try await newest(it).outcome?.event.flags == ["abandoned"])
    }
  }

  @Test("A provider that breaks off half-way, or cannot be reached, is a failed outcome")
  func failures() async throws {
    try await withServer { it, server in
      let response = try await it.vault.request(.get, server.origin + "/half", grantID: "api")
      await #expect(throws: (any Error).self) { try await response.body.collect(upTo: 2 << 20) }
      #expect(try await newest(it).outcome?.event.reason.isEmpty == false)
      try await it.store("gone", origin: "http://127.0.0.1:1")
      #expect(
        await code { _ = try await it.vault.request(.get, "http://127.0.0.1:1/", grantID: "gone") } == .unreachable)
      #expect(try await newest(it).result == "failed")
    }
  }

  @Test("A body streams out and in")
  func streams() async throws {
    try await withServer { it, server in
      let chunks = AsyncThrowingStream<[UInt8], any Error> { continuation in
        for _ in 0..<64 { continuation.yield([UInt8](repeating: 7, count: 16_384)) }
        continuation.finish()
      }
      let response = try await it.vault.request(
        .post, server.origin + "/count", grantID: "api", body: .stream(length: nil, chunks: chunks))
      #expect(String(decoding: try await response.body.collect(upTo: 100), as: UTF8.self) == "1048576")
      #expect(try await newest(it).outcome?.event.bytesOut == 1_048_576)
    }
  }

  @Test("Calls of a process that died are closed as unknown by the next one")
  func orphans() async throws {
    try await withServer { it, _ in
      let orphan = Identifier()
      let dead = Identifier()
      let log = await it.vault.auditLog(try await it.vault.useKeys())
      try await it.vault.database.write { transaction in
        try log.append(AuditEvent(kind: .intent, requestID: orphan, subject: "api"), in: transaction)
        try transaction.insertInstance(dead, pid: 1, startedAt: .now())
        try transaction.insertOpenIntent(orphan, instance: dead)
      }
      _ = try await it.vault.overview()
      #expect(try await newest(it).outcome?.event.flags == ["unknown"])
      #expect(try await it.vault.verifyAudit().problem == nil)
    }
  }

  @Test("A credential's test tells its steps; refused and unreachable are told apart")
  func testCredential() async throws {
    try await withServer { it, server in
      var draft = try TemporaryVault.draft("new", origin: server.origin)
      draft.test = TestRequest(url: server.origin + "/secure", validBodyContains: #""ok": true"#)
      let told = Locked<[TestStep.Name]>([])
      let good = try await it.vault.testCredential(draft, .token(SecretBytes("value-1")), caller: "t") { step in
        told.change { $0.append(step.name) }
      }
      #expect(good.verdict == .valid)
      #expect(told.value == [.policy, .audit, .address, .answer, .echo, .outcome])
      let bad = try await it.vault.testCredential(draft, .token(SecretBytes("nope")), caller: "t") { _ in }
      #expect(bad.verdict == .refused)
      draft.binding = try Binding(origins: [try Origin("http://127.0.0.1:1")])
      draft.test = TestRequest(url: "http://127.0.0.1:1/")
      let gone = try await it.vault.testCredential(draft, .token(SecretBytes("value-1")), caller: "t") { _ in }
      #expect(gone.verdict == .unreachable)
      #expect(try await it.vault.overview().secrets.map(\.name) == ["api"])
      #expect(try await it.vault.verifyAudit().problem == nil)
    }
  }

  @Test("A caller that is cancelled at any moment leaves an intent with its outcome, or nothing")
  func cancelled() async throws {
    try await withServer { it, server in
      for microseconds in stride(from: 0, to: 12_000, by: 500) {
        let (vault, url) = (it.vault, server.origin + "/stream/10")
        let call = Task { try await vault.request(.get, url, grantID: "api").body.collect(upTo: 100) }
        // The instant is the point.
        try await ContinuousClock().sleep(for: .microseconds(microseconds))
        call.cancel()
        _ = try? await call.value
      }
      await it.vault.openExchanges.cancelAndWait()
      let calls = try await it.vault.auditPage(AuditQuery(), before: nil, limit: 200).entries
        .filter { $0.event.kind == .intent }
      #expect(calls.allSatisfy { $0.outcome != nil })
      #expect(calls.allSatisfy { $0.outcome?.event.status == 200 || $0.outcome?.event.flags == ["abandoned"] })
      #expect(try await it.vault.verifyAudit().problem == nil)
    }
  }

  @Test("A credential in a path stands neither in the log nor in the denial")
  func credentialInPath() async throws {
    try await withServer { it, server in
      let token = "ghp_" + String(repeating: "a", count: 30) + "3P6GFu"
      _ = try await it.vault.savePolicy(
        PolicyDraft(name: "strict", scope: .everyGrant, rules: [try Rule("allow GET /v1/**")]))
      let refusal = await failure {
        _ = try await it.vault.request(.get, "\(server.origin)/\(token)/x", grantID: "api")
      }
      #expect(refusal?.code == .denied && refusal?.description.contains(token) == false)
      let event = try await newest(it).event
      #expect(event.kind == .denied && !"\(event)".contains(token))
    }
  }

  @Test("A clock that went back is a flag, not a failure")
  func clockWentBack() async throws {
    let clock = TestClock()
    try await withServer(now: clock.now) { it, server in
      clock.advance(seconds: -3600)
      _ = try await it.vault.request(.get, server.origin + "/stream/10", grantID: "api").body.collect(upTo: 100)
      let entry = try await newest(it)
      #expect(entry.event.flags == ["clock_went_back"])
      #expect(entry.outcome?.event.flags == [])
      #expect(try await it.vault.verifyAudit().problem == nil)
    }
  }

  @Test("A test call that cannot be sent still has its outcome")
  func testWithoutClient() async throws {
    try await withServer { it, server in
      var draft = try TemporaryVault.draft("tried", origin: server.origin)
      draft.test = TestRequest(url: server.origin + "/secure")
      let stored = try await it.vault.storeSecret(draft, .token(SecretBytes("value-1")))
      var options = it.options
      options.extraCAFiles = [it.folder + "/none.pem"]
      let other = try await Vault.open(at: it.location, options: options)
      #expect(await code { _ = try await other.testSecret(stored.secret.id, caller: "t") { _ in } } == .badInput)
      await other.close()
      let entry = try await newest(it)
      #expect(entry.result == "failed" && entry.outcome?.event.reason.contains("none.pem") == true)
    }
  }

  @Test("TLS: a server with a certificate of a known authority is called over HTTP/2, any other is not")
  func tls() async throws {
    let authority = try TestAuthority()
    let server = try await LocalServer.start(.http2(try authority.identity()))
    try await TemporaryVault.with { it in
      try await it.store("api", origin: server.origin)
      #expect(
        await code { _ = try await it.vault.request(.get, server.origin + "/stream/10", grantID: "api") }
          == .unreachable)
      #expect(server.log.entries.isEmpty)
      var options = it.options
      options.extraCAFiles = [authority.certificateFile]
      let trusting = try await Vault.open(at: it.location, options: options)
      let response = try await trusting.request(.get, server.origin + "/stream/10", grantID: "api")
      #expect(response.status == 200)
      _ = try await response.body.collect(upTo: 1000)
      await trusting.close()
    }
    await server.stop()
  }
}
