internal import Domain
internal import Synchronization

/// Who looks into a wallet just now. A visit begins when a link is opened, belongs to the browser that opened it, and ends
/// when the user signs out, after a while without a page, and with the broker: nothing of it is stored.
final class WalletVisits: Sendable {
  /// So long a visit lasts without a page being opened, and at all.
  static let idle = Duration.seconds(30 * 60)
  static let longest = Duration.seconds(8 * 60 * 60)
  /// The oldest gives way to another one.
  static let most = 200

  private struct Visit {
    let visitor: WalletVisitor
    let cookie: [UInt8]
    let begun: ContinuousClock.Instant
    var seen: ContinuousClock.Instant
  }

  private let now: @Sendable () -> ContinuousClock.Instant
  private let visits = Mutex<[String: Visit]>([:])

  init(now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }) { self.now = now }

  /// - Returns: the visit's id in its path, and its browser's cookie.
  func begin(_ visitor: WalletVisitor) -> (id: String, value: String) {
    let (id, value, time) = (String(BrowserCookie.newValue().prefix(Self.idLength)), BrowserCookie.newValue(), now())
    visits.withLock { visits in
      visits = visits.filter { Self.isOn($0.value, at: time) }
      while visits.count >= Self.most, let oldest = visits.min(by: { $0.value.seen < $1.value.seen }) {
        visits[oldest.key] = nil
      }
      visits[id] = Visit(visitor: visitor, cookie: BrowserCookie.hash(value), begun: time, seen: time)
    }
    return (id, value)
  }

  /// Who visits, and with which of the cookies; nil when there is no such visit any more, or another browser asks.
  ///
  /// - Parameter isLooking: the page was opened by itself, which is no sign that anybody is there.
  func visitor(of id: String, _ cookies: [String], isLooking: Bool) -> (visitor: WalletVisitor, cookie: String)? {
    let time = now()
    return visits.withLock { visits in
      guard var visit = visits[id] else { return nil }
      guard Self.isOn(visit, at: time) else {
        visits[id] = nil
        return nil
      }
      // Hashes are compared, so that the time it takes tells nothing of the value.
      guard let cookie = cookies.first(where: { BrowserCookie.hash($0) == visit.cookie }) else { return nil }
      if !isLooking {
        visit.seen = time
        visits[id] = visit
      }
      return (visit.visitor, cookie)
    }
  }

  func end(_ id: String) { visits.withLock { $0[id] = nil } }

  private static func isOn(_ visit: Visit, at time: ContinuousClock.Instant) -> Bool {
    time - visit.seen < idle && time - visit.begun < longest
  }

  /// 128 bits in hexadecimal.
  private static let idLength = 32

  static func isID(_ text: Substring) -> Bool {
    text.utf8.count == idLength && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// Whether the text can stand behind `/wallet/open/` and in a cookie's path; whether it opens anything is the vault's to
  /// say.
  static func isLink(_ text: Substring) -> Bool {
    (1...2000).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~%+@:=".utf8.contains(byte)
        }
      }
  }

  /// The cookie of a visit's pages.
  static func cookie(of id: String) -> BrowserCookie { BrowserCookie(name: "gatehouse_wallet", path: "/wallet/\(id)") }
}
