/// One row of the tamper-evident log. It never holds a secret value, a body, a header value or a query value.
public struct AuditEvent: Hashable, Sendable {
  /// Stored as text; the portal and the query language use the same words.
  public enum Kind: String, Sendable, CaseIterable {
    /// A call was allowed and is about to be sent; durable before the credential is unsealed.
    case intent
    /// How an intent ended.
    case outcome
    /// A call was refused; there is no outcome.
    case denied
    case vaultCreated = "vault_created"
    case vaultRestored = "vault_restored"
    case vaultUnlocked = "vault_unlocked"
    case vaultLocked = "vault_locked"
    case unlockFailed = "unlock_failed"
    case passphraseChanged = "passphrase_changed"
    case recoveryCreated = "recovery_created"
    case recoveryTested = "recovery_tested"
    case backupMade = "backup_made"
    case secretStored = "secret_stored"
    case secretRotated = "secret_rotated"
    case secretRevoked = "secret_revoked"
    case grantAdded = "grant_added"
    case grantRevoked = "grant_revoked"
    case policySaved = "policy_saved"
    case policyRemoved = "policy_removed"
    case oauthAppStored = "oauth_app_stored"
    case providerAdded = "provider_added"
    case connectionMade = "connection_made"
    case connectionRemade = "connection_remade"
    case connectionRevoked = "connection_revoked"
    case tokenRefreshed = "token_refreshed"
    case refreshFailed = "refresh_failed"
    /// A connection's refresh token is dead: its user has to agree again.
    case reauthNeeded = "reauth_needed"
    /// What the provider said when it was told of a revocation.
    case remoteRevocation = "remote_revocation"
    /// A call waits for an approval.
    case asked
    case approved
    case approvalDenied = "approval_denied"
    case approvalEnded = "approval_ended"
    case anchorTrusted = "anchor_trusted"
    case callerAdded = "caller_added"
    case callerChanged = "caller_changed"
    case callerRevoked = "caller_revoked"
    case callerKeyMinted = "caller_key_minted"
    case callerKeyRotated = "caller_key_rotated"
    case callerKeyChanged = "caller_key_changed"
    case callerKeyRevoked = "caller_key_revoked"
    /// A caller made a narrower grant, for itself or for an agent of its own.
    case grantIssued = "grant_issued"
    /// A caller ended a grant.
    case grantWithdrawn = "grant_withdrawn"
    /// A caller received the credential itself.
    case credentialReleased = "credential_released"
    /// What a caller says of a call that it made by itself, of a refusal of the provider, of its traces: its own claims.
    case callReported = "call_reported"
    case scopeMismatchReported = "scope_mismatch_reported"
    case spansReported = "spans_reported"
    /// A caller wants that a user connects or gives a key.
    case connectAsked = "connect_asked"
    case connectAnswered = "connect_answered"
    case connectDenied = "connect_denied"
    /// A link was made with which an end user can look into their wallet, and was opened.
    case walletLinkMade = "wallet_link_made"
    case walletOpened = "wallet_opened"
    /// An end user said what a grant of theirs may be used for.
    case walletLimitsSet = "wallet_limits_set"

    /// The event in words, for a row that is no call.
    public var inWords: String {
      switch self {
      case .intent: "call"
      case .outcome: "outcome"
      case .denied: "call denied"
      default: rawValue.split(separator: "_").joined(separator: " ")
      }
    }
  }

