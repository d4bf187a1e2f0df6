import Domain
import LocalServers
import Outbound
import Testing
import VaultCrypto

@testable import VaultEngine

@Suite("Calls signed for AWS")
struct AWSSigningTests {
  private static let secretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
  private static let sessionToken = "FwoGZXIvYXdzEXAMPLE//session=="

  private static func draft(
    _ origins: [String], region: String? = "eu-central-1", service: String? = "execute-api"
  ) throws -> SecretDraft {
    SecretDraft(
      name: "aws", provider: "custom", kind: "", binding: try Binding(origins: origins.map { try Origin($0) }),
      injection: .awsSigV4(AWSScope(region: region, service: service)))
  }

  private static func credential(session: Bool = false) -> Credential {
    Credential(
      fields: [
        .init(name: "access_key_id", value: SecretBytes("AKIDEXAMPLE")),
        .init(name: "secret_access_key", value: SecretBytes(secretKey)),
      ] + (session ? [.init(name: "session_token", value: SecretBytes(sessionToken))] : []))
  }

  private func withServer(
    service: String = "execute-api", session: Bool = false,
    _ body: (TemporaryVault, LocalServer) async throws -> Void
  ) async throws {
    let server = try await LocalServer.start()
    try await TemporaryVault.with { it in
      _ = try await it.vault.storeSecret(
        try Self.draft([server.origin], service: service), Self.credential(session: session))
      try await body(it, server)
    }
    await server.stop()
  }

