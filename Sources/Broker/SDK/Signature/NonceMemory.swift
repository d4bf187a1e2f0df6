internal import Domain
internal import Synchronization

/// Which requests were seen, so that none is taken twice: the nonces of each key for as long as their timestamps pass.
///
/// They are forgotten when the process ends; therefore nothing passes that was signed before it began. Bounded: a key that
/// sends more than fits is told to wait, never believed unchecked.
final class NonceMemory: Sendable {
  private struct Slot: Hashable {
    let key: Identifier
    /// The timestamps of one minute.
    let minute: Int64
  }

  /// Sixteen bytes without an allocation of their own: there may be very many.
  private struct Nonce: Hashable {
    let high: UInt64
    let low: UInt64

    init(_ bytes: [UInt8]) {
      high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
      low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  private struct Seen {
    var nonces: [Slot: Set<Nonce>] = [:]
    var countByKey: [Identifier: Int] = [:]
    var count = 0
    /// The first minute that may still matter.
    var first: Int64 = .min
  }

  private let seen = Mutex(Seen())
  private let startedAt: Int64
  private let limitPerKey: Int
  private let limit: Int

  init(startedAt: Timestamp, limitPerKey: Int = 200_000, limit: Int = 1_000_000) {
    self.startedAt = startedAt.seconds
    self.limitPerKey = limitPerKey
    self.limit = limit
  }

  /// Takes a request whose signature was found right.
  func take(_ signature: RequestSignature, of key: Identifier, at now: Timestamp) throws(SDKRefusal) {
    let time = signature.timestamp
    guard abs(now.seconds - time) <= RequestSignature.window else {
      throw .badSignature("the request was signed more than five minutes ago, or will be; compare the clocks")
    }
    guard time >= startedAt else {
      throw .badSignature("the request was signed before the broker began; sign it anew")
    }
    enum Result { case new, repeated, full }
    let nonce = Nonce(signature.nonce)
    let result: Result = seen.withLock { seen in
      let first = (now.seconds - RequestSignature.window) / 60
      if first > seen.first {
        seen.first = first
        for (slot, nonces) in seen.nonces where slot.minute < first {
          seen.nonces[slot] = nil
          seen.count -= nonces.count
          let left = (seen.countByKey[slot.key] ?? 0) - nonces.count
          seen.countByKey[slot.key] = left > 0 ? left : nil
        }
      }
      let slot = Slot(key: key, minute: time / 60)
      if seen.nonces[slot]?.contains(nonce) == true { return .repeated }
      guard seen.count < limit, seen.countByKey[key] ?? 0 < limitPerKey else { return .full }
      seen.nonces[slot, default: []].insert(nonce)
      seen.countByKey[key, default: 0] += 1
      seen.count += 1
      return .new
    }
    switch result {
    case .new: return
    case .repeated: throw .badSignature("the request was sent before: its nonce is known")
    case .full:
      throw SDKRefusal(
        429, "rate_limit_exceeded", "more requests than can be told apart within ten minutes",
        [
          ("retry_after", .number("60")), ("scope", .string("api_key")), ("limit", .integer(limitPerKey)),
          ("window_seconds", .integer(RequestSignature.window * 2)),
        ], headers: [("Retry-After", "60")])
    }
  }
}
