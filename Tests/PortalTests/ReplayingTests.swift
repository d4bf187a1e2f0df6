import Domain
import Foundation
import PortalModel
import Synchronization
import Testing

@testable import Portal
@testable import VaultEngine

/// The effects of a replay over a real vault with a past.
@Suite("A draft replayed in the portal")
struct ReplayingTests {
  private static let draft = PolicyDraft(
    name: "draft", scope: .everyGrant, rules: [Rule(effect: .deny, methods: ["POST"])])
  private static let effect = Effect.replay(draft, since: Timestamp(microseconds: 0))

  /// Holds up the reading where it tells how far it is, so that it cannot have ended before it is cancelled.
  private final class Gate: Sendable {
    private let isOpen = Mutex(true)
    private let waiting = DispatchSemaphore(value: 0)

    func close() { isOpen.withLock { $0 = false } }
    func open() {
      isOpen.withLock { $0 = true }
      waiting.signal()
    }
    func pass() { if !isOpen.withLock({ $0 }) { waiting.wait() } }
  }

  /// A portal's runner with the events it sends.
  private struct Bench {
    let runner: EffectRunner
    let vault: Vault
    let gate: Gate
    var events: AsyncStream<PortalEvent>.AsyncIterator

    mutating func next() async -> PortalEvent? { await events.next() }

    /// The progress that was told, and how it ended.
    mutating func ending() async -> (told: [ReplayProgress], last: PortalEvent?) {
      var told: [ReplayProgress] = []
      while let event = await events.next() {
        guard case .replayProgress(_, let progress) = event else { return (told, event) }
        told.append(progress)
      }
      return (told, nil)
    }
  }

  /// - Parameter calls: how many calls the log holds, every second of them a POST.
  private func withBench(calls: Int, _ body: (inout Bench) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "replaying-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let location = VaultLocation(home: "\(folder)/vault", state: "\(folder)/state", configuration: "\(folder)/config")
    let vault = try await Vault.create(
      at: location, passphrase: SecretBytes("test"), options: .forTests(usesKeyring: false))
    let grant = try await vault.storeSecret(
      SecretDraft(
        name: "api", provider: "custom", kind: "",
        binding: try Binding(origins: [try Origin("https://api.example.com")]), injection: .bearer()),
      .token(SecretBytes("value-1"))
    ).grant
    let now = Timestamp.now()
    try await vault.append(
      history: (0..<calls).map { number in
        let event = AuditEvent(
          kind: .intent, requestID: Identifier(), caller: "ci", principal: "system", grantID: grant.id, subject: "api",
          method: number % 2 == 0 ? "POST" : "GET", host: "api.example.com", path: "/v1/\(number % 10)",
          decision: "allow", rule: "binding")
        return (event, now.adding(seconds: Int64(number - calls)))
      })
    let (events, continuation) = AsyncStream.makeStream(of: PortalEvent.self)
    let gate = Gate()
    let runner = EffectRunner(
      location: location, options: .forTests(), vault: vault,
      emit: { event in
        continuation.yield(event)
        if case .replayProgress = event { gate.pass() }
      }, onVault: { _ in })
    var bench = Bench(runner: runner, vault: vault, gate: gate, events: events.makeAsyncIterator())
    do { try await body(&bench) } catch {
      await runner.close()
      throw error
    }
    await runner.close()
  }

  @Test("is told with progress and examples, needs no admin right, and saves nothing")
  func whole() async throws {
    try await withBench(calls: 100) { bench in
      await bench.vault.dropAdmin()
      await bench.runner.run(Self.effect)
      let (told, last) = await bench.ending()
      #expect(told.last.map { $0.done == $0.total && $0.report.calls == 100 } == true)
      guard case .replayed(Self.effect, let report)? = last else {
        Issue.record("\(String(describing: last))")
        return
      }
      let turn = ReplayReport.Turn(before: .allow, after: .deny)
      #expect(report.calls == 100 && report.turns == [turn: 50])
      #expect(report.examples(of: turn).count == ReplayDialog.examplesOfEach)
      let policies = try await bench.vault.overview().policies
      #expect(policies.isEmpty)
    }
  }

  @Test("ends when it is cancelled, and says so")
  func cancelled() async throws {
    try await withBench(calls: 10) { bench in
      bench.gate.close()
      await bench.runner.run(Self.effect)
      guard case .replayProgress(Self.effect, _)? = await bench.next() else {
        Issue.record("nothing was read")
        return
      }
      await bench.runner.run(.cancelReplay)
      bench.gate.open()
      guard case .failed(Self.effect, let failure)? = await bench.next() else {
        Issue.record("it went on")
        return
      }
      #expect(failure.code == "cancelled")
    }
  }

  @Test("ends when another one begins, which is told after it and is whole")
  func another() async throws {
    try await withBench(calls: 10) { bench in
      bench.gate.close()
      await bench.runner.run(Self.effect)
      _ = await bench.next()
      let week = Effect.replay(Self.draft, since: Timestamp.now().adding(seconds: -7 * 86_400))
      await bench.runner.run(week)
      bench.gate.open()
      guard case .failed(Self.effect, _)? = await bench.next(),
        case .replayed(week, let report)? = await bench.ending().last
      else {
        Issue.record("they came in another order")
        return
      }
      #expect(report.calls == 10)
    }
  }

  @Test("tells in words what a draft cannot be replayed for")
  func refused() async throws {
    try await withBench(calls: 1) { bench in
      var draft = Self.draft
      draft.scope = .grants([Identifier()])
      let effect = Effect.replay(draft, since: Timestamp(microseconds: 0))
      await bench.runner.run(effect)
      guard case .failed(effect, let failure)? = await bench.ending().last else {
        Issue.record("it was replayed")
        return
      }
      #expect(failure.code == "not_found" && failure.message.contains("there is no grant"))
    }
  }
}
