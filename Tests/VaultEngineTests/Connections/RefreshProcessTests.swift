import Domain
import Foundation
import LocalServers
import Testing
import VaultCrypto

@testable import VaultEngine

/// Real processes over one vault.
@Suite("Refreshing in several processes", .serialized)
struct RefreshProcessTests {
  private static let isSoak = ProcessInfo.processInfo.environment["GATEHOUSE_SOAK"] != nil

  /// A vault with a connection whose token is over, that other processes can open.
  private func withConnection(
    _ body: (TemporaryVault, StandInProvider, _ probe: (Int) throws -> ProbeProcess) async throws -> Void
  ) async throws {
    try await StandInProvider.with { provider in
      // Where the keyring is refused every process takes the passphrase, at a cost that is accepted everywhere.
      try await TemporaryVault.with(lockAfter: 3600, cost: Keyring.works ? nil : Scrypt.Cost(logN: 15)) { it in
        let file = it.folder + "/passphrase"
        try TemporaryVault.passphrase.write(toFile: file, atomically: false, encoding: .utf8)
        try await it.connect(provider, expiresIn: 0)
        try await body(it, provider) { calls in
          try ProbeProcess(
            it, passphraseFile: file, url: provider.server.origin + "/api", grant: "ann", calls: calls)
        }
        #expect(try await it.vault.verifyAudit().problem == nil)
      }
    }
  }

  @Test("Twenty processes with five calls each at the end of the token: exactly one token request")
  func twentyProcesses() async throws {
    try await withConnection { it, provider, probe in
      let probes = try (0..<20).map { _ in try probe(5) }
      for probe in probes { #expect(await probe.line() == "ready") }
      for probe in probes { probe.go() }
      for probe in probes { #expect(await probe.line() == "200 200 200 200 200") }
      #expect(provider.tokenRequests == 1)
      #expect(provider.tokensSeen == Array(repeating: "Bearer access-2", count: 100))
      let events = try await it.vault.connectionEvents()
      #expect(events.map(\.kind) == [.connectionMade, .tokenRefreshed])
    }
  }

  @Test(
    "Killed between the provider's answer and the commit: two token requests at most, never a loop, and the state is right",
    arguments: [false, true])
  func killed(isForgiving: Bool) async throws {
    try await withConnection { it, provider, probe in
      provider.forgives(isForgiving)
      for _ in 0..<(Self.isSoak ? 100 : 5) {
        try await it.vault.connect(provider, expiresIn: 0)
        provider.begin()
        let before = provider.tokenRequests
        let killed = try probe(1)
        #expect(await killed.line() == "ready")
        // The answer is decided on; while the database is held, nobody can store it.
        let (answered, blocked, gate) = (Gate(), Gate(), DispatchSemaphore(value: 0))
        let holding = Locked<Task<Void, Never>?>(nil)
        provider.beforeAnswer { [database = it.vault.database] _ in
          holding.change {
            $0 = Task {
              try? await database.write { _ in
                Task { await blocked.open() }
                gate.wait()
              }
            }
          }
          await blocked.wait()
          await answered.open()
        }
        killed.go()
        await answered.wait()
        provider.beforeAnswer(nil)
        // The instant is the point: from before the answer arrives to after the process began to store it.
        try await ContinuousClock().sleep(for: .milliseconds(Int.random(in: 0...20)))
        await killed.kill()
        gate.signal()
        await holding.value?.value

        let ending = await code { try await it.vault.call(provider) }
        #expect(ending == (isForgiving ? nil : .needsReauth))
        #expect(provider.tokenRequests - before == 2)
        for _ in 0..<3 { _ = await code { try await it.vault.call(provider) } }
        #expect(provider.tokenRequests - before == 2)
        let state = try #require(try await it.vault.connectionState())
        let reason = "an earlier refresh was cut off before its answer could be stored"
        #expect((state.needsReauth?.hasSuffix(reason) ?? false) == !isForgiving)
        #expect(state.failure == nil)
        let connection = try await it.vault.grant(named: "ann").source.id
        let lease = try await it.vault.database.read { try $0.refreshLease(of: connection) }
        #expect(lease.holder == nil && lease.attempts == 0 && lease.fingerprint.isEmpty)
      }
    }
  }
}