  @Test(
    "What arrives at the service has a signature that the service accepts",
    arguments: [
      ("execute-api", "/a%20b//c%2Fd/(x)?q=a+b&A=%2F&A=1&flag", false), ("s3", "/bucket/a+b/$(x),y?lifecycle", false),
      ("s3", "/bucket/plain?prefix=J&max-keys=2", true), ("es", "/", true),
    ])
  func accepted(service: String, target: String, session: Bool) async throws {
    try await withServer(service: service, session: session) { it, server in
      let sent = Array(#"{"a":1}"#.utf8)
      let response = try await it.vault.request(
        .post, server.origin + target, grantID: "aws",
        headers: [("Content-Type", "application/json"), ("X-Amz-Target", "Some.Action  twice"), ("X-Own", "1")],
        body: .bytes(sent))
      #expect(response.status == 200)
      _ = try await response.body.collect(upTo: 1000)
      let arrived = try #require(server.log.entries.first)
      let problem = AWSVerifier(secretKey: Self.secretKey, service: service).problem(with: arrived, body: sent)
      #expect(problem == nil)
      #expect(arrived.header("X-Amz-Security-Token") == (session ? Self.sessionToken : nil))
      #expect(arrived.header("Authorization")?.contains(Self.secretKey) == false)
    }
  }

  @Test("A body that streams is read, signed and sent", arguments: ["execute-api", "s3"])
  func streamed(service: String) async throws {
    try await withServer(service: service) { it, server in
      let response = try await it.vault.request(
        .put, server.origin + "/echo", grantID: "aws", body: stream(["one ", "two"], length: 7))
      #expect(String(decoding: try await response.body.collect(upTo: 100), as: UTF8.self) == "one two")
      let arrived = try #require(server.log.entries.first)
      let verifier = AWSVerifier(secretKey: Self.secretKey, service: service)
      #expect(verifier.problem(with: arrived, body: Array("one two".utf8)) == nil)
    }
  }

  @Test("A body that is too long to be signed is refused with the reason, and nothing is sent")
  func tooLong() async throws {
    try await withServer { it, server in
      let chunk = String(repeating: "x", count: CallBody.limit)
      let refusal = await failure {
        _ = try await it.vault.request(
          .put, server.origin + "/echo", grantID: "aws", body: stream([chunk, "y"], length: nil))
      }
      #expect(refusal?.code == .badInput)
      #expect(refusal?.message.contains("longer than the 1,048,576 bytes that can be signed") == true)
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("Towards S3 over https a body of a known length streams without being signed; else it has to be in memory")
  func unsigned() throws {
    let scope = AWSScope()
    let secure = try Origin("https://b.s3.eu-central-1.amazonaws.com")
    #expect(!AWSSigning.needsWholeBody(length: 9, scope: scope, origin: secure))
    #expect(AWSSigning.needsWholeBody(length: nil, scope: scope, origin: secure))
    let local = AWSScope(region: "r", service: "s3")
    #expect(AWSSigning.needsWholeBody(length: 9, scope: local, origin: try Origin("http://127.0.0.1:9000")))
    #expect(AWSSigning.needsWholeBody(length: 9, scope: scope, origin: try Origin("https://sts.amazonaws.com")))
    let request = try InjectedRequest(
      method: "PUT", url: try CanonicalURL("https://b.s3.eu-central-1.amazonaws.com/k"), headers: [],
      body: stream(["x"], length: 1), injection: .awsSigV4(), credential: Self.credential())
    #expect(request.headers.contains { $0 == ("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD") })
  }

  @Test(
    "A caller may set no part of a signature, neither as a header nor in the URL",
    arguments: ["Authorization", "x-amz-date", "X-AMZ-Content-SHA256", "X-Amz-Security-Token", "?X-Amz-Signature=1"])
  func reserved(name: String) async throws {
    try await withServer { it, server in
      let isQuery = name.hasPrefix("?")
      let refused = await code {
        _ = try await it.vault.request(
          .get, server.origin + "/" + (isQuery ? name : ""), grantID: "aws", headers: isQuery ? [] : [(name, "1")])
      }
      #expect(refused == .badInput)
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("A reflected session token is overwritten; the access key id is no secret")
  func reflected() async throws {
    try await withServer(session: true) { it, server in
      let secrets = try await it.vault.request(
        .post, server.origin + "/echo", grantID: "aws",
        body: .bytes(Array("AKIDEXAMPLE \(Self.secretKey) \(Self.sessionToken)".utf8)))
      let text = String(decoding: try await secrets.body.collect(upTo: 1000), as: UTF8.self)
      #expect(text.hasPrefix("AKIDEXAMPLE ***"))
      #expect(!text.contains(Self.secretKey) && !text.contains(Self.sessionToken))
    }
  }

  @Test("Without a region or service, and with a host that tells neither, nothing is stored")
  func unknownScope() async throws {
    try await TemporaryVault.with { it in
      for (origin, region, service) in [
        ("https://minio.example.com", nil, "s3"), ("https://minio.example.com", "eu-west-1", nil),
        ("https://unknown.amazonaws.com", nil, nil),
      ] as [(String, String?, String?)] {
        let refusal = await failure {
          _ = try await it.vault.storeSecret(
            try Self.draft([origin], region: region, service: service), Self.credential())
        }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.message.contains("does not tell the AWS region and service") == true)
      }
      let stored = try await it.vault.storeSecret(
        try Self.draft(
          ["https://s3.eu-west-1.amazonaws.com", "https://sts.amazonaws.com"], region: nil, service: nil),
        Self.credential())
      #expect(stored.secret.injection.summary == "AWS signature, service by host in region by host")
    }
  }

  @Test("The secret keys are needed, the session token is not; a rotation may bring one")
  func fields() async throws {
    try await withServer { it, server in
      let secret = try await it.vault.secret(named: "aws")
      let half = Credential(fields: [.init(name: "access_key_id", value: SecretBytes("AKIDEXAMPLE"))])
      #expect(await code { _ = try await it.vault.rotateSecret(secret.id, half) } == .badInput)
      _ = try await it.vault.rotateSecret(secret.id, Self.credential(session: true))
      _ = try await it.vault.request(.get, server.origin + "/", grantID: "aws").body.collect(upTo: 100)
      #expect(server.log.entries.first?.header("X-Amz-Security-Token") == Self.sessionToken)
    }
  }

  @Test("Region and service are part of the stored bytes; other injections have the bytes they always had")
  func records() throws {
    let signed = Injection.awsSigV4(AWSScope(region: "eu-west-1"), extraHeaders: [.init(name: "X-A", value: "1")])
    #expect(try Injection.decode(signed.encode()) == signed)
    #expect(signed.encode() != Injection.awsSigV4(AWSScope(service: "eu-west-1")).encode())
    let bearer = CanonicalWriter.write { fields in
      fields.append("bearer")
      fields.append("Authorization")
      fields.append("Bearer {token}")
      fields.append([String]())
    }
    #expect(Injection.bearer().encode() == bearer)
    #expect(try Injection.decode(bearer) == .bearer())
  }

  @Test("A caller that may have the keys gets them in the shape in which Alter's SDK signs by itself")
  func released() throws {
    let shape = try ReleaseShape(.awsSigV4(AWSScope(region: "eu-west-1")), Self.credential(session: true))
    #expect(shape.token.text() == "AKIDEXAMPLE" && shape.headerFormat == "AWS4-HMAC-SHA256")
    #expect(shape.additional.map(\.name) == ["secret_key", "session_token", "region"])
    #expect(shape.injections.isEmpty)
    let extra = Injection.awsSigV4(extraHeaders: [.init(name: "X-A", value: "1")])
    #expect(throws: VaultError.self) { try ReleaseShape(extra, Self.credential()) }
  }

  private func stream(_ chunks: [String], length: Int64?) -> OutboundBody {
    let bytes = chunks.map { Array($0.utf8) }
    return .stream(
      length: length,
      chunks: AsyncThrowingStream { continuation in
        for chunk in bytes { continuation.yield(chunk) }
        continuation.finish()
      })
  }
}
