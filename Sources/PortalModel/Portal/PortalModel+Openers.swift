internal import Domain

/// How each dialog is made; the one place that knows their initialisers.
extension PortalModel {
  func pasteDialog(_ bytes: SecretBytes?, provider: String? = nil) -> Dialog {
    .paste(PasteDialog(pasted: bytes, provider: provider, in: dialogContext))
  }

  func passphrasePrompt(for effect: Effect) -> Dialog { .passphrase(PassphrasePrompt(for: effect)) }
  func explanationDialog(_ explanation: Explanation) -> Dialog {
    .explanation(ExplanationDialog(explanation, in: dialogContext))
  }
  func guideDialog(provider: String?) -> Dialog { .guide(GuideDialog(provider: provider, in: dialogContext)) }
  func oauthAppForm(provider: String?) -> Dialog { .oauthApp(OAuthAppForm(provider: provider, in: dialogContext)) }

  /// - Parameter wanted: an OAuth app's name or a provider's id; nil for all of them.
  /// - Returns: nil where there is no such app.
  func connectDialog(app wanted: String?) -> Dialog? {
    ConnectDialog(app: wanted, in: dialogContext).map(Dialog.connect)
  }

  func connectDialog(mending summary: GrantSummary) -> Dialog? {
    ConnectDialog(mending: summary, in: dialogContext).map(Dialog.connect)
  }

  func approvalsDialog() -> Dialog {
    .approvals(ApprovalsDialog(user: environment.user, in: dialogContext))
  }

  func sessionsDialog() -> Dialog { .sessions(SessionsDialog(in: dialogContext)) }
  func walletLinkDialog(user: String, url: String, expiresAt: Timestamp) -> Dialog {
    .walletLink(WalletLinkDialog(user: user, url: url, expiresAt: expiresAt, in: dialogContext))
  }

  func composer(_ summary: GrantSummary) -> Dialog { .compose(RequestComposer(summary, in: dialogContext)) }
  func testResult(_ secret: Secret) -> Dialog { .testResult(TestResult(testing: secret)) }
  func rotateDialog(_ secret: Secret) -> Dialog { .rotate(RotateDialog(secret, in: dialogContext)) }
  func addGrantForm(_ secret: Secret) -> Dialog { .addGrant(AddGrantForm(secret: secret.id, in: dialogContext)) }

  /// A changed policy, a new one for a grant, or a new one for all.
  func policyForm(editing policy: Policy) -> Dialog { .policy(PolicyForm(editing: policy, in: dialogContext)) }
  func policyForm(for grant: Grant?) -> Dialog { .policy(PolicyForm(for: grant, in: dialogContext)) }

  func callerForm() -> Dialog { .caller(CallerForm(in: dialogContext)) }
  func keyRotation(_ summary: CallerSummary, _ key: CallerKey) -> Dialog {
    .rotateKey(KeyRotation(summary, key, in: dialogContext))
  }

  func confirmation(_ act: Confirmation.Act) -> Dialog? {
    overview.map { .confirm(Confirmation(act, overview: $0, catalog: environment.catalog)) }
  }
}
