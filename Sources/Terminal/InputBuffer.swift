internal import CLinux
internal import Glibc

/// Bytes read from the terminal and not yet understood. A passphrase may be among them, so they lie in locked pages and
/// each byte is wiped as soon as it is consumed.
@safe struct InputBuffer: ~Copyable {
  private let base: UnsafeMutableRawPointer
  private let capacity = 64 * 1024
  private var start = 0
  private var end = 0

  init() {
    guard let base = unsafe clinux_secret_pages(capacity) else { preconditionFailure("no memory for typed keys") }
    unsafe self.base = base
  }

  deinit { unsafe clinux_secret_pages_free(base, capacity) }

  var count: Int { end - start }
  var isEmpty: Bool { start == end }
  var isFull: Bool { count == capacity }

  /// The bytes in the order of their arrival.
  func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    unsafe body(Span(_unsafeStart: base.assumingMemoryBound(to: UInt8.self) + start, count: count))
  }

  enum Filling { case read, nothingYet, closed }

  /// One read(2); a descriptor at its end, or one that fails for good, is closed.
  mutating func fill(from descriptor: Int32) -> Filling {
    if start > 0 {
      let count = self.count
      unsafe base.copyMemory(from: base + start, byteCount: count)
      unsafe clinux_wipe(base + count, end - count)
      start = 0
      end = count
    }
    let room = capacity - end
    guard room > 0 else { return .nothingYet }
    let got = unsafe read(descriptor, base + end, room)
    if got > 0 {
      end += got
      return .read
    }
    return got == -1 && (errno == EAGAIN || errno == EINTR) ? .nothingYet : .closed
  }

  /// Wipes the first `count` bytes.
  mutating func consume(_ count: Int) {
    unsafe clinux_wipe(base + start, count)
    start += count
    if start == end {
      start = 0
      end = 0
    }
  }
}
