import Foundation
import Testing

@testable import ProcessConfinement

/// What every program gets, confined or not.
@Suite("A started program")
struct SpawnTests {
  private static var modes: [Bool] { kernelConfines ? [false, true] : [false] }

  private func mode(_ isConfined: Bool, _ place: Workplace) -> ConfinementMode {
    isConfined ? place.confined() : .unconfined
  }

  @Test("Its exit status comes back", arguments: modes)
  func exitStatus(isConfined: Bool) async throws {
    let place = try Workplace()
    #expect(try await place.shell("exit 7", mode: mode(isConfined, place)).status == 7)
    #expect(try await place.shell("exit 0", mode: mode(isConfined, place)).status == 0)
  }

  @Test("Ended by a signal, it counts as shells count it", arguments: modes)
  func signalled(isConfined: Bool) async throws {
    let place = try Workplace()
    #expect(try await place.shell("kill -KILL $$", mode: mode(isConfined, place)).status == 137)
    #expect(try await place.shell("kill -TERM $$", mode: mode(isConfined, place)).status == 143)
  }

  @Test("It gets arguments and environment as they are, and nothing else of ours", arguments: modes)
  func arguments(isConfined: Bool) async throws {
    let place = try Workplace()
    let ended = try await place.run(
      "env", ["printf", "%s|", "a b", "", "ü", "$HOME"], mode: mode(isConfined, place))
    #expect(ended.output == "a b||ü|$HOME|")
    let listed = try await place.run("env", [], mode: mode(isConfined, place), environment: ["ONE": "1 = 1"])
    #expect(listed.output.split(separator: "\n").sorted() == ["ONE=1 = 1", "PATH=/usr/bin:/bin"])
  }

  @Test("It inherits the three streams and no other descriptor", arguments: modes)
  func descriptors(isConfined: Bool) async throws {
    let place = try Workplace()
    // Not close-on-exec, on purpose.
    let open = unsafe Foundation.open(place.path("home/vault/vault.db"), O_RDONLY)
    defer { close(open) }
    let ended = try await place.run(Probe.path, ["descriptors"], mode: mode(isConfined, place))
    #expect(ended.output == "0 1 2 ")
  }

  @Test("Signals reach it", arguments: modes, [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH])
  func forwarding(isConfined: Bool, signal: Int32) async throws {
    let place = try Workplace()
    var ends: [Int32] = [-1, -1]
    #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    defer { close(reading) }
    let process = try await Confinement.spawn(
      ChildCommand(Probe.path, ["signals"], output: writing), environment: [:], mode: mode(isConfined, place))
    close(writing)
    await withCheckedContinuation { isReady in
      Thread.detachNewThread {
        var byte: UInt8 = 0
        while unsafe read(reading, &byte, 1) == -1 && errno == EINTR {}
        isReady.resume()
      }
    }
    process.signal(signal)
    #expect(await process.ended() == 42)
    // It has ended: nobody else gets this.
    process.signal(SIGKILL)
  }

  @Test("What a shell would refuse is refused, with the reason", arguments: modes)
  func missing(isConfined: Bool) async throws {
    let place = try Workplace()
    for (program, kind) in [
      ("no-such-program", ConfinementProblem.Kind.notFound), ("/no/such/program", .notFound),
      (place.path("home/notes"), .notRunnable), (place.folder, .notRunnable), ("", .notFound),
    ] {
      await #expect {
        try await place.run(program, [], mode: self.mode(isConfined, place))
      } throws: {
        ($0 as? ConfinementProblem)?.kind == kind
      }
    }
    try place.write("no program at all", to: "scratch/text")
    #expect(unsafe chmod(place.path("scratch/text"), 0o700) == 0)
    await #expect(throws: ConfinementProblem.self) {
      try await place.run(place.path("scratch/text"), [], mode: self.mode(isConfined, place))
    }
  }

  @Test("Many at once keep apart", arguments: modes)
  func many(isConfined: Bool) async throws {
    let place = try Workplace()
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<20 {
        group.addTask {
          try await place.shell("exit \(number)", mode: self.mode(isConfined, place)).status == Int32(number)
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }
}
