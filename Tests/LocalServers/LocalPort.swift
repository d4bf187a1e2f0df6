import Glibc

/// Ports of 127.0.0.1 that no other test takes by chance, as the kernel's own choice (an ephemeral port) would be.
public struct LocalPort: ~Copyable {
  public let number: Int
  private let descriptor: Int32

  /// A port that refuses connections as long as this value lives: it is bound, and nobody listens.
  public init() throws {
    (descriptor, number) = try Self.bound()
  }

  deinit { close(descriptor) }

  /// A port that was free a moment ago.
  public static func free() throws -> Int { try LocalPort().number }

  /// Below the range that the kernel chooses from for others (ip(7), ip_local_port_range).
  private static func bound() throws -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    for _ in 0..<1000 {
      let port = UInt16.random(in: 20_000..<32_000)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      address.sin_port = port.bigEndian
      let failed = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      if failed == 0 { return (descriptor, Int(port)) }
    }
    close(descriptor)
    throw NoFreePort()
  }

  public struct NoFreePort: Error {}
}
