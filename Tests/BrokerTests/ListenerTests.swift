import Foundation
import Testing
import VaultEngine

@testable import Broker

@Suite("The broker's listener")
struct ListenerTests {
  private static let ok = #"{"status":"ok"}"#

  @Test("Answers at 127.0.0.1, at ::1 and at its socket")
  func everyAddress() async throws {
    try await TemporaryBroker.with { broker in
      #expect(try await broker.get("/healthz").body == Self.ok)
      let socket = try #require(broker.broker.notice.socket)
      for host in ["Host: localhost\r\n", "Host: \(broker.host)\r\n", "Host:\r\n", ""] {
        let connection = try RawConnection(socket: socket)
        await connection.send("GET /healthz HTTP/1.1\r\n\(host)Connection: close\r\n\r\n")
        #expect(await connection.readToEnd().body == Self.ok)
      }
      // A machine without IPv6 has no ::1.
      if broker.broker.remarks.isEmpty {
        let connection = try RawConnection(port: broker.port, isIPv6: true)
        await connection.send("GET /healthz HTTP/1.1\r\nHost: [::1]:\(broker.port)\r\nConnection: close\r\n\r\n")
        #expect(await connection.readToEnd().body == Self.ok)
      }
    }
  }

  @Test("Says in broker.json where it is, for its owner only, and leaves nothing behind")
  func notice() async throws {
    try await TemporaryBroker.withVault { folder, vault in
      let runtime = folder + "/r"
      #expect(BrokerNotice.running(vault, runtime: runtime) == nil)
      let broker = try await Broker.start(vault, BrokerConfiguration(port: 0, runtime: runtime))
      #expect(broker.notice.port > 0)
      #expect(BrokerNotice.running(vault, runtime: runtime) == broker.notice)
      let own = "\(runtime)/\(vault.id)"
      for (path, mode) in [
        (runtime, 0o700), (own, 0o700), (own + "/broker.json", 0o600), (own + "/broker.lock", 0o600),
        (own + "/broker.sock", 0o600),
      ] {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode, "\(path)")
      }
      await broker.stop(within: .zero)
    }
  }

  @Test("Many requests pass over one connection, also sent at once")
  func keepAlive() async throws {
    try await TemporaryBroker.with { broker in
      let connection = try broker.connect()
      let request = "GET /healthz HTTP/1.1\r\nHost: \(broker.host)\r\n\r\n"
      for _ in 0..<3 {
        await connection.send(request)
        #expect(await connection.readAnswer().body == Self.ok)
      }
      await connection.send(request + request + request)
      for _ in 0..<3 { #expect(await connection.readAnswer().body == Self.ok) }
    }
  }
}
