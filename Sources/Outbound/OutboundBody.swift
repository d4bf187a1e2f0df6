/// What is sent after the headers.
public enum OutboundBody: Sendable {
  case none
  case bytes([UInt8])
  /// Chunks that are asked for one by one, as fast as the provider takes them. With a length the body is announced by
  /// `Content-Length`, and more or fewer bytes are an error; without one it is sent in chunked coding or HTTP/2 frames.
  case stream(length: Int64?, chunks: any AsyncSequence<[UInt8], any Error> & Sendable)

  /// The bytes to send, where that is known beforehand.
  public var length: Int64? {
    switch self {
    case .none: 0
    case .bytes(let bytes): Int64(bytes.count)
    case .stream(let length, _): length
    }
  }

  /// Whether the body can be sent a second time.
  public var isReplayable: Bool { if case .stream = self { false } else { true } }
}
