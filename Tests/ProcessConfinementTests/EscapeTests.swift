import CLinux
import Foundation
import Testing

@testable import ProcessConfinement

/// Two hundred ways out, each tried: by a probe that is started confined, and once more unconfined, so that what is
/// refused is known to work otherwise. They hold for root too, which this suite may run as.
@Suite("Attempts from inside")
struct EscapeTests {
  /// What the probe is to reach: a file, a key, a program, two sockets.
  private final class Guarded: Sendable {
    let place: Workplace
    let key: String
    let hasKey: Bool
    let outsider: ConfinedProcess
    private let sockets: [Int32]

    init() async throws {
      place = try Workplace()
      key = "confinement-test:\(UUID().uuidString)"
      let payload = Array(place.secret.utf8)
      hasKey = unsafe clinux_keyring_put(key, payload, payload.count, 120) != -1
      outsider = try await Confinement.spawn(
        ChildCommand(Probe.path, ["wait", "outside"]), environment: ["GUARDED": place.secret], mode: .unconfined)
      sockets = [
        Self.listener(at: place.path("scratch/socket"), isAbstract: false),
        Self.listener(at: key, isAbstract: true),
      ]
    }

    deinit {
      outsider.signal(SIGKILL)
      for socket in sockets { close(socket) }
      if hasKey { _ = unsafe clinux_keyring_remove(key) }
    }

    func probe(_ mode: ConfinementMode, isReading: Bool = false) async throws -> [Substring] {
      let ended = try await place.run(
        Probe.path,
        [
          place.path("home/vault"), place.secret, key, "\(outsider.pid)", place.path("scratch/socket"), key,
          place.path("scratch"),
        ] + (isReading ? ["reading"] : []), mode: mode)
      return ended.output.split(separator: "\n")
    }

    private static func listener(at name: String, isAbstract: Bool) -> Int32 {
      let socket = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let bytes = (isAbstract ? [0] : []) + Array(name.utf8)
      unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
      let size = MemoryLayout<sa_family_t>.size + bytes.count + (isAbstract ? 0 : 1)
      let result = unsafe withUnsafePointer(to: &address) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(socket, $0, socklen_t(size)) }
      }
      precondition(result == 0 && listen(socket, 16) == 0)
      return socket
    }
  }

  @Test("None of two hundred succeeds", .enabled(if: kernelConfines, "this kernel does not confine"))
  func confined() async throws {
    let guarded = try await Guarded()
    let lines = try await guarded.probe(guarded.place.confined())
    #expect(lines.filter { $0.hasPrefix("BREACH") } == [])
    #expect(lines.last == "done")
    #expect(lines.filter { $0.hasPrefix("refused") }.count >= 200)
    #expect(try guarded.place.text("home/vault/vault.db") == guarded.place.secret)
    #expect(kill(guarded.outsider.pid, 0) == 0)
    if guarded.hasKey {
      var buffer = [UInt8](repeating: 0, count: 100)
      let length = unsafe clinux_keyring_get(guarded.key, &buffer, buffer.count, 0)
      #expect(buffer.prefix(max(0, length)).elementsEqual(guarded.place.secret.utf8))
    }
  }

  @Test("Unconfined, the same attempts succeed: they have teeth")
  func unconfined() async throws {
    let guarded = try await Guarded()
    let lines = try await guarded.probe(.unconfined, isReading: true)
    #expect(lines.last == "done")
    let breaches = lines.filter { $0.hasPrefix("BREACH") }
    let ways = ["itself", "a group of its own", "a session of its own"]
    for way in ways { #expect(breaches.filter { $0.hasSuffix("from \(way)") }.count == 14, "\(way)") }
    #expect(breaches.contains("BREACH read another program's environ"))
    #expect(breaches.contains("BREACH connect a local socket"))
    #expect(breaches.contains("BREACH connect an abstract socket"))
    if guarded.hasKey {
      #expect(breaches.contains("BREACH search the user's keyring"))
      #expect(breaches.contains("BREACH read the key by its number"))
    }
  }

  @Test("Local sockets, once allowed, are all that opens", .enabled(if: kernelConfines, "this kernel does not confine"))
  func sockets() async throws {
    let guarded = try await Guarded()
    let lines = try await guarded.probe(guarded.place.confined(localSockets: .allow), isReading: true)
    #expect(
      lines.filter { $0.hasPrefix("BREACH") } == [
        "BREACH connect a local socket", "BREACH connect an abstract socket",
      ])
  }
}
