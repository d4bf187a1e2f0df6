import Foundation
import Synchronization

/// Ports of 127.0.0.1 that nobody listens at, and that no outgoing connection is given (ip(7): those are 32768 and up).
enum FreePort {
  private static let next = Mutex(Int.random(in: 15_000..<30_000))

  static func take() -> Int {
    while true {
      let port = next.withLock { next in
        next = next < 32_000 ? next + 1 : 15_000
        return next
      }
      if isFree(port) { return port }
    }
  }

  private static func isFree(_ port: Int) -> Bool {
    let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(probe) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(probe, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
