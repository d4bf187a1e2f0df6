internal import Domain
public import VaultEngine

/// The pages on which an end user looks after what they have connected: `/wallet/`. A link that was minted for them opens a
/// visit, and everything else is below the visit's path. All of it works without script.
public struct WalletRoute: BrokerRoute {
  private let vault: Vault
  private let visits: WalletVisits
  private let seal = FormSeal()
  private let now: @Sendable () -> Timestamp

  public init(_ vault: Vault) { self.init(vault, visits: WalletVisits(), now: { .now() }) }

  init(_ vault: Vault, visits: WalletVisits, now: @escaping @Sendable () -> Timestamp) {
    self.vault = vault
    self.visits = visits
    self.now = now
  }

  public var prefix: String { "/wallet/" }
  public var methods: Set<String> { ["GET", "HEAD", "POST"] }
  public var takesJSONOnly: Bool { false }
  public var audience: RouteAudience { .browsers }

  /// Both a link and a visit open something.
  public func shown(_ path: String) -> String { "/wallet/…" }

  public func answer(_ request: BrokerRequest) async -> BrokerResponse {
    do throws(VaultError) {
      switch WalletPath(request.path) {
      case .opening(let link):
        return try await WalletOpening(vault: vault, visits: visits, seal: seal).answer(request, link)
      case .visit(let id, let place): return try await answer(request, visit: id, place)
      case nil: return Self.missing.response(404)
      }
    } catch {
      return WalletProblem.page(for: error)
    }
  }

  private static let missing = PageMessage(
    .failed, "There is nothing here", "The address is not one of these pages.",
    "Go back to the application that sent you here, and follow its link again.")

  private func answer(
    _ request: BrokerRequest, visit id: String, _ place: WalletPlace
  ) async throws(VaultError) -> BrokerResponse {
    let cookie = WalletVisits.cookie(of: id)
    // A page that looks again by itself keeps no visit alive.
    let isLooking = request.query == WalletView.again
    guard let (visitor, browser) = visits.visitor(of: id, cookie.values(in: request), isLooking: isLooking) else {
      return WalletProblem.over.response(403, headers: [cookie.removing])
    }
    let view = WalletView(
      vault: vault, visitor: visitor, base: cookie.path, form: seal.token(browser: browser, place: cookie.path),
      now: now(), notice: WalletNotice(query: request.query))
    guard request.method == "POST" else { return try await view.page(place) }
    guard let fields = try? FormFields(request.body), seal.isValid(fields, browser: browser, place: cookie.path) else {
      return WalletProblem.stale(back: view.path(.list)).response(403)
    }
    if place == .signOut {
      visits.end(id)
      return WalletProblem.signedOut.response(200, headers: [cookie.removing])
    }
    return try await view.act(place, fields)
  }
}
