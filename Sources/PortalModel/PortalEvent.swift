public import Domain
public import Screen

/// Everything that can happen to the portal, in one queue with one order.
public enum PortalEvent: Sendable, Equatable {
  case key(Key)
  /// A bracketed paste, or a burst that looks like one; the bytes are in locked pages, the model holds the handle.
  case paste(SecretBytes)
  /// The terminal put a typed character into (or took one out of) the focused secret field's bytes.
  case secretEdited
  case mouse(MouseEvent)
  case resize(Size)
  /// The terminal window gained or lost the focus.
  case focus(Bool)
  /// Back from Ctrl-Z.
  case resumed
  /// The terminal said what its background is, so another theme was taken.
  case themeRecognized(String)
  /// A second has passed, or something time-dependent is due.
  case tick(Timestamp)
  /// Another process, or this one, has changed the vault.
  case vaultChanged
  /// Where programs find the broker, or why there is none.
  case broker(BrokerState)

  // Answers of the effect runner.
  case overview(PortalOverview)
  case auditPage(AuditPage, generation: Int)
  case vaultCreated
  case passphraseMade(SecretBytes)
  case recoveryKit(RecoveryKit)
  case unlocked
  case locked
  case adminHeld(until: Timestamp)
  /// The effect wants the passphrase first; the model asks and then sends the same effect again.
  case adminNeeded(Effect)
  /// One step of a credential's test; they arrive as they happen.
  case testStep(TestStep)
  case secretTested(TestReport)
  case stored(StoredSecret)
  /// A caller's new key, to be shown once: the answer to `.addCaller` and `.rotateCallerKey`.
  case minted(Effect, MintedKey)
  /// The key went where it was asked to go, said in one sentence.
  case keyKept(String)
  case connectionStep(ConnectionStep)
  /// The grant that was made, or mended, as the lists show it.
  case connected(GrantSummary)
  /// An admin act is done, said in one sentence.
  case done(Effect, message: String)
  /// What an answer to a parked call led to.
  case approvalAnswered(Identifier, ApprovalProgress)
  /// The address of a connect session's page. Whoever has it can answer the session.
  case connectLink(Identifier, url: String)
  /// A link to a user's wallet. Whoever opens it first is taken for the user.
  case walletLink(user: String, url: String, expiresAt: Timestamp)
  case explained(Explanation)
  case replayProgress(Effect, ReplayProgress)
  case replayed(Effect, ReplayReport)
  case verified(AuditVerification)
  /// The head of an answer, then its end with the body (cut at 64 KiB, made printable by the view).
  case answer(id: Identifier, RequestAnswer)
  case copied(String)
  /// What went wrong, what to do; nothing was lost.
  case failed(Effect, PortalFailure)
}

/// An error in the words of ``Effect``'s runner: what happened and what to do.
public struct PortalFailure: Error, Hashable, Sendable {
  /// The machine-readable kind: `locked`, `wrong_passphrase`, `denied`, `unreachable`, …
  public let code: String
  public let message: String
  public let hint: String

  public init(code: String, message: String, hint: String) {
    self.code = code
    self.message = message
    self.hint = hint
  }
}

/// What the panes list.
public struct PortalOverview: Hashable, Sendable {
  public var status: VaultStatus
  public var grants: [GrantSummary]
  public var secrets: [Secret]
  public var policies: [Policy]
  public var oauthApps: [OAuthApp]
  /// Ids of providers from the user's own TOML files, whose texts were loaded beside the built-in ones.
  public var customProviders: [String]
  /// The newest first.
  public var callers: [CallerSummary]
  /// The calls that wait for an approval, oldest first.
  public var parkedCalls: [ParkedCall]
  /// The approvals for a while that hold now.
  public var passes: [ApprovalPass]
  /// Those that wait, the one that ends soonest first; then those that ended a short while ago, the newest first.
  public var connectSessions: [ConnectSession]

  public init(
    status: VaultStatus, grants: [GrantSummary], secrets: [Secret], policies: [Policy], oauthApps: [OAuthApp],
    customProviders: [String], callers: [CallerSummary] = [], parkedCalls: [ParkedCall] = [],
    passes: [ApprovalPass] = [], connectSessions: [ConnectSession] = []
  ) {
    self.status = status
    self.grants = grants
    self.secrets = secrets
    self.policies = policies
    self.oauthApps = oauthApps
    self.customProviders = customProviders
    self.callers = callers
    self.parkedCalls = parkedCalls
    self.passes = passes
    self.connectSessions = connectSessions
  }
}

/// What came back for a ``ComposedRequest``.
public struct RequestAnswer: Hashable, Sendable {
  public var status: Int
  public var headers: [Injection.Header]
  /// At most 64 KiB of it, as UTF-8 with replacements.
  public var body: String
  public var bodyBytes: Int64
  public var milliseconds: Int64
  /// The audit row of the call.
  public var auditSequence: Int64?

  public init(
    status: Int, headers: [Injection.Header], body: String, bodyBytes: Int64, milliseconds: Int64,
    auditSequence: Int64?
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.bodyBytes = bodyBytes
    self.milliseconds = milliseconds
    self.auditSequence = auditSequence
  }
}
