internal import Domain

extension PortalModel {
  /// What is done with the selected thing of the pane in focus.
  mutating func performOnSelected(_ action: PortalAction, argument: String?) -> [Effect] {
    switch action {
    case .guide:
      let named = argument.flatMap { $0.isEmpty ? nil : $0 }
      return open(guideDialog(provider: named ?? (focus.pane == .providers ? selectedProvider?.id : nil)))
    case .new:
      if focus.pane == .policies { return open(policyForm(for: nil)) }
      if focus.pane == .callers { return open(callerForm()) }
      return open(pasteDialog(nil, provider: focus.pane == .providers ? selectedProvider?.id : nil))
    case .narrow: return selectedGrant.map { open(policyForm(for: $0.grant)) } ?? []
    case .oauthApp: return open(oauthAppForm(provider: focus.pane == .providers ? selectedProvider?.id : nil))
    case .connect: return connect(argument ?? "")
    case .reconnect: return selectedGrant.flatMap(connectDialog(mending:)).map { open($0) } ?? []
    case .refreshAccess: return selectedGrant.map { [.refreshConnection(grant: $0.id)] } ?? []
    case .walletLink: return mintWalletLink(argument ?? "")
    case .copyID: return copyID()
    case .copyCall:
      return selectedGrant.map { [.copy(snippet.call($0, sample: sampleURL(of: $0)).joined(separator: "\n"))] } ?? []
    case .compose: return selectedGrant.map { open(composer($0)) } ?? []
    case .test: return selectedSecret.map { open(testResult($0)) } ?? []
    case .rotate where focus.pane == .callers:
      guard let summary = selectedCaller, let key = summary.caller.newestKey(now: now) else { return [] }
      return open(keyRotation(summary, key))
    case .deprecate: return selectedCaller?.caller.oldKey(now: now).map { [.deprecateCallerKey(key: $0.id)] } ?? []
    case .pause:
      return selectedCaller.map { [.suspendCaller(caller: $0.id, $0.caller.suspendedAt == nil)] } ?? []
    case .rotate: return secretInFocus.map { open(rotateDialog($0)) } ?? []
    case .addGrant: return secretInFocus.map { open(addGrantForm($0)) } ?? []
    case .edit: return selectedPolicy.map { open(policyForm(editing: $0)) } ?? []
    case .revoke: return revoke()
    case .explain: return explain()
    case .follow: return audit.goToNewest()
    case .nextDenial: return audit.nextDenial()
    case .previousDenial:
      if !audit.previousDenial() { say("No newer denial.") }
      return []
    case .thisCaller:
      return audit.selected.map { filter(.audit, by: "caller:\($0.event.caller)") } ?? []
    default: return []
    }
  }

  var secretInFocus: Secret? { focus.pane == .grants ? selectedGrant?.source.secret : selectedSecret }

  private func copyID() -> [Effect] {
    let text: String? =
      switch focus.pane {
      case .audit: audit.selected?.event.requestID?.description
      default: panes[focus.pane].selected
      }
    return text.map { [.copy($0)] } ?? []
  }

  /// - Parameter wanted: an OAuth app's name or a provider's id; empty for what is selected, or for all to choose from.
  private mutating func connect(_ wanted: String) -> [Effect] {
    let selected = focus.pane == .providers ? selectedProvider?.id : nil
    guard let dialog = connectDialog(app: wanted.isEmpty ? selected : wanted) else {
      say("There is no OAuth app \(wanted); o in the providers pane stores one.", isBad: true)
      return []
    }
    return open(dialog)
  }

  private mutating func revoke() -> [Effect] {
    let act: Confirmation.Act? =
      switch focus.pane {
      case .grants: selectedGrant.map { .revokeGrant($0.grant) }
      case .secrets: selectedSecret.map { .revokeSecret($0) }
      case .policies: selectedPolicy.map { .removePolicy($0) }
      case .callers: selectedCaller.map { .revokeCaller($0) }
      default: nil
      }
    return act.flatMap(confirmation).map { open($0) } ?? []
  }

  private mutating func explain() -> [Effect] {
    if focus.pane == .audit {
      guard let entry = audit.selected else { return [] }
      awaitsExplanation = true
      return [.explain(sequence: entry.sequence)]
    }
    openTopic([.grants: "grants", .secrets: "secrets", .providers: "architecture"][focus.pane] ?? "security")
    return []
  }
}
