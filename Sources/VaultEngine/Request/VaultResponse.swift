public import Domain

/// The provider's answer: its head at once, its body as it comes.
public struct VaultResponse: Sendable {
  public let status: Int
  public let headers: [(name: String, value: String)]
  public let body: Body
  /// Joins intent, outcome and this answer.
  public let requestID: Identifier
  /// The number of the intent in the audit log.
  public let auditSequence: Int64

  /// Chunks in order; nothing is buffered whole. It ends in an error when the outcome could not be recorded. Dropping it
  /// stops the exchange and is recorded as `abandoned`. It can be read once.
  public struct Body: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    private let reader: Reader

    init(_ channel: ChunkChannel) { reader = Reader(channel: channel) }

    public func makeAsyncIterator() -> Iterator { Iterator(reader: reader) }

    public struct Iterator: AsyncIteratorProtocol {
      fileprivate let reader: Reader

      public mutating func next() async throws -> [UInt8]? { try await reader.channel.next() }
    }

    /// The whole body, up to a limit.
    ///
    /// - Throws: ``VaultError`` with `badInput` when there is more.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
      var bytes: [UInt8] = []
      for try await chunk in self {
        guard bytes.count + chunk.count <= limit else {
          throw VaultError(.badInput, "the answer is longer than \(limit) bytes", hint: "read it as a stream")
        }
        bytes += chunk
      }
      return bytes
    }
  }

  fileprivate final class Reader: Sendable {
    let channel: ChunkChannel

    init(channel: ChunkChannel) { self.channel = channel }

    deinit { channel.drop() }
  }
}
