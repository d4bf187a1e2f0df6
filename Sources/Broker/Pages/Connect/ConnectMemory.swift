internal import Domain
internal import Synchronization
internal import VaultCrypto
internal import VaultEngine

/// Which browser each session belongs to, and what that one has under way at providers. It ends with the broker; then the
/// next browser that opens a session which waits has it.
final class ConnectMemory: Sendable {
  /// Who opens a page.
  enum Visitor: Hashable {
    /// The session's browser, by the value of its cookie.
    case known(String)
    /// The first to open it, and its from now on.
    case first(String)
    case stranger
  }

  /// How an attempt at a provider goes on.
  typealias Finishing = Task<Result<ConnectSession, VaultError>, Never>

  private struct Attempt {
    let id: Identifier
    let authorization: Identifier
    let provider: String
    var finishing: Finishing?
  }

  private struct Entry {
    let browser: [UInt8]
    let until: Timestamp
    var attempts: [Attempt] = []
  }

  private let entries = Mutex<[Identifier: Entry]>([:])
  private static let mostEntries = 2000
  private static let mostAttempts = 20

  /// - Parameters:
  ///   - mayClaim: whether a session that nobody has opened yet becomes the visitor's.
  func visit(_ session: ConnectSession, cookies: [String], mayClaim: Bool, at now: Timestamp) -> Visitor {
    entries.withLock { entries in
      if let entry = entries[session.id] {
        let found = cookies.first { MAC.areEqual(BrowserCookie.hash($0), entry.browser) }
        return found.map { .known($0) } ?? .stranger
      }
      guard mayClaim else { return .stranger }
      entries = entries.filter { $0.value.until > now }
      if entries.count >= Self.mostEntries, let oldest = entries.min(by: { $0.value.until < $1.value.until }) {
        entries[oldest.key] = nil
      }
      let value = BrowserCookie.newValue()
      // An answered session is shown to its browser for as long as it can be read.
      entries[session.id] = Entry(
        browser: BrowserCookie.hash(value), until: session.expiresAt.adding(seconds: ConnectSession.lifetime))
      return .first(value)
    }
  }

  /// Notes that the session's browser is sent to a provider.
  func begin(_ attempt: Identifier, _ authorization: Identifier, at provider: String, for session: Identifier) {
    entries.withLock { entries in
      guard var entry = entries[session] else { return }
      entry.attempts = entry.attempts.suffix(Self.mostAttempts - 1)
      entry.attempts.append(Attempt(id: attempt, authorization: authorization, provider: provider))
      entries[session] = entry
    }
  }

  /// What becomes of an attempt that has come back. It is finished once: who asks again waits for the same.
  ///
  /// - Returns: nil for an attempt that was not begun here.
  func finish(
    _ attempt: Identifier, of session: Identifier,
    _ work: @escaping @Sendable (Identifier) async -> Result<ConnectSession, VaultError>
  ) -> (provider: String, finishing: Finishing)? {
    entries.withLock { entries in
      guard let index = entries[session]?.attempts.firstIndex(where: { $0.id == attempt }),
        let known = entries[session]?.attempts[index]
      else { return nil }
      // On its own, so that a browser that goes away does not leave a code used and nothing stored.
      let finishing = known.finishing ?? Task { await work(known.authorization) }
      entries[session]?.attempts[index].finishing = finishing
      return (known.provider, finishing)
    }
  }

  /// Waits for what has begun to be stored.
  func stop() async {
    let all = entries.withLock { $0.values.flatMap(\.attempts).compactMap(\.finishing) }
    for finishing in all { finishing.cancel() }
    for finishing in all { _ = await finishing.value }
  }
}
