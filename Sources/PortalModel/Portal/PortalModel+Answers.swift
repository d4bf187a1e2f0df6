internal import Domain
internal import Screen

extension PortalModel {
  /// What the effect runner answered: first the panes, then the dialogs.
  mutating func answer(_ event: PortalEvent) -> [Effect] {
    var effects: [Effect] = []
    switch event {
    case .overview(let new): effects += take(new)
    case .auditPage(let page, let generation):
      let (more, message) = audit.take(page, generation: generation)
      if let message { say(message) }
      if let checked = audit.verification, checked.problem == nil, checked.events < audit.total {
        return more + [.verifyNewEvents]
      }
      return more
    case .locked:
      // The change of the vault may have told it already, and somebody may be typing.
      if unlock == nil { lock("The vault is locked.") }
      return []
    case .unlocked where unlock != nil:
      unlock = nil
      notice = nil
      return enter()
    case .adminHeld(let until): adminUntil = until
    case .recoveryKit(let kit) where journey == nil:
      journey = .newKit(kit)
      return []
    case .verified(let verification): take(verification)
    case .explained(let explanation) where awaitsExplanation:
      awaitsExplanation = false
      return open(explanationDialog(explanation))
    case .stored(let stored):
      say("Stored. The grant_id stays the same when you rotate the key.")
      awaited = .grant(stored.grant.id)
      effects += refresh()
    case .minted(_, let minted):
      // Whatever is open by now: nobody can have the key later.
      dialogs.removeAll {
        switch $0 {
        case .caller, .rotateKey: true
        default: false
        }
      }
      awaited = .caller(minted.caller.id)
      return open(.handover(KeyHandover(minted))) + (isOpen ? refresh() : [])
    case .connected(let summary):
      say("Connected. The grant_id stays the same when its tokens are refreshed.")
      awaited = .grant(summary.id)
      effects += refresh()
    case .done(let effect, let message): effects += done(effect, message)
    case .approvalAnswered(_, let progress):
      say(progress.inWords)
      effects += refresh()
    case .walletLink(let user, let url, let end) where isOpen:
      // A second link takes the place of the first, which stays good.
      dialogs.removeAll { if case .walletLink = $0 { true } else { false } }
      return open(walletLinkDialog(user: user, url: url, expiresAt: end))
    case .copied(let message), .keyKept(let message): say(message)
    case .failed(let effect, let failure):
      if fail(effect, failure) { return [] }
      // What could not be answered may no longer be there.
      if effect.isAboutApprovals || effect.isAboutSessions { effects += refresh() }
    default: break
    }
    if case .adminNeeded(let effect) = event, journey != nil {
      // The right ran out in the middle of a journey: the prompt stands above the panes, the answer resumes the way.
      journey = nil
      return effects + enter() + open(passphrasePrompt(for: effect))
    }
    if journey != nil { return effects + feedJourney(.answer(event)).effects }
    if unlock != nil { return effects + feedUnlock(.answer(event)).effects }
    effects += feedAnswer(event)
    if case .adminNeeded(let effect) = event { effects += open(passphrasePrompt(for: effect)) }
    return effects
  }

  /// To the topmost dialog; past a passphrase prompt, to the one that asked, too, and past the approvals, the connect
  /// sessions and a link to the one over which they were opened.
  private mutating func feedAnswer(_ event: PortalEvent) -> [Effect] {
    guard !dialogs.isEmpty else { return [] }
    var effects: [Effect] = []
    var lowest = dialogs.count - 1
    if lowest > 0, case .passphrase = dialogs[lowest], !event.isAboutAdmin { lowest -= 1 }
    while lowest > 0, dialogs[lowest].passesOn(event) { lowest -= 1 }
    for index in (lowest..<dialogs.count - 1).reversed() { effects += feed(.answer(event), at: index) }
    return dialogs.isEmpty ? effects : effects + feed(.answer(event))
  }

  private mutating func take(_ new: PortalOverview) -> [Effect] {
    guard new.status.isUnlocked else {
      if unlock == nil {
        lock(wantsLock ? "The vault is locked." : "The vault was locked: by itself, or from another terminal.")
      }
      return []
    }
    overview = new
    let notices = notices(of: new.parkedCalls)
    adminUntil = new.status.adminUntil
    panes.show(new.rows(catalog: environment.catalog, now: now))
    if let place = awaited, go(to: place) { awaited = nil }
    defer { isOverviewStale = false }
    return notices + (isOverviewStale ? [.loadOverview] : [])
  }

