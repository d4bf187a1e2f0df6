import Dispatch
import Glibc
import Synchronization

/// A provider that does what a test says, byte by byte, and keeps every byte that came. Each connection is served by a
/// thread of its own, which may wait for the test.
final class RawUpstream: Sendable {
  let port: UInt16
  var origin: String { "http://127.0.0.1:\(port)" }
  private let descriptor: Int32
  private let received = Mutex<[UInt8]>([])

  struct NoPort: Error {}

  /// One connection, on its own thread.
  struct Peer {
    fileprivate let descriptor: Int32
    fileprivate let upstream: RawUpstream

    /// What comes up to and with the text; empty when the other side went before.
    func read(until text: String) -> String {
      var bytes: [UInt8] = []
      let end = Array(text.utf8)
      while bytes.suffix(end.count) != end[...] {
        guard let byte = one() else { return "" }
        bytes.append(byte)
      }
      return String(decoding: bytes, as: UTF8.self)
    }

    /// The head of the next request; empty when there is none.
    func head() -> String { read(until: "\r\n\r\n") }

    func read(_ count: Int) -> String {
      var bytes: [UInt8] = []
      while bytes.count < count, let byte = one() { bytes.append(byte) }
      return String(decoding: bytes, as: UTF8.self)
    }

    private func one() -> UInt8? {
      var byte: UInt8 = 0
      guard unsafe recv(descriptor, &byte, 1, 0) == 1 else { return nil }
      upstream.received.withLock { $0.append(byte) }
      return byte
    }

    func send(_ text: String) {
      let bytes = Array(text.utf8)
      _ = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Waits until the other side has gone.
    func waitUntilGone() { while one() != nil {} }
  }

  /// Everything that came, over all connections.
  var text: String { String(decoding: received.withLock { $0 }, as: UTF8.self) }

  init(_ serve: @escaping @Sendable (Peer) -> Void) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let file = descriptor
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(file, $0, size) == 0 && listen(file, 64) == 0 && getsockname(file, $0, &size) == 0
      }
    }
    guard isBound else { throw NoPort() }
    port = UInt16(bigEndian: address.sin_port)
    let accepting = DispatchQueue(label: "raw upstream")
    accepting.async { [weak self] in
      while true {
        let connection = accept(file, nil, nil)
        guard connection >= 0, let self else { break }
        DispatchQueue(label: "raw upstream connection").async {
          serve(Peer(descriptor: connection, upstream: self))
          close(connection)
        }
      }
      close(file)
    }
  }

  /// Accepts no more; connections end with what serves them.
  func stop() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Answers every request of a connection with the same bytes, once its whole head has come.
  static func answering(_ text: String) throws -> RawUpstream {
    try RawUpstream { peer in
      while case let head = peer.head(), !head.isEmpty {
        let length = head.lowercased().firstRange(of: "content-length: ").flatMap {
          Int(head[$0.upperBound...].prefix { $0.isNumber })
        }
        _ = peer.read(length ?? 0)
        peer.send(text)
      }
    }
  }
}

/// Something that a thread waits for, and a test gives.
final class Signal: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func give() { semaphore.signal() }

  /// For a thread of its own.
  func wait() { semaphore.wait() }

  /// For a test, whose thread is not to be held.
  func given() async {
    await withCheckedContinuation { continuation in
      DispatchQueue(label: "signal").async {
        self.semaphore.wait()
        continuation.resume()
      }
    }
  }
}
