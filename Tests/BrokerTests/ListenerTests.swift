import Domain
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

  @Test("There is one broker a vault: a second one says which process is it")
  func second() async throws {
    try await TemporaryBroker.with { broker in
      let problem = await #expect(throws: BrokerProblem.self) {
        try await Broker.start(broker.vault, BrokerConfiguration(port: 0, runtime: broker.runtime))
      }
      #expect(problem?.kind == .alreadyRunning(pid: getpid()))
      #expect(problem?.message.hasSuffix("process \(getpid())") == true)
      let answer = try await broker.get("/healthz")
      #expect(answer.status == 200)
    }
  }

  @Test("After the end another one can begin, and nothing lies in its way")
  func again() async throws {
    try await TemporaryBroker.withVault { folder, vault in
      let configuration = BrokerConfiguration(port: 0, runtime: folder + "/r")
      for _ in 0..<3 {
        let broker = try await Broker.start(vault, configuration)
        await broker.stop(within: .zero)
      }
      #expect(BrokerNotice.running(vault, runtime: folder + "/r") == nil)
    }
  }

  @Test("A port that another program has: says by whom, and nothing is left of the attempt")
  func portTaken() async throws {
    try await TemporaryBroker.with { first in
      try await TemporaryBroker.withVault { folder, vault in
        let problem = await #expect(throws: BrokerProblem.self) {
          try await Broker.start(vault, BrokerConfiguration(port: first.port, runtime: folder + "/r"))
        }
        #expect(problem?.kind == .portTaken)
        #expect(problem?.message == "port \(first.port) is taken by this program itself")
        #expect(BrokerNotice.running(vault, runtime: folder + "/r") == nil)
        let other = try await Broker.start(vault, BrokerConfiguration(port: 0, runtime: folder + "/r"))
        await other.stop(within: .zero)
      }
    }
  }

  @Test("A socket left by a broker that was killed is replaced; anything else at its path stays, and is said")
  func socketPath() async throws {
    try await TemporaryBroker.withVault { folder, vault in
      let path = folder + "/broker.sock"
      var configuration = BrokerConfiguration(port: 0, socket: path, runtime: folder + "/r")
      try Data("mine".utf8).write(to: URL(filePath: path))
      let file = await #expect(throws: BrokerProblem.self) { try await Broker.start(vault, configuration) }
      #expect(file?.message.contains("no socket") == true)
      try FileManager.default.removeItem(atPath: path)
      // Bound and closed, as by a process that was killed.
      try RawConnection.leaveSocket(at: path)
      let broker = try await Broker.start(vault, configuration)
      configuration.runtime = folder + "/other"
      let taken = await #expect(throws: BrokerProblem.self) { try await Broker.start(vault, configuration) }
      #expect(taken?.message == "another program listens at \(path)")
      await broker.stop(within: .zero)
      #expect(!FileManager.default.fileExists(atPath: path))
      configuration.socket = folder + "/" + String(repeating: "x", count: 100)
      let long = await #expect(throws: BrokerProblem.self) { try await Broker.start(vault, configuration) }
      #expect(long?.message.contains("longer than 107 bytes") == true)
    }
  }

  @Test("A socket's path of another user is refused, and says so", .enabled(if: geteuid() == 0))
  func foreignSocket() async throws {
    try await TemporaryBroker.withVault { folder, vault in
      let path = folder + "/broker.sock"
      try RawConnection.leaveSocket(at: path)
      try #require(unsafe chown(path, 65_534, 65_534) == 0)
      let problem = await #expect(throws: BrokerProblem.self) {
        try await Broker.start(vault, BrokerConfiguration(port: 0, socket: path, runtime: folder + "/r"))
      }
      #expect(problem?.message.contains("taken by another user") == true)
    }
  }

  @Test("Another user is turned away at the socket, wherever it lies", .enabled(if: geteuid() == 0))
  func foreignPeer() async throws {
    try await TemporaryBroker.withVault { folder, vault in
      let path = folder + "/open.sock"
      let broker = try await Broker.start(
        vault, BrokerConfiguration(port: 0, socket: path, runtime: folder + "/r"))
      try #require(unsafe chmod(folder, 0o755) == 0 && chmod(path, 0o666) == 0)
      let script = """
        import os, socket, sys
        os.setuid(65534)
        s = socket.socket(socket.AF_UNIX)
        s.connect(sys.argv[1])
        try:
            s.sendall(b"GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n")
            print(len(s.recv(100)))
        except OSError:
            print(0)
        """
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["python3", "-c", script, path]
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(said == "0\n")
      await broker.stop(within: .zero)
    }
  }

  @Test("A runtime folder that others could look into is refused")
  func openFolder() async throws {
    try await TemporaryBroker.withVault { folder, vault in
      try FileManager.default.createDirectory(
        atPath: folder + "/r", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
      let problem = await #expect(throws: BrokerProblem.self) {
        try await Broker.start(vault, BrokerConfiguration(port: 0, runtime: folder + "/r"))
      }
      #expect(problem?.hint == "chmod 700 \(folder)/r")
    }
  }
}
