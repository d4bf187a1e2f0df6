public import Domain

/// Effects that have not answered yet, for the spinner.
public struct RunningEffects: Sendable, Equatable {
  struct Running: Sendable, Equatable {
    let effect: Effect
    let since: Timestamp
  }

  private var running: [Running] = []
  /// What takes less time than this needs no spinner.
  static let patience: Int64 = 150_000

  mutating func begin(_ effects: [Effect], now: Timestamp) {
    for effect in effects where effect.word != nil { running.append(Running(effect: effect, since: now)) }
  }

  mutating func end(where matches: (Effect) -> Bool) {
    if let index = running.firstIndex(where: { matches($0.effect) }) { running.remove(at: index) }
  }

  mutating func endAll() { running = [] }

  func contains(where matches: (Effect) -> Bool) -> Bool { running.contains { matches($0.effect) } }

  /// `sealing`, and the picture that turns beside it; nil while nothing takes long.
  public func spinner(now: Timestamp) -> (word: String, glyph: String)? {
    guard let slow = running.first(where: { now.microseconds - $0.since.microseconds >= Self.patience }),
      let word = slow.effect.word
    else { return nil }
    let turn = (now.microseconds - slow.since.microseconds) / 100_000
    return (word, ["|", "/", "-", "\\"][Int(turn % 4)])
  }

  /// When the spinner wants to appear or to turn.
  func nextTurn(now: Timestamp) -> Timestamp? {
    running.map { running in
      let age = now.microseconds - running.since.microseconds
      return Timestamp(
        microseconds: age < Self.patience ? running.since.microseconds + Self.patience : now.microseconds + 100_000)
    }.min()
  }

  /// What the answer finishes.
  mutating func finish(_ event: PortalEvent) {
    switch event {
    case .overview: end { $0 == .loadOverview }
    case .auditPage(_, let generation):
      end { if case .loadAudit(_, _, _, generation) = $0 { true } else { false } }
    case .vaultCreated: end { if case .createVault = $0 { true } else { false } }
    case .passphraseMade: end { $0 == .makePassphrase }
    case .recoveryKit: end { $0 == .createRecoveryKit }
    case .unlocked:
      end {
        switch $0 {
        case .unlock, .unlockWithRecovery, .restoreVault: true
        default: false
        }
      }
    case .locked: endAll()
    case .adminHeld: end { if case .holdAdmin = $0 { true } else { false } }
    case .adminNeeded(let effect), .done(let effect, _), .failed(let effect, _): end { $0 == effect }
    case .secretTested:
      end {
        switch $0 {
        case .testSecret, .testStoredSecret: true
        default: false
        }
      }
    case .minted(let effect, _): end { $0 == effect }
    case .stored: end { if case .storeSecret = $0 { true } else { false } }
    case .explained: end { if case .explain = $0 { true } else { false } }
    case .verified: end { $0 == .verifyAudit }
    case .approvalAnswered(let call, _): end { if case .answerApproval(call, _, _, _) = $0 { true } else { false } }
    case .walletLink(let user, _, _): end { $0 == .mintWalletLink(user: user) }
    case .answer(let id, _): end { if case .send(let request) = $0 { request.id == id } else { false } }
    default: break
    }
  }
}

extension Effect {
  /// What is said while it takes long; nil for what takes no time or has no answer.
  var word: String? {
    switch self {
    case .quit, .suspend, .setTheme, .copy, .copyKey, .writeKey, .openBrowser, .notify, .openDemo, .dropAdmin,
      .cancelSend, .lock,
      .verifyNewEvents, .connectLink,
      // The dialog tells how far they are, and how long they take.
      .connect, .pasteRedirect, .cancelConnect, .replay, .cancelReplay:
      nil
    case .createVault, .changePassphrase: "sealing"
    case .makePassphrase: "choosing words"
    case .restoreVault: "restoring"
    case .createRecoveryKit: "making the kit"
    case .testRecoveryKit: "testing the kit"
    case .unlock, .unlockWithRecovery, .holdAdmin: "opening"
    case .backup: "copying"
    case .loadOverview, .loadAudit: "reading"
    case .explain: "explaining"
    case .verifyAudit: "verifying the log"
    case .testSecret, .testStoredSecret: "testing"
    case .refreshConnection: "refreshing"
    case .storeSecret, .rotateSecret, .storeOAuthApp: "storing"
    case .revokeSecret, .revokeGrant, .undoRevoke, .addGrant, .savePolicy, .removePolicy, .answerApproval, .endPass,
      .addCaller, .rotateCallerKey, .deprecateCallerKey, .suspendCaller, .revokeCaller,
      .mintWalletLink, .cancelSession:
      "signing"
    case .send: "sending; Esc cancels"
    }
  }
}
