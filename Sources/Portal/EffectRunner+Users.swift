internal import Domain
internal import PortalModel
internal import VaultEngine

extension EffectRunner {
  /// The pages for end users: their addresses at the broker that runs now.
  func openToUsers(_ effect: Effect) async throws {
    let vault = try present()
    switch effect {
    case .connectLink(let session):
      let base = try brokerURL(of: vault)
      emit(.connectLink(session, url: "\(base)/connect/\(try await vault.connectToken(of: session))"))
    case .cancelSession(let session):
      let cancelled = try await vault.cancelConnectSession(session)
      let asker = cancelled.caller == nil ? "" : ": \(Printable.text(cancelled.application, limit: 64)) is told"
      done(effect, "Cancelled\(asker).")
    case .mintWalletLink(let user):
      let base = try brokerURL(of: vault)
      let (link, end) = try await vault.mintWalletLink(for: user, by: .admin)
      emit(.walletLink(user: user, url: "\(base)/wallet/open/\(link)", expiresAt: end))
    default: break
    }
  }

  private func brokerURL(of vault: Vault) throws(VaultError) -> String {
    guard let url = baseURL(vault) else {
      throw VaultError(
        .unreachable, "no broker runs, and it serves the page", hint: "gatehouse serve starts one")
    }
    return url
  }
}
