public import Domain

/// A credential's test as it happens, then what was stored. Nothing is stored before the provider accepted it, unless
/// the person says so.
public struct TestResult: Sendable, Equatable {
  /// The dialog the value came from, to go back to; or the secret that was stored before.
  public enum Origin: Sendable, Equatable {
    case paste(PasteDialog)
    case rotate(RotateDialog)
    case stored(Secret)
  }

  public enum Phase: Sendable, Equatable {
    case testing
    /// A stored secret was accepted; nothing is left to do.
    case accepted
    case refused
    case unreachable
    case storing
    /// The new secret with its grant; nil when a stored secret got a new value.
    case stored(StoredSecret?)
    case failed(PortalFailure)
  }

  public let origin: Origin
  public let draft: SecretDraft
  public internal(set) var phase: Phase
  /// In the order in which they happened.
  public internal(set) var steps: [TestStep] = []
  /// How the test went, in one sentence; nil while it runs or when there was none.
  public internal(set) var report: TestReport?
  /// Whether the call is shown below the grant_id.
  public internal(set) var showsCall = false
  public internal(set) var form = Form(fields: [], buttons: [])
  /// The test, if there is one, and the storing, if there is any.
  let test: Effect
  let store: Effect?
  /// What is tried again after a failure: a test is never skipped by it.
  var failedWhileStoring = false
  /// Whether the first effect was sent; it is sent with the first tick.
  var hasBegun = false

  init(_ dialog: PasteDialog, _ draft: SecretDraft, _ credential: Credential, isTested: Bool) {
    origin = .paste(dialog)
    self.draft = draft
    phase = isTested ? .testing : .storing
    test = .testSecret(draft, credential)
    store = .storeSecret(draft, credential)
  }

  init(_ dialog: RotateDialog, _ credential: Credential, isTested: Bool) {
    origin = .rotate(dialog)
    draft = SecretDraft(for: dialog.secret)
    phase = isTested ? .testing : .storing
    test = .testSecret(draft, credential)
    store = .rotateSecret(secret: dialog.secret.id, credential)
  }

  /// The harmless call with a value that is stored already.
  public init(testing secret: Secret) {
    origin = .stored(secret)
    draft = SecretDraft(for: secret)
    phase = .testing
    test = .testStoredSecret(secret: secret.id)
    store = nil
  }

  /// Whether the value was stored before, and is only tested.
  public var isStoredBefore: Bool { store == nil }

  mutating func enter(_ newPhase: Phase) {
    phase = newPhase
    let buttons: [FormButton] =
      switch newPhase {
      case .testing, .storing: []
      case .refused where store == nil, .unreachable where store == nil:
        [FormButton("done", "Done"), FormButton("retry", "Try again")]
      case .refused: [FormButton("again", "Paste again"), FormButton("store", "Store anyway")]
      case .unreachable, .failed: [FormButton("retry", "Try again"), FormButton("again", "Back")]
      case .stored, .accepted: [FormButton("done", "Done")]
      }
    form = Form(fields: [], buttons: buttons)
  }
}

extension SecretDraft {
  /// What a stored secret looks like to its test.
  fileprivate init(for secret: Secret) {
    self.init(
      name: secret.name, provider: secret.provider, kind: secret.kind, binding: secret.binding,
      injection: secret.injection, test: secret.test)
  }
}
