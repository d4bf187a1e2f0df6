import Dispatch
import Glibc
import LocalServers

/// A client that sends bytes as they are. Its blocking calls run on a thread of its own.
final class RawConnection: Sendable {
  struct NoConnection: Error {}

  /// One answer as it stood on the wire.
  struct Answer: Sendable {
    let text: String

    /// 0 when the connection was dropped without an answer.
    var status: Int { Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0 }
    var head: Substring { text.firstRange(of: "\r\n\r\n").map { text[..<$0.lowerBound] } ?? text[...] }
    var body: String { text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? "" }

    func header(_ name: String) -> String? {
      head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
        .map { String($0.dropFirst(name.count + 2)) }
    }

    /// The code of an error answer.
    var code: String {
      body.firstRange(of: "\"code\":\"").map { String(body[$0.upperBound...].prefix { $0 != "\"" }) } ?? ""
    }
  }

  private let descriptor: Int32
  private let thread = DispatchQueue(label: "raw connection")

  init(port: UInt16, isIPv6: Bool = false) throws {
    _ = OpenFiles.raisedLimit
    if isIPv6 {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      address.sin6_addr = in6addr_loopback
      descriptor = try Self.connected(AF_INET6, &address)
    } else {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      descriptor = try Self.connected(AF_INET, &address)
    }
  }

  init(socket path: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in unsafe room.copyBytes(from: path.utf8) }
    descriptor = try Self.connected(AF_UNIX, &address)
  }

  deinit { Glibc.close(descriptor) }

  /// What is left of a listener whose process was killed.
  static func leaveSocket(at path: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in unsafe room.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { Glibc.close(descriptor) }
    let isBound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard isBound else { throw NoConnection() }
  }

  private static func connected<Address>(_ family: Int32, _ address: inout Address) throws -> Int32 {
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let size = socklen_t(MemoryLayout<Address>.size)
    let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, size) == 0
      }
    }
    guard descriptor >= 0, isConnected else {
      Glibc.close(descriptor)
      throw NoConnection()
    }
    return descriptor
  }

  /// False when the other side has gone.
  @discardableResult
  func send(_ text: String) async -> Bool { await send(Array(text.utf8)) }

  @discardableResult
  func send(_ bytes: [UInt8]) async -> Bool {
    await onThread { descriptor in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes {
          unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }

  /// What comes until the text is in it, or the other side closes.
  func read(until text: String) async -> String {
    await onThread { descriptor in
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1)
      while !String(decoding: bytes, as: UTF8.self).hasSuffix(text) {
        guard unsafe recv(descriptor, &buffer, 1, 0) == 1 else { break }
        bytes.append(buffer[0])
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Everything until the other side closes.
  func readToEnd() async -> Answer {
    await onThread { descriptor in
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while case let count = unsafe recv(descriptor, &buffer, buffer.count, 0), count > 0 {
        bytes += buffer.prefix(count)
      }
      return Answer(text: String(decoding: bytes, as: UTF8.self))
    }
  }

  /// One answer with `Content-Length`, after which the connection goes on.
  func readAnswer() async -> Answer {
    let head = await read(until: "\r\n\r\n")
    let length = Int(Answer(text: head).header("content-length") ?? "") ?? 0
    let body: String = await onThread { descriptor in
      var bytes = [UInt8](repeating: 0, count: length)
      var count = 0
      while count < length {
        let taken = unsafe bytes.withUnsafeMutableBytes {
          unsafe recv(descriptor, $0.baseAddress?.advanced(by: count), length - count, 0)
        }
        guard taken > 0 else { break }
        count += taken
      }
      return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
    return Answer(text: head + body)
  }

  /// Reads and forgets; how many bytes came.
  func count(upTo limit: Int) async -> Int {
    await onThread { descriptor in
      var total = 0
      var buffer = [UInt8](repeating: 0, count: 1 << 18)
      while total < limit, case let count = unsafe recv(descriptor, &buffer, min(buffer.count, limit - total), 0),
        count > 0
      {
        total += count
      }
      return total
    }
  }

  /// Goes away in both directions; what waits to be read ends.
  func disconnect() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

  private func onThread<Result: Sendable>(_ work: @escaping @Sendable (Int32) -> Result) async -> Result {
    await withCheckedContinuation { continuation in
      // Itself is held, so that the descriptor stays open meanwhile.
      thread.async { continuation.resume(returning: work(self.descriptor)) }
    }
  }
}
