internal import Domain
internal import VaultEngine

/// `/wallet/open/LINK`: looking at the page uses nothing up, so that a program which looks at links beforehand does no harm;
/// its button opens the wallet, once.
struct WalletOpening: Sendable {
  let vault: Vault
  let visits: WalletVisits
  let seal: FormSeal

  func answer(_ request: BrokerRequest, _ link: String) async throws(VaultError) -> BrokerResponse {
    let cookie = BrowserCookie(name: "gatehouse_opening", path: request.path)
    guard try await vault.isWalletLink(link) else { return Self.refused.response(403, headers: [cookie.removing]) }
    guard request.method == "POST" else { return page(request.path, cookie, BrowserCookie.newValue()) }
    let browser = cookie.values(in: request).first { value in
      (try? FormFields(request.body)).map { seal.isValid($0, browser: value, place: cookie.path) } ?? false
    }
    guard browser != nil else { return WalletProblem.stale(back: request.path).response(403) }
    let visitor: WalletVisitor
    do throws(VaultError) {
      visitor = try await vault.openWallet(link: link)
    } catch {
      guard error.code == .denied else { throw error }
      return Self.refused.response(403, headers: [cookie.removing])
    }
    let visit = visits.begin(visitor)
    let own = WalletVisits.cookie(of: visit.id)
    return .seeOther("\(own.path)/", headers: [own.setting(visit.value), cookie.removing])
  }

  private func page(_ path: String, _ cookie: BrowserCookie, _ browser: String) -> BrokerResponse {
    .page(
      .walletOpen,
      ["title": "Your connections", "action": .text(path), "form": .text(seal.token(browser: browser, place: path))],
      headers: [cookie.setting(browser)])
  }

  /// The same for a link that is forged, too old, or was opened already.
  private static let refused = PageMessage(
    .failed, "This link does not open anything", "It works once, and for a short time only.",
    "Go back to the application that gave it to you, and ask for a new one.")
}
