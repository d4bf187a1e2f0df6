public import Domain

/// What the portal wants done outside itself. The effect runner does it and answers with a ``PortalEvent``.
public enum Effect: Sendable, Equatable {
  // The program itself.
  case quit
  case suspend
  case setTheme(String)
  case copy(String)
  /// A caller's new key into the clipboard, by the terminal alone, and out of it again after 20 seconds.
  case copyKey(SecretBytes)
  /// The same into a file that only its owner can read and that is not there yet.
  case writeKey(SecretBytes, path: String)
  case openBrowser(String)
  /// Rings the terminal's bell and shows a notification with this text.
  case notify(String)
  /// Leave this portal for one over a throw-away vault full of examples.
  case openDemo

  // The vault's life.
  case createVault(passphrase: SecretBytes)
  /// Six random words for a new passphrase; the answer is `.passphraseMade`.
  case makePassphrase
  /// From a backup file, where no vault is yet; the answer is `.unlocked`.
  case restoreVault(from: String, passphrase: SecretBytes)
  case createRecoveryKit
  case testRecoveryKit(code: SecretBytes)
  case unlock(passphrase: SecretBytes)
  case unlockWithRecovery(code: SecretBytes)
  case lock
  /// The passphrase was typed for an admin act: hold the admin right, then the model sends the act again.
  case holdAdmin(passphrase: SecretBytes)
  case dropAdmin
  case changePassphrase(current: SecretBytes, new: SecretBytes)
  case backup(path: String)

  // Reading. `overview` brings grants, secrets, policies, OAuth apps, callers, status and approvals in one event.
  case loadOverview
  /// The newest entries at or before `before` (nil: the newest of all) that match; `generation` comes back unchanged.
  case loadAudit(query: AuditQuery, before: Int64?, limit: Int, generation: Int)
  case explain(sequence: Int64)
  case verifyAudit
  /// Only what arrived since the last check of this process.
  case verifyNewEvents
  /// The harmless call with the stored value; a use act, answered like `.testSecret`.
  case testStoredSecret(secret: Identifier)
  /// A new access token for a connection, now and not when it is due; a use act, answered by `.done`.
  case refreshConnection(grant: Identifier)
  /// The address that the browser was sent to, for the connection being made. It holds the code.
  case pasteRedirect(SecretBytes)
  /// Ends the connecting; it is answered by `.failed` of `.connect` with the code `cancelled`.
  case cancelConnect
  /// Decides the calls since a time again, with the draft; a use act. `.replayProgress` events come while the log is
  /// read, `.replayed` is the last. Another one, or `.cancelReplay`, ends it with `.failed` and the code `cancelled`.
  case replay(PolicyDraft, since: Timestamp)
  case cancelReplay
  /// The address of a waiting session's page, at the broker that runs now; it is answered by `.connectLink`.
  case connectLink(session: Identifier)
  /// Ends a session that waits, which only narrows, so that it wants no passphrase; it is answered by `.done`.
  case cancelSession(session: Identifier)

  // Admin acts.
  case testSecret(SecretDraft, Credential)
  case storeSecret(SecretDraft, Credential)
  case rotateSecret(secret: Identifier, Credential)
  case revokeSecret(secret: Identifier)
  case addGrant(GrantDraft)
  case revokeGrant(grant: Identifier)
  /// Takes back a revocation inside its grace period.
  case undoRevoke(Revocable)
  case savePolicy(PolicyDraft)
  case removePolicy(policy: Identifier)
  case storeOAuthApp(OAuthAppDraft)
  /// Lets a user agree at the provider. It runs until that is done, or until `.cancelConnect`: `.connectionStep` events
  /// come as things happen, `.connected` is the last.
  case connect(ConnectionDraft)
  /// Answers a parked call as it was shown (its digest); nil as approver for the user of this process. It is answered by `.approvalAnswered`.
  case answerApproval(call: Identifier, shown: [UInt8], ApprovalChoice, approver: String?)
  /// Makes a caller with its first key; it is answered by `.minted`, as is the next one.
  case addCaller(CallerDraft)
  /// A new key in a key's place, which works on for the overlap.
  case rotateCallerKey(key: Identifier, overlapSeconds: Int64)
  case deprecateCallerKey(key: Identifier)
  case suspendCaller(caller: Identifier, Bool)
  /// With the callers below it.
  case revokeCaller(caller: Identifier)
  /// Ends an approval for a while.
  case endPass(Identifier)
  /// A link that opens a user's wallet once, at the broker that runs now; it is answered by `.walletLink`.
  case mintWalletLink(user: String)

  // Calling.
  case send(ComposedRequest)
  case cancelSend(id: Identifier)

  /// Whether the act needs the admin right; the runner answers `.adminNeeded` when it is not held.
  public var isAdminAct: Bool {
    switch self {
    case .testSecret, .storeSecret, .rotateSecret, .revokeSecret, .addGrant, .revokeGrant, .undoRevoke, .savePolicy,
      .removePolicy, .storeOAuthApp, .connect, .createRecoveryKit, .backup,
      .answerApproval, .endPass, .addCaller, .rotateCallerKey, .deprecateCallerKey, .suspendCaller, .revokeCaller,
      .mintWalletLink:
      true
    default: false
    }
  }
}

/// A request typed into the composer. The headers and body are the user's own and hold no credential.
public struct ComposedRequest: Hashable, Sendable {
  public let id: Identifier
  public let grantID: Identifier
  public let method: String
  /// The full URL: a bound origin and the path typed.
  public let url: String
  public let headers: [Injection.Header]
  public let body: String

  public init(
    id: Identifier, grantID: Identifier, method: String, url: String, headers: [Injection.Header], body: String
  ) {
    self.id = id
    self.grantID = grantID
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}
