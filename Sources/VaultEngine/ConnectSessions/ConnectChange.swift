internal import Domain
internal import Glibc
internal import VaultCrypto

/// One answer to a connect session, inside its transaction.
struct ConnectChange: ChangesIssuedRows {
  let change: IssuedChange
  let session: ConnectSession
  private let seal: ConnectSessionSeal

  init(_ change: IssuedChange, to which: ConnectSessionKey) throws {
    self.change = change
    seal = try ConnectSessionSeal(change.keys, vaultID: change.vaultID)
    session = try change.transaction.waitingConnectSession(which, seal: seal, at: change.now)
  }

  /// Ends the session with its answer, and notes that.
  func answer(_ answer: ConnectSession.Answer, grant: Grant? = nil, source: GrantSource? = nil) throws -> ConnectSession
  {
    var answered = session
    answered.answer = answer
    try transaction.putConnectSession(seal.row(answered))
    var (kind, reason) = (AuditEvent.Kind.connectDenied, "")
    switch answer {
    case .completed(_, let isReauth): (kind, reason) = (.connectAnswered, isReauth ? ", connected anew" : "")
    case .denied(let why): reason = ": \(why)"
    case .failed(let code, let why): reason = ": \(code), \(why)"
    }
    record(
      AuditEvent(
        kind: kind, requestID: session.id, pid: getpid(), principal: grant?.principal.description ?? "",
        grantID: grant?.id, subject: grant?.name ?? "", provider: source?.provider ?? "",
        credentialKind: source?.kind ?? "", reason: "asked by \(session.callerName)\(reason)"))
    return answered
  }
}

extension Vault {
  /// Runs an answer to a session that waits in one synced transaction, everything looked at again in it: a lock, or another
  /// answer, in between leaves nothing.
  func answer<Result: Sendable>(
    _ which: ConnectSessionKey, _ body: @escaping @Sendable (ConnectChange) throws -> Result
  ) async throws(VaultError) -> Result {
    try await changeIssued { try body(ConnectChange($0, to: which)) }
  }
}

/// By what a session is found.
enum ConnectSessionKey: Sendable {
  case token(String)
  case id(Identifier)
}

extension Transaction {
  /// - Throws: `notFound` for one that was answered, or whose time is over.
  func waitingConnectSession(
    _ which: ConnectSessionKey, seal: ConnectSessionSeal, at moment: Timestamp
  ) throws -> ConnectSession {
    guard let session = try connectSession(which, seal: seal), session.answer == nil, session.expiresAt > moment else {
      throw VaultError(
        .notFound, "there is no such connect session that waits", hint: "ask the application for another one")
    }
    return session
  }

  func connectSession(_ which: ConnectSessionKey, seal: ConnectSessionSeal) throws -> ConnectSession? {
    let row: ConnectSessionRow?
    switch which {
    case .token(let token): row = try connectSession(token: SHA256Hash.of(Array(token.utf8)))
    case .id(let id): row = try connectSession(id)
    }
    return try row.map(seal.open)
  }
}
