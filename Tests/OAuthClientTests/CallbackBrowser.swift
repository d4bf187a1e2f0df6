import Dispatch
import Glibc

/// A browser, or what passes itself off as one: it sends bytes as they are and reads until the server closes.
struct CallbackBrowser: Sendable {
  struct Answer: Sendable {
    let text: String

    /// 0 when the connection was dropped without an answer.
    var status: Int { Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0 }

    var page: String { text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? "" }

    func header(_ name: String) -> String? {
      text.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
        .map { String($0.dropFirst(name.count + 2)) }
    }
  }

  let port: UInt16
  var isIPv6 = false

  /// A GET as a browser sends it.
  func open(_ target: String, host: String? = nil) async -> Answer {
    await send("GET \(target) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\nAccept: text/html\r\n\r\n")
  }

  /// The blocking calls stay off the threads that the server's tasks run on, each on one of its own.
  func send(_ text: String) async -> Answer {
    await withCheckedContinuation { continuation in
      DispatchQueue(label: "browser").async { continuation.resume(returning: Answer(text: exchange(Array(text.utf8)))) }
    }
  }

  /// A connection over which nothing is ever sent; closing it is the caller's.
  func connect() -> Int32? {
    let family = isIPv6 ? AF_INET6 : AF_INET
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    if isIPv6 {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(family)
      address.sin6_port = port.bigEndian
      address.sin6_addr = in6addr_loopback
      if isConnected(descriptor, &address) { return descriptor }
    } else {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(family)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      if isConnected(descriptor, &address) { return descriptor }
    }
    close(descriptor)
    return nil
  }

  private func isConnected<Address>(_ descriptor: Int32, _ address: inout Address) -> Bool {
    let size = socklen_t(MemoryLayout<Address>.size)
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, size) == 0
      }
    }
  }

  private func exchange(_ request: [UInt8]) -> String {
    guard let descriptor = connect() else { return "" }
    defer { close(descriptor) }
    var rest = request[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while case let count = unsafe read(descriptor, &buffer, buffer.count), count > 0 { answer += buffer.prefix(count) }
    return String(decoding: answer, as: UTF8.self)
  }
}
