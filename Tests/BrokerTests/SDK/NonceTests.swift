import Domain
import Testing

@testable import Broker

@Suite("A signed request passes once")
struct NonceTests {
  private static let began = Timestamp(microseconds: 1_700_000_000_000_000)
  private let key = Identifier()

  private func signature(at seconds: Int64 = 0, nonce: UInt8 = 0) -> RequestSignature {
    RequestSignature(
      timestamp: Self.began.seconds + seconds, nonce: [UInt8](repeating: 0, count: 15) + [nonce], isVersion2: false)
  }

  private func refusal(
    _ memory: NonceMemory, _ signature: RequestSignature, at now: Int64 = 0, of key: Identifier? = nil
  ) -> SDKRefusal? {
    do throws(SDKRefusal) {
      try memory.take(signature, of: key ?? self.key, at: Self.began.adding(seconds: now))
      return nil
    } catch { return error }
  }

  @Test("A repeated nonce is refused, another key may use it")
  func replay() throws {
    let memory = NonceMemory(startedAt: Self.began)
    #expect(refusal(memory, signature()) == nil)
    #expect(refusal(memory, signature())?.code == "invalid_signature")
    #expect(refusal(memory, signature(nonce: 1)) == nil)
    #expect(refusal(memory, signature(), of: Identifier()) == nil)
  }

  @Test("A request is as old as five minutes at most, and was not signed before the broker began")
  func freshness() throws {
    let memory = NonceMemory(startedAt: Self.began)
    #expect(refusal(memory, signature(), at: 300) == nil)
    #expect(refusal(memory, signature(nonce: 1), at: 301)?.status == 401)
    #expect(refusal(memory, signature(at: 301, nonce: 2))?.status == 401)
    #expect(refusal(memory, signature(at: -1, nonce: 3))?.status == 401)
  }

  @Test("What can no longer pass is forgotten, what can is not")
  func forgetting() throws {
    let memory = NonceMemory(startedAt: Self.began, limitPerKey: 2)
    #expect(refusal(memory, signature()) == nil)
    #expect(refusal(memory, signature(nonce: 1)) == nil)
    let full = try #require(refusal(memory, signature(nonce: 2)))
    #expect(full.status == 429 && full.code == "rate_limit_exceeded")
    #expect(refusal(memory, signature(), at: 300)?.status == 401)
    #expect(refusal(memory, signature(at: 600, nonce: 2), at: 600) == nil)
  }
}