  private mutating func take(_ verification: AuditVerification) {
    audit.verification = verification
    if let problem = verification.problem {
      say("The log is damaged at event \(Printable.count(problem.sequence)): \(problem.reason).", isBad: true)
    } else if wantsVerification {
      say(
        "\(Printable.count(verification.events)) events, intact\(verification.headChecked ? "" : "; head not checked")."
      )
    }
    wantsVerification = false
  }

  private mutating func done(_ effect: Effect, _ message: String) -> [Effect] {
    say(message)
    let until = now.adding(seconds: 600)
    switch effect {
    // A connection's tokens are destroyed, so there is nothing to take back.
    case .revokeGrant(let id) where overview?.grants.first { $0.id == id }?.source.connection != nil: break
    case .revokeGrant(let id): undo = Undo(what: .grant(id), until: until)
    case .revokeSecret(let id): undo = Undo(what: .secret(id), until: until)
    case .undoRevoke: undo = nil
    default: break
    }
    return isOpen ? refresh() : []
  }

  /// - Returns: whether the vault turned out to be locked, so that nobody else needs to hear of it.
  private mutating func fail(_ effect: Effect, _ failure: PortalFailure) -> Bool {
    if case .loadAudit(_, _, _, let generation) = effect { audit.wanted[generation] = nil }
    if case .explain = effect { awaitsExplanation = false }
    if failure.code == "locked", isOpen {
      lock(failure.message)
      if !dialogs.isEmpty { _ = feedAnswer(.failed(effect, failure)) }
      return true
    }
    if effect.isCancellable, failure.code == "cancelled" { return false }
    if case .openBrowser = effect, case .connect = dialogs.last {
      // The dialog shows the address and says what to do with it.
      return false
    }
    if unlock == nil || !effect.isUnlocking {
      say(failure.message + (failure.hint.isEmpty ? "" : "; \(failure.hint)"), isBad: true)
    }
    return false
  }

  /// Everything that was read leaves the screen; dialogs wait for the next unlocking, so that no edit is lost.
  mutating func lock(_ message: String) {
    unlock = UnlockScreen()
    overview = nil
    adminUntil = nil
    audit = AuditLog()
    undo = nil
    wantsLock = false
    (help, prompt) = (nil, nil)
    dialogs.removeAll {
      switch $0 {
      // Approvals and sessions are nobody's edit, and open by a key only; a link is not for whoever unlocks.
      case .passphrase, .approvals, .sessions, .walletLink: true
      default: false
      }
    }
    running.endAll()
    say(message)
  }
}

extension Dialog {
  /// Whether an answer is none of the dialog's, which was opened by a key over whatever waited for it.
  fileprivate func passesOn(_ event: PortalEvent) -> Bool {
    switch self {
    case .approvals: !event.isAboutApprovals
    case .sessions: !event.isAboutSessions
    case .walletLink: true
    default: false
    }
  }
}

extension PortalEvent {
  fileprivate var isAboutAdmin: Bool {
    switch self {
    case .failed(.holdAdmin, _), .adminNeeded: true
    default: false
    }
  }

  fileprivate var isAboutApprovals: Bool {
    switch self {
    case .approvalAnswered: true
    case .done(let effect, _), .failed(let effect, _), .adminNeeded(let effect): effect.isAboutApprovals
    default: false
    }
  }

  fileprivate var isAboutSessions: Bool {
    switch self {
    case .connectLink: true
    case .done(let effect, _), .failed(let effect, _): effect.isAboutSessions
    default: false
    }
  }
}

extension Effect {
  fileprivate var isAboutApprovals: Bool {
    switch self {
    case .answerApproval, .endPass: true
    default: false
    }
  }

  fileprivate var isAboutSessions: Bool {
    switch self {
    case .connectLink, .cancelSession: true
    default: false
    }
  }

  fileprivate var isUnlocking: Bool {
    switch self {
    case .unlock, .unlockWithRecovery: true
    default: false
    }
  }

  /// Whether a dialog ends it, and tells so itself.
  fileprivate var isCancellable: Bool {
    switch self {
    case .connect, .replay: true
    default: false
    }
  }
}
