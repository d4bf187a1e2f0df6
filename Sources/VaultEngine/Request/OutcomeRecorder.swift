internal import Domain
internal import ProviderCatalog

/// Writes how a call ended, once, and closes its intent. The sync may ride on the next intent's.
struct OutcomeRecorder: Sendable {
  struct Outcome: Sendable {
    var status: Int?
    var reason = ""
    var bytesIn: Int64 = 0
    var bytesOut: Int64 = 0
    var milliseconds: Int64?
    var flags: [String] = []

    init() {}

    /// The call ended before anything went out.
    init(notSent error: VaultError) {
      let isAbandoned = error == .cancelled || Task.isCancelled
      reason = isAbandoned ? "the caller went away" : CredentialMask.path(error.message)
      flags = isAbandoned ? ["abandoned"] : []
    }
  }

  let database: VaultDatabase
  let log: AuditLog
  let event: AuditEvent

  func record(_ outcome: Outcome) async throws(VaultError) {
    var event = event
    event.status = outcome.status
    event.reason = outcome.reason
    event.bytesIn = outcome.bytesIn
    event.bytesOut = outcome.bytesOut
    event.milliseconds = outcome.milliseconds
    event.flags = outcome.flags
    try await database.write(.withTheNextSync) { [event, log] transaction in
      // Another process that took this one for dead has closed the intent as unknown: that stands.
      guard let id = event.requestID, try transaction.deleteOpenIntent(id) else { return }
      try log.append(event, in: transaction)
    }
  }
}
