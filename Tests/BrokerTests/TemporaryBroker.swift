import Domain
import Foundation
import LocalServers

@testable import Broker
@testable import VaultEngine

/// A real vault in a folder of its own, with a broker at a free port.
struct TemporaryBroker {
  static let passphrase = "correct horse battery staple"

  let folder: String
  let location: VaultLocation
  let vault: Vault
  let broker: Broker

  var port: UInt16 { broker.notice.port }
  var host: String { "127.0.0.1:\(port)" }
  var runtime: String { folder + "/r" }

  static func with<Result>(
    routes: [any BrokerRoute]? = [], limits: BrokerLimits = BrokerLimits(),
    onCall: @escaping @Sendable (ServedCall) -> Void = { _ in },
    _ body: (TemporaryBroker) async throws -> Result
  ) async throws -> Result {
    try await withVault { folder, vault in
      var configuration = BrokerConfiguration(port: 0, runtime: folder + "/r")
      configuration.limits = limits
      let broker = try await Broker.start(vault, configuration, routes: routes, onCall: onCall)
      let temporary = TemporaryBroker(folder: folder, location: vault.location, vault: vault, broker: broker)
      do {
        let result = try await body(temporary)
        await broker.stop(within: .zero)
        return result
      } catch {
        await broker.stop(within: .zero)
        throw error
      }
    }
  }

  /// A vault alone. Its name is short, since a socket's path has little room.
  static func withVault<Result>(
    now: @escaping @Sendable () -> Timestamp = { .now() }, _ body: (String, Vault) async throws -> Result
  ) async throws -> Result {
    _ = OpenFiles.raisedLimit
    let folder = "/tmp/gb-\(Identifier().description.prefix(13))"
    let location = VaultLocation(home: folder + "/home", state: folder + "/state", configuration: folder + "/config")
    // The process holds the keys: the kernel's keyring has room for about a hundred vaults.
    let vault = try await Vault.create(
      at: location, passphrase: SecretBytes(passphrase), options: .forTests(usesKeyring: false, now: now))
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      let result = try await body(folder, vault)
      await vault.close()
      return result
    } catch {
      await vault.close()
      throw error
    }
  }

  func connect() throws -> RawConnection { try RawConnection(port: port) }

  /// One request, after which the connection is closed.
  func send(_ text: String) async throws -> RawConnection.Answer {
    let connection = try connect()
    await connection.send(text)
    return await connection.readToEnd()
  }

  func get(_ target: String, _ headers: String = "") async throws -> RawConnection.Answer {
    try await send("GET \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\(headers)\r\n")
  }
}
