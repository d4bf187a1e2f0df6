import Testing

@testable import ProcessConfinement

/// A kernel that cannot confine: nothing runs, and the reason is told. This holds on every kernel.
@Suite("A kernel that cannot confine")
struct RefusalTests {
  @Test(
    "It is told why",
    arguments: [
      (ConfinementSupport(landlock: nil, filtersCalls: true), "no Landlock"),
      (ConfinementSupport(landlock: 1, filtersCalls: true), "version 2 is needed"),
      (ConfinementSupport(landlock: 7, filtersCalls: false), "does not filter system calls"),
    ])
  func reasons(support: ConfinementSupport, reason: String) throws {
    #expect(try #require(support.reason).contains(reason))
    #expect(support.gaps.isEmpty)
    #expect {
      try StartPlan(
        path: "/bin/true", command: ChildCommand("true"), environment: [:], mode: .confined(denying: ["/x"]),
        support: support)
    } throws: {
      let problem = $0 as? ConfinementProblem
      return problem?.kind == .unsupported && problem?.description.contains(reason) == true
    }
  }

  @Test("Without a confinement it runs all the same")
  func unconfined() async throws {
    let place = try Workplace()
    #expect(
      try await place.shell("cat '\(place.folder)'/home/vault/vault.db", mode: .unconfined).output == place.secret)
  }

  @Test("An older kernel's gap is said")
  func gaps() {
    #expect(ConfinementSupport(landlock: 5, filtersCalls: true).reason == nil)
    #expect(ConfinementSupport(landlock: 5, filtersCalls: true).gaps.count == 1)
    #expect(ConfinementSupport(landlock: 6, filtersCalls: true).gaps.isEmpty)
  }

  @Test("This kernel either confines or says why not")
  func here() async throws {
    let place = try Workplace()
    if let reason = ConfinementSupport.here.reason {
      await #expect {
        try await place.shell("true", mode: place.confined())
      } throws: {
        ($0 as? ConfinementProblem)?.description.contains(reason) == true
      }
    } else {
      #expect(try await place.shell("true", mode: place.confined()).status == 0)
    }
  }
}