  public var kind: Kind
  /// Joins an intent, its outcome and the answer.
  public var requestID: Identifier?
  /// `portal`, `cli`, the name a program gave itself, or that of a caller that showed its key.
  public var caller: String
  /// What may be shown of the key that a caller showed (`alter_rk_abcd`); empty where there was none.
  public var keyPrefix: String
  /// What the caller's program says of the call beside it (`run`, `thread`, `tool`): its own claim.
  public var context: [String: String]
  public var pid: Int32
  public var principal: String
  public var grantID: Identifier?
  /// The grant's, secret's or policy's name at the time.
  public var subject: String
  public var provider: String
  public var credentialKind: String
  public var method: String
  /// Host and port as in the origin.
  public var host: String
  /// Recognised credentials in it are masked.
  public var path: String
  public var queryKeys: [String]
  /// `allow`, `deny` or `ask`; empty for an event that is no call.
  public var decision: String
  /// The rule or binding that decided, with its version.
  public var rule: String
  /// Why: the decision's words, an error's kind, or what was done.
  public var reason: String
  public var status: Int?
  public var bytesIn: Int64
  public var bytesOut: Int64
  public var milliseconds: Int64?
  /// `reflection`, `not_scanned`, `clock_went_back`, `earlier_value`, `unknown`, `abandoned`, `token_refreshed`, `failed`.
  public var flags: [String]

  public init(
    kind: Kind, requestID: Identifier? = nil, caller: String = "", pid: Int32 = 0, principal: String = "",
    grantID: Identifier? = nil, subject: String = "", provider: String = "", credentialKind: String = "",
    method: String = "", host: String = "", path: String = "", queryKeys: [String] = [], decision: String = "",
    rule: String = "", reason: String = "", status: Int? = nil, bytesIn: Int64 = 0, bytesOut: Int64 = 0,
    milliseconds: Int64? = nil, flags: [String] = [], keyPrefix: String = "", context: [String: String] = [:]
  ) {
    self.kind = kind
    self.requestID = requestID
    self.caller = caller
    self.pid = pid
    self.principal = principal
    self.grantID = grantID
    self.subject = subject
    self.provider = provider
    self.credentialKind = credentialKind
    self.method = method
    self.host = host
    self.path = path
    self.queryKeys = queryKeys
    self.decision = decision
    self.rule = rule
    self.reason = reason
    self.status = status
    self.bytesIn = bytesIn
    self.bytesOut = bytesOut
    self.milliseconds = milliseconds
    self.flags = flags
    self.keyPrefix = keyPrefix
    self.context = context
  }
}

/// An event as it stands in the log; an intent comes with its outcome when there is one.
public struct AuditEntry: Hashable, Sendable, Identifiable {
  /// 1, 2, 3…; never reused.
  public let sequence: Int64
  public let time: Timestamp
  public let event: AuditEvent
  public let outcome: Outcome?

  public struct Outcome: Hashable, Sendable {
    public let sequence: Int64
    public let time: Timestamp
    public let event: AuditEvent

    public init(sequence: Int64, time: Timestamp, event: AuditEvent) {
      self.sequence = sequence
      self.time = time
      self.event = event
    }
  }

  public var id: Int64 { sequence }

  public init(sequence: Int64, time: Timestamp, event: AuditEvent, outcome: Outcome?) {
    self.sequence = sequence
    self.time = time
    self.event = event
    self.outcome = outcome
  }

  /// The result column's word: `allow`, `deny`, `ask`, `failed`, `open` for a call, `done` for anything else.
  public var result: String {
    switch event.kind {
    case .denied: "deny"
    case .intent:
      switch outcome {
      case nil: "open"
      case let outcome? where outcome.event.status == nil: "failed"
      default: "allow"
      }
    case .asked: "ask"
    case .unlockFailed, .refreshFailed, .reauthNeeded: "failed"
    case .remoteRevocation: event.flags.contains("failed") ? "failed" : "done"
    default: "done"
    }
  }
}

/// What a check of the chain found.
public struct AuditVerification: Hashable, Sendable {
  public let events: Int64
  /// nil when everything is intact.
  public let problem: Problem?
  /// Whether the head's MAC could be checked; false while the vault is locked.
  public let headChecked: Bool

  public struct Problem: Hashable, Sendable {
    public let sequence: Int64
    public let reason: String

    public init(sequence: Int64, reason: String) {
      self.sequence = sequence
      self.reason = reason
    }
  }

  public init(events: Int64, problem: Problem?, headChecked: Bool) {
    self.events = events
    self.problem = problem
    self.headChecked = headChecked
  }
}
