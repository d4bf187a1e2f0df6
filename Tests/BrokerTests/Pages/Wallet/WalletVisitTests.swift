import Domain
import Synchronization
import Testing

@testable import Broker

@Suite("Visits of a wallet")
struct WalletVisitTests {
  private let visitor = WalletVisitor(user: "mia", caller: nil, link: Identifier())

  /// A clock that a test moves on.
  private final class Clock: Sendable {
    private let time = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { time.withLock { $0 } }
    func advance(_ duration: Duration) { time.withLock { $0 += duration } }
  }

  @Test("A visit is its browser's alone, and ends when it is ended")
  func ownBrowser() {
    let visits = WalletVisits()
    let (mine, other) = (visits.begin(visitor), visits.begin(visitor))
    #expect(mine.id != other.id && WalletVisits.isID(mine.id[...]))
    #expect(visits.visitor(of: mine.id, [other.value, mine.value], isLooking: false)?.cookie == mine.value)
    #expect(visits.visitor(of: mine.id, [other.value], isLooking: false) == nil)
    #expect(visits.visitor(of: mine.id, [], isLooking: false) == nil)
    visits.end(mine.id)
    #expect(visits.visitor(of: mine.id, [mine.value], isLooking: false) == nil)
    #expect(visits.visitor(of: other.id, [other.value], isLooking: false)?.visitor == visitor)
  }

  @Test("It ends after half an hour without a page; a page that looks again by itself does not count")
  func idle() {
    let clock = Clock()
    let visits = WalletVisits { clock.now }
    let visit = visits.begin(visitor)
    for _ in 0..<3 {
      clock.advance(.seconds(29 * 60))
      #expect(visits.visitor(of: visit.id, [visit.value], isLooking: false) != nil)
    }
    clock.advance(.seconds(29 * 60))
    #expect(visits.visitor(of: visit.id, [visit.value], isLooking: true) != nil)
    clock.advance(.seconds(60))
    #expect(visits.visitor(of: visit.id, [visit.value], isLooking: true) == nil)
  }

  @Test("It ends after eight hours, whatever is done, and the oldest gives way when there are too many")
  func bounds() {
    let clock = Clock()
    let visits = WalletVisits { clock.now }
    let visit = visits.begin(visitor)
    for _ in 0..<23 {
      clock.advance(.seconds(20 * 60))
      #expect(visits.visitor(of: visit.id, [visit.value], isLooking: false) != nil)
    }
    clock.advance(.seconds(20 * 60))
    #expect(visits.visitor(of: visit.id, [visit.value], isLooking: false) == nil)
    let first = visits.begin(visitor)
    clock.advance(.seconds(1))
    let second = visits.begin(visitor)
    for _ in 0..<(WalletVisits.most - 1) { _ = visits.begin(visitor) }
    #expect(visits.visitor(of: first.id, [first.value], isLooking: false) == nil)
    #expect(visits.visitor(of: second.id, [second.value], isLooking: false) != nil)
  }

  @Test("A path leads to one page or nowhere")
  func paths() {
    let (visit, id) = (String(repeating: "a", count: 32), Identifier())
    let places: [WalletPlace] = [
      .list, .activity, .calls, .call(id), .grant(id), .limits(id), .ending(id), .revoking(id), .signOut,
    ]
    for place in places { #expect(WalletPath("/wallet/\(visit)\(place.path)") == .visit(id: visit, place)) }
    #expect(WalletPath("/wallet/\(visit)") == .visit(id: visit, .list))
    #expect(WalletPath("/wallet/open/a.b-c") == .opening(link: "a.b-c"))
    for path in [
      "/wallet/", "/wallet/open", "/wallet/open/", "/wallet/open/a/b", "/wallet/open/a;b", "/wallet/\(visit)x/",
      "/wallet/\(visit.uppercased())/", "/wallet/\(visit)/connections", "/wallet/\(visit)/connections/x",
      "/wallet/\(visit)/connections/\(id)/other", "/wallet/\(visit)//", "/wallet/\(visit)/calls/\(id)/x",
    ] { #expect(WalletPath(path) == nil, "\(path)") }
  }
}
