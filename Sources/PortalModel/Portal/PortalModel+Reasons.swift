internal import Domain

extension PortalModel {
  /// Why an action does nothing just now; nil when it works.
  func disabledReason(for action: PortalAction) -> String? {
    switch action {
    case .copyCall, .otherSnippet, .narrow, .compose, .rotate, .addGrant, .test, .edit, .revoke, .copyID, .reconnect,
      .refreshAccess, .deprecate, .pause:
      reasonAboutSelected(action)
    case .oauthApp where focus.pane == .providers:
      selectedProvider?.takesOAuth == false ? "This provider has no OAuth; n pastes a key" : nil
    case .connect: reasonAgainstConnecting
    case .walletLink: reasonAgainstWallet
    case .new where focus.pane == .providers:
      selectedProvider?.takesSecrets == false
        ? "This provider takes OAuth connections only; o stores your OAuth app" : nil
    case .undo: undo == nil ? "Nothing was revoked in the last ten minutes" : nil
    case .dropAdmin: adminUntil == nil ? "The admin right is not held" : nil
    case .demo: environment.isDemo ? "This is the demo" : nil
    case .thisCaller: (audit.selected?.event.caller ?? "").isEmpty ? "The row has no caller" : nil
    case .explain where focus.pane == .audit: audit.selected == nil ? "No row is selected" : nil
    default: nil
    }
  }

  private var reasonAgainstConnecting: String? {
    let apps = overview?.oauthApps ?? []
    guard focus.pane == .providers, let provider = selectedProvider else {
      return apps.isEmpty ? "No OAuth app is stored yet; o stores one" : nil
    }
    if !provider.takesOAuth { return "This provider has no OAuth; n pastes a key" }
    return apps.contains { $0.provider == provider.id } ? nil : "There is no OAuth app for it yet; o stores one"
  }

  private var reasonAgainstWallet: String? {
    guard focus.pane == .grants else { return "Say whose: wallet USER" }
    guard let grant = selectedGrant?.grant else { return "There is no grant yet; n pastes a key" }
    return grant.principal.user == nil ? "\(grant.name) is for no user, so there is no wallet" : nil
  }

  private func reasonAboutSelected(_ action: PortalAction) -> String? {
    switch focus.pane {
    case .audit: return audit.selected?.event.requestID == nil ? "The row has no request id" : nil
    case .providers: return panes[.providers].selected == nil ? "No provider is selected" : nil
    case .policies: return selectedPolicy == nil ? "There is no policy yet; n writes one" : nil
    case .grants:
      guard let grant = selectedGrant else { return "There is no grant yet; n pastes a key" }
      if [.copyID, .copyCall, .otherSnippet].contains(action) { return nil }
      if (grant.grant.revokedAt ?? grant.source.revokedAt) != nil { return "\(grant.grant.name) is revoked" }
      return grant.source.connection == nil ? reasonAboutSecret(action) : reasonAboutConnection(action, grant)
    case .callers: return reasonAboutCaller(action)
    case .secrets:
      guard let secret = selectedSecret else { return "There is no secret yet; n pastes one" }
      if action == .copyID { return nil }
      if secret.revokedAt != nil { return "\(secret.name) is revoked" }
      return action == .test && secret.test == nil ? "No harmless call is known for \(secret.name)" : nil
    }
  }

  private func reasonAboutCaller(_ action: PortalAction) -> String? {
    guard let summary = selectedCaller else { return "There is no caller yet; n makes one" }
    if action == .copyID { return nil }
    let caller = summary.caller
    if caller.revokedAt != nil { return "\(caller.name) is revoked" }
    switch action {
    case .rotate:
      return caller.newestKey(now: now) == nil ? "It has no key that works; revoke it and make another" : nil
    case .deprecate: return caller.oldKey(now: now) == nil ? "It has one key in use; r makes a second one first" : nil
    default: return nil
    }
  }

  private func reasonAboutSecret(_ action: PortalAction) -> String? {
    switch action {
    case .reconnect: "Only OAuth connections are connected anew; r stores a new value"
    case .refreshAccess: "Only OAuth connections are refreshed; r stores a new value"
    default: nil
    }
  }

  private func reasonAboutConnection(_ action: PortalAction, _ grant: GrantSummary) -> String? {
    let waitsForUser = grant.state == .needsReauth
    switch action {
    case .rotate: return "Its tokens are refreshed by themselves; R connects anew"
    case .addGrant: return "A connection is one user's; c connects another account"
    case .compose: return waitsForUser ? "The user has to agree again; R connects anew" : nil
    case .refreshAccess:
      if waitsForUser { return "The user has to agree again; R connects anew" }
      let canRefresh = grant.connectionState?.canRefresh ?? false
      return canRefresh ? nil : "The provider gave no refresh token; R connects anew"
    default: return nil
    }
  }
}
