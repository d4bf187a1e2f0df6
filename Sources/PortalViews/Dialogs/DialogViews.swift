internal import PortalModel
internal import Screen

/// Draws the open dialog: its border with the titles, its lines, its buttons.
///
/// `rect` includes the border on all four sides. Above the log, the caller may give one row more and draw the log's
/// title line over the last one, so that the two boxes share a border.
enum DialogViews {
  static func draw(_ dialog: Dialog, _ context: DialogContext, in rect: Rect, frame: inout Frame) {
    let body = body(dialog, context, columns: rect.columns - 2, rows: rect.rows - 2)
    Panel(title: dialog.title, note: dialog.note, lines: body.lines, footer: body.footer, top: body.top)
      .draw(in: rect, frame: &frame)
  }

  /// The rows it would take with its border to show everything.
  static func rows(_ dialog: Dialog, _ context: DialogContext, columns: Int) -> Int {
    let body = body(dialog, context, columns: columns - 2, rows: .max)
    return body.lines.count + body.footer.count + 2
  }

  private static func body(_ dialog: Dialog, _ context: DialogContext, columns: Int, rows: Int) -> DialogBody {
    switch dialog {
    case .passphrase(let state): PassphraseView.body(state, context, columns: columns)
    case .guide(let state): GuideView.body(state, columns: columns, rows: rows)
    case .paste(let state): PasteView.body(state, columns: columns)
    case .testResult(let state): TestResultView.body(state, columns: columns)
    case .rotate(let state): RotateView.body(state, columns: columns)
    case .addGrant(let state): AddGrantView.body(state, columns: columns)
    case .compose(let state): ComposerView.body(state, columns: columns, rows: rows)
    case .policy(let state): PolicyFormView.body(state, columns: columns, rows: rows)
    case .oauthApp(let state): OAuthAppView.body(state, columns: columns, rows: rows)
    case .connect(let state): ConnectView.body(state, columns: columns, rows: rows)
    case .confirm(let state): ConfirmationView.body(state, columns: columns)
    case .explanation(let state): ExplanationView.body(state, columns: columns)
    case .approvals(let state): ApprovalsView.body(state, context, columns: columns)
    case .sessions(let state): SessionsView.body(state, context, columns: columns, rows: rows)
    case .walletLink(let state): WalletLinkView.body(state, columns: columns, rows: rows)
    case .caller(let state): CallerFormView.body(state, columns: columns, rows: rows)
    case .rotateKey(let state): KeyRotationView.body(state, columns: columns)
    case .handover(let state): KeyHandoverView.body(state, columns: columns)
    case .replay(let state): ReplayView.body(state, columns: columns, rows: rows)
    case .message(let state): MessageView.body(state, columns: columns)
    }
  }

  /// An error of the effect runner: what happened, then what to do.
  static func failure(_ failure: PortalFailure?, columns: Int) -> [PanelLine] {
    guard let failure else { return [] }
    return [.empty] + PanelLine.wrapped("", failure.message, columns: columns, style: Style(.bad))
      + PanelLine.wrapped("", failure.hint, columns: columns)
  }
}
