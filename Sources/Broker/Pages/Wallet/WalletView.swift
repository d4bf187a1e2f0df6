internal import Domain
internal import VaultEngine

/// One request of a visitor.
struct WalletView: Sendable {
  /// The query of a page that looks again by itself.
  static let again = "again"

  let vault: Vault
  let visitor: WalletVisitor
  /// `/wallet/VISIT`
  let base: String
  /// The token of the forms.
  let form: String
  let now: Timestamp
  let notice: WalletNotice?

  func path(_ place: WalletPlace) -> String { base + place.path }

  /// Back to a page after something was done.
  func done(_ notice: WalletNotice, _ place: WalletPlace) -> BrokerResponse {
    .seeOther("\(path(place))?done=\(notice.rawValue)")
  }

  func page(_ place: WalletPlace) async throws(VaultError) -> BrokerResponse {
    switch place {
    case .list: try await list()
    case .activity: try await activity()
    case .calls: try await calls()
    case .call(let id): try await call(id)
    case .grant(let id): try await grant(id)
    case .limits(let id): try await limits(id)
    case .ending(let id): try await ending(id)
    case .revoking(let id): try await revoking(id)
    case .signOut: .seeOther(path(.list))
    }
  }

  func act(_ place: WalletPlace, _ fields: FormFields) async throws(VaultError) -> BrokerResponse {
    switch place {
    case .call(let id): try await answer(id, fields)
    case .limits(let id): try await setLimits(id, fields)
    case .ending(let id): try await setEnding(id, fields)
    case .revoking(let id): try await revoke(id)
    case .list, .activity, .calls, .grant, .signOut: .seeOther(path(place))
    }
  }

  /// A page with what stands over each of them.
  ///
  /// - Parameters:
  ///   - place: the page that the navigation shows as this one.
  ///   - refresh: after so many seconds the page is loaded again.
  func response(
    _ template: PageTemplate, _ title: String, _ fields: PageFields, at place: WalletPlace, waiting: Int? = nil,
    status: Int = 200, refresh: Int? = nil
  ) async throws(VaultError) -> BrokerResponse {
    let count: Int
    if let waiting { count = waiting } else { count = try await vault.walletCalls(of: visitor).count }
    let tabs: [(place: WalletPlace, name: String, badge: String)] = [
      (.list, "Connections", ""), (.calls, "Waiting for you", count == 0 ? "" : "\(count)"),
      (.activity, "Activity", ""),
    ]
    var all = fields
    all["title"] = .text(title)
    all["wide"] = true
    all["user"] = .text(visitor.user)
    all["form"] = .text(form)
    all["signOut"] = .text(path(.signOut))
    all["notice"] = .optional(notice?.text)
    all["tabs"] = .list(
      tabs.map { tab in
        [
          "path": .text(path(tab.place)), "name": .text(tab.name), "badge": .text(tab.badge),
          "isHere": .flag(tab.place == place),
        ]
      })
    // What was just done stands there long enough to be read.
    let headers =
      refresh.map { [("Refresh", "\(notice == nil ? $0 : 3 * $0); url=\(path(place))?\(Self.again)")] } ?? []
    return .page(template, all, status: status, headers: headers)
  }

  func names() async throws(VaultError) -> WalletNames { WalletNames(try await vault.walletNames(of: visitor)) }

  /// The titles of the user's connections.
  func titles() async throws(VaultError) -> [Identifier: String] {
    Dictionary(try await vault.wallet(of: visitor).map { ($0.id, $0.title) }) { first, _ in first }
  }

  /// The grant as it is now.
  func entry(_ id: Identifier) async throws(VaultError) -> WalletEntry {
    guard let entry = try await vault.wallet(of: visitor).first(where: { $0.id == id }) else {
      throw VaultError(.notFound, "there is no such connection")
    }
    return entry
  }
}
