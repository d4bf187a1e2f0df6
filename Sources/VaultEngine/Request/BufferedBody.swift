internal import Outbound

/// The beginning of a body that comes as it is sent, taken into memory to be looked at.
enum BufferedBody {
  /// The whole body when it is no longer than `limit`; else one that sends what was taken and then the rest.
  static func read(
    _ chunks: any AsyncSequence<[UInt8], any Error> & Sendable, length: Int64?, limit: Int
  ) async throws -> (body: OutboundBody, isTooLarge: Bool) {
    if let length, length > limit { return (.stream(length: length, chunks: chunks), true) }
    let source = ChunkSource(chunks)
    var taken: [UInt8] = []
    while let chunk = try await source.next() {
      taken += chunk
      if taken.count > limit { return (.stream(length: length, chunks: Resumed(first: taken, rest: source)), true) }
    }
    if let length, length != taken.count {
      throw VaultError(
        .badInput, "the body has \(taken.count) bytes and not the \(length) that were announced",
        hint: "nothing was sent")
    }
    return (taken.isEmpty ? .none : .bytes(taken), false)
  }
}

/// One reader of a sequence that begins in one place and goes on in another; never by two at once.
private actor ChunkSource {
  private var chunks: any AsyncIteratorProtocol<[UInt8], any Error>

  init(_ chunks: any AsyncSequence<[UInt8], any Error> & Sendable) { self.chunks = chunks.makeAsyncIterator() }

  func next() async throws -> [UInt8]? {
    var iterator = chunks
    defer { chunks = iterator }
    return try await iterator.next(isolation: self)
  }
}

private struct Resumed: AsyncSequence, Sendable {
  typealias Element = [UInt8]

  let first: [UInt8]
  let rest: ChunkSource

  struct Iterator: AsyncIteratorProtocol {
    var first: [UInt8]?
    let rest: ChunkSource

    mutating func next() async throws -> [UInt8]? {
      if let first {
        self.first = nil
        return first
      }
      return try await rest.next()
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(first: first, rest: rest) }
}
