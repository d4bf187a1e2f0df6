import Domain
import Foundation
import LocalServers
import Testing
import VaultEngine

@testable import Broker

@Suite("The caller's key at the broker")
struct CallerKeyTests {
  private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  /// Where tools put an API key; `KEY` stands for it.
  private static let positions = [
    "Authorization: Bearer KEY", "authorization: bearer KEY", "Authorization: token KEY", "Authorization: KEY",
    "X-Api-Key: KEY", "x-goog-api-key: KEY", "api-key: KEY", "DD-API-KEY: KEY", "BASIC KEY:", "BASIC KEY:x",
    "BASIC user:KEY",
    "Authorization: AWS4-HMAC-SHA256 Credential=KEY/20261129/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, "
      + "Signature=0123\r\nX-Amz-Date: 20261129T000000Z\r\nX-Amz-Content-Sha256: 0123\r\nX-Amz-Security-Token: t",
    "Authorization: Bearer KEY\r\nx-api-key: KEY",
  ]

  @Test(
    "Is taken from every position, and the provider gets the credential and nothing of the key", arguments: positions)
  func position(template: String) async throws {
    let upstream = try RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    defer { upstream.stop() }
    try await CallingBroker.with(upstream.origin) { broker in
      let header =
        template.hasPrefix("BASIC ")
        ? "Authorization: Basic "
          + Self.base64(String(template.dropFirst("BASIC ".count)).replacing("KEY", with: broker.key))
        : template.replacing("KEY", with: broker.key)
      let answer = try await broker.it.send(
        "POST /g/api/v1/x?y=z HTTP/1.1\r\nHost: \(broker.it.host)\r\n\(header)\r\nX-Kept: yes\r\n"
          + "Content-Length: 4\r\nConnection: close\r\n\r\nbody")
      #expect(answer.body == "ok", "\(answer.text)")
      let came = upstream.text
      #expect(came.hasPrefix("POST /v1/x?y=z HTTP/1.1\r\n"))
      #expect(came.lowercased().contains("authorization: bearer \(CallingBroker.credential)\r\n"))
      #expect(came.contains("X-Kept: yes\r\n") && came.hasSuffix("\r\n\r\nbody"))
      for form in [broker.key, Self.base64(broker.key + ":"), Self.base64("user:" + broker.key), "alter_", "x-amz-"] {
        #expect(!came.lowercased().contains(form.lowercased()), "\(came)")
      }
      #expect(try await broker.events().first { $0.event.kind == .intent }?.event.caller == "ci")
    }
  }

  @Test("Is refused where the provider would get it too")
  func misplaced() async throws {
    try await CallingBroker.withServer { broker, server in
      for (path, header) in [
        ("/?key=\(broker.key)", ""), ("/\(broker.key)", ""), ("/", "X-Note: my key is \(broker.key)\r\n"),
      ] {
        let answer = try await broker.send("GET", path, header)
        #expect(answer.status == 400 && answer.code == "key_misplaced")
        #expect(!answer.text.contains(broker.key))
      }
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("Without one, with a wrong one, or with two, nothing is sent; also over the socket")
  func refused() async throws {
    try await CallingBroker.withServer { broker, server in
      let other = try await broker.vault.addCaller(CallerDraft(name: "other"), by: .admin).text.text() ?? ""
      let unknown = String(
        decoding: CallerKeyText(form: .app, random: Array(repeating: 7, count: 22))?.bytes ?? [], as: UTF8.self)
      for (header, code) in [
        ("", "no_key"), ("Authorization: Bearer sk_live_something\r\n", "no_key"),
        ("Authorization: Basic !!!\r\n", "no_key"),
        ("x-api-key: \(broker.key.dropLast())\r\n", "no_key"), ("x-api-key: \(unknown)\r\n", "invalid_key"),
        ("x-api-key: \(broker.key)\r\nAuthorization: Bearer \(other)\r\n", "no_key"),
      ] {
        let answer = try await broker.it.get("/g/api/x", header)
        #expect(answer.status == 401 && answer.code == code, "\(header)\(answer.text)")
        #expect(answer.header("www-authenticate") == "Bearer realm=\"gatehouse\"")
        #expect(answer.body.contains("gatehouse callers"))
      }
      let socket = try RawConnection(socket: try #require(broker.it.broker.notice.socket))
      await socket.send("GET /g/api/x HTTP/1.1\r\nConnection: close\r\n\r\n")
      #expect(await socket.readToEnd().status == 401)
      #expect(server.log.entries.isEmpty)
      let friend = try RawConnection(socket: try #require(broker.it.broker.notice.socket))
      await friend.send("GET /g/api/x HTTP/1.1\r\nx-api-key: \(broker.key)\r\nConnection: close\r\n\r\n")
      #expect(await friend.readToEnd().status == 200)
    }
  }

  @Test("A revoked key and a suspended caller are told apart, and nothing is sent")
  func ended() async throws {
    try await CallingBroker.withServer { broker, server in
      _ = try await broker.vault.updateCaller(broker.caller.id, by: .admin) { $0.suspendedAt = .now() }
      let suspended = try await broker.send()
      #expect(suspended.status == 403 && suspended.code == "caller_suspended")
      _ = try await broker.vault.revokeCaller(broker.caller.id, by: .admin)
      let revoked = try await broker.send()
      #expect(revoked.status == 401 && revoked.code == "caller_revoked")
      #expect(server.log.entries.isEmpty)
    }
  }
}
