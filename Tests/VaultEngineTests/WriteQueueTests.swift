import Domain
import GRDB
import Glibc
import Synchronization
import Testing

@testable import VaultEngine

@Suite("Writes of one process")
struct WriteQueueTests {
  /// Counts commits of the connection it observes.
  private final class CommitCounter: TransactionObserver, Sendable {
    let commits = Mutex(0)

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { commits.withLock { $0 += 1 } }
    func databaseDidRollback(_ db: Database) {}
  }

  private struct Refused: Error {}

  /// Makes a table, and then holds the queue until `count` writes wait for it; returns as soon as it is held.
  private func hold(
    _ database: VaultDatabase, until count: Int, counting counter: CommitCounter
  ) async throws -> Task<Void, any Error> {
    try await database.write { transaction in
      transaction.db.add(transactionObserver: counter, extent: .databaseLifetime)
      try transaction.db.execute(sql: "CREATE TABLE note (number INTEGER)")
    }
    let (held, holding) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      try await database.write { [writes = database.writes] _ in
        holding.finish()
        while writes.count < count { sched_yield() }
      }
    }
    for await _ in held {}
    return task
  }

  private func insert(_ number: Int, in database: VaultDatabase, refusing: Bool = false) async throws {
    try await database.write(number % 2 == 0 ? .synced : .withTheNextSync) { transaction in
      try transaction.db.execute(sql: "INSERT INTO note VALUES (?)", arguments: [number])
      if refusing { throw Refused() }
    }
  }

  @Test("What waits for a turn is written together, in one commit, each in or out by itself")
  func group() async throws {
    try await TemporaryVault.with { it in
      let (database, counter) = (it.vault.database, CommitCounter())
      let held = try await hold(database, until: 40, counting: counter)
      let refused = try await withThrowingTaskGroup(of: Bool.self) { tasks in
        for number in 0..<40 {
          tasks.addTask {
            do { try await insert(number, in: database, refusing: number % 10 == 3) } catch { return true }
            return false
          }
        }
        return try await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      try await held.value
      #expect(refused == 4)
      let kept = try await database.read { try Int.fetchAll($0.db, sql: "SELECT number FROM note ORDER BY 1") }
      #expect(kept == (0..<40).filter { $0 % 10 != 3 })
      // The table's, the one that was held, and one for the forty.
      #expect(counter.commits.withLock { $0 } == 3)
    }
  }

  @Test("Where the disk has no room for a group, nobody of it is told that it was written")
  func full() async throws {
    try await TemporaryVault.with { it in
      let (database, counter) = (it.vault.database, CommitCounter())
      let held = try await hold(database, until: 12, counting: counter)
      let endings = await withTaskGroup(of: VaultError.Code?.self) { tasks in
        for number in 0..<12 {
          tasks.addTask {
            do {
              try await database.write { transaction in
                if number == 0 { try transaction.db.execute(sql: "PRAGMA max_page_count = 1") }
                try transaction.db.execute(sql: "INSERT INTO note VALUES (randomblob(100000))")
              }
              return nil
            } catch { return (error as? VaultError)?.code }
          }
        }
        return await tasks.reduce(into: []) { $0.append($1) }
      }
      try await held.value
      #expect(endings.allSatisfy { $0 == .storage })
      #expect(try await database.read { try Int.fetchOne($0.db, sql: "SELECT count(*) FROM note") } == 0)
    }
  }
}
