internal import AsyncHTTPClient
internal import NIOCore

/// The caller's body as the HTTP library wants it; it is asked for a chunk when the connection can take one.
struct RequestChunks<Base: AsyncSequence<[UInt8], any Error> & Sendable>: AsyncSequence, Sendable {
  typealias Element = ByteBuffer

  let base: Base
  let exchange: Exchange

  struct AsyncIterator: AsyncIteratorProtocol {
    var base: Base.AsyncIterator
    let exchange: Exchange

    mutating func next() async throws -> ByteBuffer? {
      exchange.callerIsAsked()
      defer { exchange.callerAnswered() }
      do {
        while let chunk = try await base.next() {
          // The library takes an empty chunk for a mistake.
          if !chunk.isEmpty { return ByteBuffer(bytes: chunk) }
        }
        return nil
      } catch let error as OutboundError {
        throw error
      } catch {
        throw OutboundError.requestBody("the data it is read from ended in an error")
      }
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator(), exchange: exchange) }
}

extension HTTPClientRequest.Body {
  static func chunks(
    _ base: some AsyncSequence<[UInt8], any Error> & Sendable, length: Int64?, _ exchange: Exchange
  ) -> HTTPClientRequest.Body {
    .stream(RequestChunks(base: base, exchange: exchange), length: length.map { .known($0) } ?? .unknown)
  }
}
