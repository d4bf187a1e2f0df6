public import Domain

/// What takes the area above the audit log while it is open. One case a dialog; the work is in the structs.
///
/// A paste outside every field opens ``PasteDialog`` with the bytes; `.adminNeeded` puts a ``PassphrasePrompt`` on top
/// of whatever asked, and the dialog below sees the answers of its own effect once the right is held.
public enum Dialog: Sendable, Equatable {
  case passphrase(PassphrasePrompt)
  case guide(GuideDialog)
  case paste(PasteDialog)
  case testResult(TestResult)
  case rotate(RotateDialog)
  case addGrant(AddGrantForm)
  case compose(RequestComposer)
  case policy(PolicyForm)
  case oauthApp(OAuthAppForm)
  case connect(ConnectDialog)
  case confirm(Confirmation)
  case explanation(ExplanationDialog)
  case replay(ReplayDialog)
  case message(MessageDialog)
  case approvals(ApprovalsDialog)
  case sessions(SessionsDialog)
  case walletLink(WalletLinkDialog)
  case caller(CallerForm)
  case rotateKey(KeyRotation)
  case handover(KeyHandover)

  /// One event for the open dialog.
  public mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch self {
    case .passphrase(var state): advance(&state, event, context, Dialog.passphrase)
    case .guide(var state): advance(&state, event, context, Dialog.guide)
    case .paste(var state): advance(&state, event, context, Dialog.paste)
    case .testResult(var state): advance(&state, event, context, Dialog.testResult)
    case .rotate(var state): advance(&state, event, context, Dialog.rotate)
    case .addGrant(var state): advance(&state, event, context, Dialog.addGrant)
    case .compose(var state): advance(&state, event, context, Dialog.compose)
    case .policy(var state): advance(&state, event, context, Dialog.policy)
    case .oauthApp(var state): advance(&state, event, context, Dialog.oauthApp)
    case .connect(var state): advance(&state, event, context, Dialog.connect)
    case .confirm(var state): advance(&state, event, context, Dialog.confirm)
    case .explanation(var state): advance(&state, event, context, Dialog.explanation)
    case .replay(var state): advance(&state, event, context, Dialog.replay)
    case .message(var state): advance(&state, event, context, Dialog.message)
    case .approvals(var state): advance(&state, event, context, Dialog.approvals)
    case .sessions(var state): advance(&state, event, context, Dialog.sessions)
    case .walletLink(var state): advance(&state, event, context, Dialog.walletLink)
    case .caller(var state): advance(&state, event, context, Dialog.caller)
    case .rotateKey(var state): advance(&state, event, context, Dialog.rotateKey)
    case .handover(var state): advance(&state, event, context, Dialog.handover)
    }
  }

  private mutating func advance<State: DialogState>(
    _ state: inout State, _ event: DialogEvent, _ context: DialogContext, _ wrap: (State) -> Dialog
  ) -> DialogStep {
    let before = state
    let step = state.update(event, in: context)
    self = wrap(state)
    // A key that changes nothing here is free for the portal.
    if case .key = event, step == .stay, state == before { return .ignored }
    return step
  }

  /// The struct behind the case.
  var state: any DialogState {
    switch self {
    case .passphrase(let state): state
    case .guide(let state): state
    case .paste(let state): state
    case .testResult(let state): state
    case .rotate(let state): state
    case .addGrant(let state): state
    case .compose(let state): state
    case .policy(let state): state
    case .oauthApp(let state): state
    case .connect(let state): state
    case .confirm(let state): state
    case .explanation(let state): state
    case .replay(let state): state
    case .message(let state): state
    case .approvals(let state): state
    case .sessions(let state): state
    case .walletLink(let state): state
    case .caller(let state): state
    case .rotateKey(let state): state
    case .handover(let state): state
    }
  }

  /// The keys that do something now, for the hint row and the help; the first one is what Enter does.
  public var bindings: [KeyBinding] { state.bindings }
  /// The bytes the terminal edits while their field has the focus; nil anywhere else.
  public var secretField: SecretBytes? { state.secretField }
  /// The command that does the same, without the words before it: `gatehouse secrets add stripe …`.
  public var sameAs: String? { state.sameAs }
  /// One sentence for the message line that matters more than the command; nil for none.
  public var message: String? { state.message }
  /// In the border, on the left.
  public var title: String { state.title }
  /// In the border, on the right: how far things are.
  public var note: String { state.note }
  /// Whether closing would lose what was typed or pasted.
  public var isDirty: Bool { state.isDirty }
}

/// What every dialog answers. The state is a value: an event changes it and says what is to be done outside.
protocol DialogState: Sendable, Equatable {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep
  var bindings: [KeyBinding] { get }
  var secretField: SecretBytes? { get }
  var sameAs: String? { get }
  var message: String? { get }
  var title: String { get }
  var note: String { get }
  var isDirty: Bool { get }
}

extension DialogState {
  var secretField: SecretBytes? { nil }
  var sameAs: String? { nil }
  var message: String? { nil }
  var note: String { "" }
  var isDirty: Bool { false }
}
