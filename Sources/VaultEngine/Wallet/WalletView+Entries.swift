internal import Domain
internal import ProviderCatalog

extension WalletView {
  /// The user's grants as they see them: those that hold first, then the newest.
  func entries(in transaction: Transaction) throws -> [WalletEntry] {
    let catalog = Catalog(adding: rows.providers.values.map(\.provider))
    let agents = agents
    let forgotten = moment.adding(seconds: -IssuedWriter.keepsEnded)
    return try grants.filter { $0.grant.revokedAt.map { $0 > forgotten } ?? true }
      .map { try entry($0.grant, $0.source, catalog, agents[$0.grant.id] ?? [], in: transaction) }
      .sorted { left, right in
        left.holds == right.holds ? (left.createdAt, left.id) > (right.createdAt, right.id) : left.holds
      }
  }

  private func entry(
    _ grant: Grant, _ source: GrantSource, _ catalog: Catalog, _ agents: [String], in transaction: Transaction
  ) throws -> WalletEntry {
    let provider = catalog.provider(source.provider)
    let state = try transaction.connectionState(of: source)
    let day = moment.adding(seconds: -86_400)
    let usage = try transaction.auditUsage(of: grant.id, since: max(day, standing?.caller.createdAt ?? day))
    let known = provider?.oauth?.scopes ?? []
    let scopes = state.map(\.scopesGiven) ?? []
    let shown = self.state(of: grant, source, state)
    return WalletEntry(
      id: grant.id, application: application(of: grant.id), provider: source.provider,
      providerName: provider?.name ?? source.provider, account: source.connection?.account ?? "", label: grant.label,
      isKey: source.secret != nil,
      scopes: (scopes.isEmpty ? source.connection?.scopesAsked ?? [] : scopes).map { id in
        ConnectScope(id: id, inWords: known.first { $0.name == id }?.explanation ?? id)
      }, state: shown, createdAt: grant.createdAt,
      lastUsed: try standing.map {
        try transaction.lastUse(of: grant.id, byCaller: $0.fullName, from: $0.caller.createdAt)
      }
        ?? transaction.lastUse(of: grant.id),
      calls: usage.filter { isOwn(caller: $0.caller) }.reduce(0) { $0 + $1.calls }, expiresAt: grant.expiresAt,
      latestEnd: latestEnd(of: grant), agents: shown.holds ? agents : [], developerLimits: developerLimits(of: grant),
      limits: rows.userLimits.entries[grant.id]?.limits)
  }

  /// Of the callers that the visitor may find in the log, by full name.
  var displayNames: [String: String] {
    var names: [String: String] = [:]
    for (id, name) in rows.book.fullNames where isOwn(caller: name) {
      if let shown = rows.book.entries[id]?.caller.displayName, !shown.isEmpty { names[name] = shown }
    }
    return names
  }

  /// Beyond this its user cannot extend a grant.
  func latestEnd(of grant: Grant) -> Timestamp? {
    let isSigned = rows.currentRow(.grant, grant.id) != nil
    return isSigned
      ? rows.userLimits.ownEnd(of: grant) : userGrant(grant.id)?.latestEnd ?? rows.userLimits.ownEnd(of: grant)
  }

  private func state(of grant: Grant, _ source: GrantSource, _ state: ConnectionState?) -> WalletEntry.State {
    if (grant.revokedAt ?? source.revokedAt) != nil { return .revoked }
    if let end = grant.expiresAt, end <= moment { return .expired }
    return state?.needsReauth == nil ? .active : .needsReauth
  }

  private func application(of id: Identifier) -> String {
    userGrant(id).flatMap { rows.book.entries[$0.caller]?.caller }.map(shownName) ?? ""
  }

  private func shownName(_ caller: Caller) -> String {
    caller.displayName.isEmpty ? rows.book.fullNames[caller.id] ?? caller.name : caller.displayName
  }

  /// By grant the agents that hold one that was made of it, and may use it now.
  private var agents: [Identifier: [String]] {
    var names: [Identifier: Set<String>] = [:]
    for issued in rows.book.grants.values.map(\.grant) where issued.kind == .delegation {
      let chain = rows.chain(of: issued.id)
      guard let top = chain.last?.parent, let holder = rows.book.entries[issued.holder]?.caller,
        standing.map({ rows.book.isBelow(holder.id, $0.caller.id) }) ?? true,
        (try? rows.requireHeld(chain, at: moment)) != nil,
        (try? rows.book.standing(of: holder.id, key: nil, at: moment)) != nil
      else { continue }
      names[top, default: []].insert(shownName(holder))
    }
    return names.mapValues { $0.sorted() }
  }

  private static let mostLimits = 10

  /// What the caller wished for, and rules that are plain enough to be read by anybody.
  private func developerLimits(of grant: Grant) -> [String] {
    var words: [String] = []
    if let held = userGrant(grant.id) {
      if !held.methods.isEmpty { words.append("Only \(held.methods.joined(separator: ", ")).") }
      if !held.paths.isEmpty { words.append("Only on \(held.paths.joined(separator: ", ")).") }
    }
    let policies = rows.activePolicies.filter { $0.scope.covers(grant.id) }
    for policy in policies.sorted(by: { $0.name < $1.name }) {
      words += policy.rules.filter(\.isPlainForUsers).map { $0.wordsForUsers }
    }
    if grant.isStrict || policies.contains(where: \.isStrict) { words.append("Nothing but what a rule allows.") }
    return Array(words.prefix(Self.mostLimits))
  }
}

extension WalletEntry {
  fileprivate var holds: Bool { state.holds }
}

extension WalletEntry.State {
  fileprivate var holds: Bool { self == .active || self == .needsReauth }
}

extension Rule {
  /// Whether nobody else is named in it.
  fileprivate var isPlainForUsers: Bool {
    isSimple || effect == .ask && conditions.isEmpty && limits.isEmpty && approval?.approvers == [Approval.endUser]
  }

  fileprivate var wordsForUsers: String {
    guard effect == .ask else { return inWords }
    let plain = Rule(effect: .allow, methods: methods, host: host, path: path).inWords
    return "Asks you first: " + plain.dropFirst("Allow ".count)
  }
}
