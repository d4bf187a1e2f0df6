internal import CLinux
internal import Synchronization

/// Bytes that must not be seen: a passphrase, a key, a pasted credential.
///
/// They live in locked pages that no core dump holds and that are wiped on release (mlock(2), madvise(2)). The class
/// prints as `redacted`, is not Codable, and equals only itself; whoever holds a reference holds a handle, not a copy.
/// A field being typed appends to and removes from the same pages, so that no intermediate copy is left behind.
public final class SecretBytes: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  @safe private struct Pages: ~Copyable {
    var base: UnsafeMutableRawPointer
    var capacity: Int
    var count: Int

    init(capacity: Int) {
      guard let base = unsafe clinux_secret_pages(capacity) else {
        preconditionFailure("no memory for a secret")
      }
      unsafe self.base = base
      self.capacity = Swift.max(capacity, 4096)
      self.count = 0
    }

    deinit { unsafe clinux_secret_pages_free(base, capacity) }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
      if count + bytes.count > capacity {
        var larger = Pages(capacity: Swift.max(capacity * 2, count + bytes.count))
        unsafe larger.base.copyMemory(from: base, byteCount: count)
        larger.count = count
        swap(&self, &larger)
      }
      guard let source = bytes.baseAddress else { return }
      unsafe (base + count).copyMemory(from: source, byteCount: bytes.count)
      count += bytes.count
    }

    mutating func truncate(to length: Int) {
      unsafe clinux_wipe(base + length, count - length)
      count = length
    }
  }

  private let lock = Mutex(())
  // Touched inside `withPages` only.
  nonisolated(unsafe) private var pages = Pages(capacity: 4096)

  public init() {}

  /// Copies the bytes; wiping the source is the caller's duty.
  public convenience init(_ bytes: UnsafeRawBufferPointer) {
    self.init()
    unsafe append(bytes)
  }

  /// For values that are in ordinary memory already, such as a line typed at a prompt or a test's fixture.
  public convenience init(_ bytes: [UInt8]) {
    self.init()
    unsafe bytes.withUnsafeBytes { unsafe append($0) }
  }

  public convenience init(_ text: String) { self.init(Array(text.utf8)) }

  /// Fills `count` bytes in place, for keys that a library writes into a buffer.
  public convenience init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
    self.init()
    try withPages { pages in
      if count > pages.capacity { pages = Pages(capacity: count) }
      pages.count = count
      try unsafe fill(UnsafeMutableRawBufferPointer(start: pages.base, count: count))
    }
  }

  public var count: Int { withPages { $0.count } }
  public var isEmpty: Bool { count == 0 }

  public func append(_ bytes: UnsafeRawBufferPointer) { withPages { unsafe $0.append(bytes) } }

  public func append(_ character: Character) {
    let bytes = Array(character.utf8)
    unsafe bytes.withUnsafeBytes { unsafe append($0) }
  }

  /// Removes the last UTF-8 encoded scalar, as Backspace does.
  public func removeLastScalar() {
    withPages { pages in
      var length = pages.count
      while length > 0 {
        length -= 1
        let byte = unsafe pages.base.load(fromByteOffset: length, as: UInt8.self)
        if byte & 0xC0 != 0x80 { break }
      }
      pages.truncate(to: length)
    }
  }

  public func removeAll() { withPages { $0.truncate(to: 0) } }

  /// The bytes for the duration of `body`; the pointer must not escape it.
  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try withPages { pages in try unsafe body(UnsafeRawBufferPointer(start: pages.base, count: pages.count)) }
  }

  /// A copy in ordinary memory, for the one moment in which a library wants an array or a string.
  public func copy() -> [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }

  /// A copy as text; nil when the bytes are no UTF-8.
  public func text() -> String? { String(validating: copy(), as: UTF8.self) }

  /// Whether both hold the same bytes, in time that depends on the length only.
  public func hasSameBytes(as other: SecretBytes) -> Bool {
    if self === other { return true }
    return unsafe withUnsafeBytes { mine in
      unsafe other.withUnsafeBytes { theirs in
        guard mine.count == theirs.count else { return false }
        var difference: UInt8 = 0
        for index in 0..<mine.count { difference |= unsafe mine[index] ^ theirs[index] }
        return difference == 0
      }
    }
  }

  private func withPages<Result>(_ body: (inout Pages) throws -> Result) rethrows -> Result {
    try lock.withLock { _ in try unsafe body(&pages) }
  }

  public static func == (left: SecretBytes, right: SecretBytes) -> Bool { left === right }
  public var description: String { "redacted" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
