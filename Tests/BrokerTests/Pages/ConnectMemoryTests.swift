import Domain
import Synchronization
import Testing
import VaultEngine

@testable import Broker

@Suite("What the broker remembers of connect pages")
struct ConnectMemoryTests {
  private static func session(from time: Timestamp = .now()) -> ConnectSession {
    ConnectSession(
      wish: ConnectWish(.connection), caller: Identifier(), callerName: "notes", application: "notes",
      createdAt: time, expiresAt: time.adding(seconds: ConnectSession.lifetime))
  }

  @Test("The first browser keeps a session, by any of the cookies it brings, until nobody can read it any more")
  func browsers() throws {
    let memory = ConnectMemory()
    let (now, session) = (Timestamp.now(), Self.session())
    #expect(memory.visit(session, cookies: [], mayClaim: false, at: now) == .stranger)
    guard case .first(let value) = memory.visit(session, cookies: ["of old"], mayClaim: true, at: now) else {
      Issue.record("it was not taken")
      return
    }
    #expect(memory.visit(session, cookies: ["planted", value], mayClaim: true, at: now) == .known(value))
    #expect(memory.visit(session, cookies: [], mayClaim: true, at: now) == .stranger)
    #expect(memory.visit(session, cookies: [String(value.reversed())], mayClaim: true, at: now) == .stranger)
    // Other sessions are other browsers', and make room when their time is over.
    let later = Self.session(from: now.adding(seconds: 3 * ConnectSession.lifetime))
    #expect(memory.visit(later, cookies: [value], mayClaim: false, at: later.createdAt) == .stranger)
    #expect(memory.visit(later, cookies: [value], mayClaim: true, at: later.createdAt) != .known(value))
    #expect(memory.visit(session, cookies: [value], mayClaim: false, at: later.createdAt) == .stranger)
  }

  @Test("An attempt that comes back twice is finished once, and one that was not begun not at all")
  func attempts() async throws {
    let memory = ConnectMemory()
    let session = Self.session()
    let (attempt, authorization) = (Identifier(), Identifier())
    let finished = Mutex<[Identifier]>([])
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let work: @Sendable (Identifier) async -> Result<ConnectSession, VaultError> = { id in
      finished.withLock { $0.append(id) }
      for await _ in gate {}
      return .success(session)
    }
    memory.begin(attempt, authorization, at: "acme", for: session.id)
    #expect(memory.finish(attempt, of: session.id, work) == nil)
    _ = memory.visit(session, cookies: [], mayClaim: true, at: .now())
    memory.begin(attempt, authorization, at: "acme", for: session.id)
    #expect(memory.finish(Identifier(), of: session.id, work) == nil)
    #expect(memory.finish(attempt, of: Identifier(), work) == nil)
    let first = try #require(memory.finish(attempt, of: session.id, work))
    let second = try #require(memory.finish(attempt, of: session.id, work))
    #expect(first.provider == "acme")
    #expect(first.finishing == second.finishing)
    open.finish()
    #expect(try await second.finishing.value.get().id == session.id)
    await memory.stop()
    #expect(finished.withLock { $0 } == [authorization])
  }
}
