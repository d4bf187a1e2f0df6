import Foundation
import Testing

@testable import ProcessConfinement

/// Whether whoever looks at a program sees that it is confined.
@Suite("A confined program from outside")
struct PeerTests {
  @Test("It is told from others", .enabled(if: kernelConfines, "this kernel does not confine"))
  func marks() async throws {
    let place = try Workplace()
    let waiting = ChildCommand(Probe.path, ["wait", "here"])
    let inside = try await Confinement.spawn(waiting, environment: [:], mode: place.confined())
    let outside = try await Confinement.spawn(waiting, environment: [:], mode: .unconfined)
    #expect(Confinement.isConfined(inside.pid))
    #expect(!Confinement.isConfined(outside.pid) || Confinement.isConfined(getpid()))
    for process in [inside, outside] {
      process.signal(SIGKILL)
      #expect(await process.ended() == 137)
    }
  }

  @Test("What has ended counts as confined")
  func ended() async throws {
    let ended = try await Confinement.spawn(ChildCommand("true"), environment: [:], mode: .unconfined)
    let number = ended.pid
    #expect(await ended.ended() == 0)
    #expect(Confinement.isConfined(number))
    #expect(Confinement.isConfined(-1))
  }

  @Test("The peer of a socket is whoever connected it")
  func peer() {
    var ends: [Int32] = [-1, -1]
    #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
    #expect(Confinement.isPeerConfined(socket: ends[0]) == Confinement.isConfined(getpid()))
    for end in ends { close(end) }
    #expect(Confinement.isPeerConfined(socket: -1))
  }
}
