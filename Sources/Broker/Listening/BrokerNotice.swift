internal import Domain
internal import FoundationEssentials
public import VaultEngine

/// What a running broker tells of itself: `broker.json` in the vault's runtime folder.
public struct BrokerNotice: Hashable, Sendable, Codable {
  public let pid: Int32
  public let port: UInt16
  /// The Unix socket's path; nil when there is none.
  public let socket: String?
  /// `127.0.0.1:7411`, `[::1]:7411`.
  public let addresses: [String]

  /// How programs reach it.
  public var baseURL: String { "http://127.0.0.1:\(port)" }

  var json: [UInt8] {
    func member(_ name: String, _ value: JSONValue) -> JSONValue.Member { .init(name: name, value: value) }
    return JSONValue.object([
      member("pid", .number(String(pid))), member("port", .number(String(port))),
      member("socket", socket.map { .string($0) } ?? .null),
      member("addresses", .array(addresses.map { .string($0) })), member("base_url", .string(baseURL)),
    ]).bytes + [0x0A]
  }

  /// The broker of a vault that runs now; nil when nobody holds its lock.
  public static func running(_ vault: Vault, runtime: String) -> BrokerNotice? {
    BrokerFolder.notice(in: "\(runtime)/\(vault.id)")
  }
}
