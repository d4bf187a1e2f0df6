public import Domain
internal import Glibc
internal import Outbound

extension Vault {
  /// Saves a policy under its name: a new one, or a new version of the one that has the name. An admin act.
  ///
  /// - Throws: ``VaultError`` `badInput` for a rule that cannot be stored, and for a test, of this policy or another, that
  ///   would fail.
  public func savePolicy(_ draft: PolicyDraft) async throws(VaultError) -> Policy {
    try Self.check(draft)
    return try await change { change in
      let policy = try change.rows.policy(saving: draft, now: change.now)
      try change.rows.checkTests(saving: policy, now: change.now)
      try change.transaction.keepCounters(of: policy.id, rules: CompiledPolicies.counterNames(of: policy))
      try change.writer.put(PolicyRecord(policy: policy, isRemoved: false))
      try change.record(
        AuditEvent(kind: .policySaved, pid: getpid(), subject: policy.name, reason: "version \(policy.version)"))
      return policy
    }
  }

  /// Checks a policy as ``savePolicy(_:)`` does, saving nothing, and tells what is odd about it.
  public func review(_ draft: PolicyDraft) async throws(VaultError) -> [PolicyReview.Warning] {
    try Self.check(draft)
    let (cache, time) = (decidingRows, now)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireIntact()
      try rows.checkTests(saving: try rows.policy(saving: draft, now: time), now: time)
      return PolicyReview(draft, others: rows.activePolicies, grants: rows.covered, now: time).warnings
    }
  }

  private static func check(_ draft: PolicyDraft) throws(VaultError) {
    try requireName(draft.name)
    guard !draft.rules.isEmpty || draft.isStrict else {
      throw VaultError(.badInput, "the policy \(draft.name) has no rule", hint: "write one as: deny DELETE /v1/**")
    }
    for rule in draft.rules {
      if let problem = rule.problem { throw VaultError(.badInput, problem, hint: "nothing was saved") }
      for zone in rule.zones where ZoneSource.system.zone(zone) == nil {
        let nearest = Nearest.match(zone, in: ZoneSource.systemNames()).map { "did you mean \($0)? " } ?? ""
        throw VaultError(.badInput, "\(zone) is no time zone of this machine", hint: "\(nearest)nothing was saved")
      }
    }
  }

  /// Ends a policy; its versions stay, so that old decisions can be explained.
  public func removePolicy(_ id: Identifier) async throws(VaultError) {
    try await change { change in
      guard var record = change.rows.policies[id], !record.isRemoved else {
        throw VaultError.notFound("policy", id.description, list: "policy list")
      }
      record.isRemoved = true
      record.policy.version += 1
      record.policy.createdAt = change.now
      try change.transaction.keepCounters(of: id, rules: [])
      try change.writer.put(record)
      try change.record(AuditEvent(kind: .policyRemoved, pid: getpid(), subject: record.policy.name))
    }
  }

  /// What the policies would say of a call, with what would change it; nothing is counted, recorded or sent.
  ///
  /// - Parameter time: nil for now, with the counts as they are.
  public func decide(
    method: String, url: String, grant name: String, headers: [(name: String, value: String)] = [],
    body: [UInt8] = [], caller: String = "cli", address: NetworkAddress = .thisMachine, at time: Timestamp? = nil
  ) async throws(VaultError) -> (decision: Decision, grant: Grant) {
    let call = Call(
      method: try Self.checkedMethod(method), url: try Self.canonical(url), headers: headers,
      body: body.isEmpty ? .none : .bytes(body), caller: caller, address: address)
    let (cache, now) = (decidingRows, now)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      let (grant, source) = try rows.deciding(grant: name)
      let decision = try rows.explain(
        call, grant: grant, source: source, now: time ?? now, isPretended: time != nil, in: transaction)
      return (decision, grant)
    }
  }

  static func canonical(_ url: String) throws(VaultError) -> CanonicalURL {
    do { return try CanonicalURL(url) } catch {
      throw VaultError(.badInput, error.description, hint: "nothing was sent")
    }
  }

  static func checkedMethod(_ method: String) throws(VaultError) -> String {
    let upper = method.uppercased()
    guard (1...32).contains(upper.utf8.count), upper.utf8.allSatisfy({ (0x41...0x5A).contains($0) }),
      upper != "CONNECT", upper != "TRACE"
    else {
      throw VaultError(
        .badInput, "\(Printable.text(method, limit: 20)) is not a method that can be sent", hint: "use GET, POST, …")
    }
    return upper
  }
}

extension DecidingRows {
  /// What a call with the grant is decided on, each row of it checked.
  func deciding(grant text: String) throws(VaultError) -> (Grant, GrantSource) {
    try requireIntact()
    let (grant, source) = try resolve(grant: text)
    try requireSigned(grant.id, source.id)
    return (grant, source)
  }

  /// The secret or the connection whose credential the grant sends.
  func source(of grant: Grant) -> GrantSource? {
    if let record = secrets[grant.sourceID] { return .secret(record.secret) }
    return connections[grant.sourceID].map { .connection($0.connection) }
  }

  /// Whether neither the grant nor its source was revoked; only then does it keep its name from others.
  func isLive(_ grant: Grant) -> Bool {
    grant.revokedAt == nil && source(of: grant)?.revokedAt == nil
  }

  /// A grant by id, or by its name where one unrevoked grant (or only one at all) has it.
  func resolve(grant text: String) throws(VaultError) -> (Grant, GrantSource) {
    let record: GrantRecord?
    if let id = Identifier(text) {
      record = grants[id]
    } else {
      let named = grants.values.filter { $0.grant.name == text }
      let live = named.filter { isLive($0.grant) }
      record = live.first ?? named.max { $0.grant.createdAt < $1.grant.createdAt }
    }
    guard let grant = record?.grant else { throw .notFound("grant", text, list: "grants list") }
    guard let source = source(of: grant) else {
      throw .damaged("the secret or connection of the grant \(grant.name) is missing")
    }
    return (grant, source)
  }

  func resolve(secret text: String) throws(VaultError) -> Secret {
    if let id = Identifier(text), let record = secrets[id] { return record.secret }
    let named = secrets.values.map(\.secret).filter { $0.name == text }
    guard let secret = named.first(where: { $0.revokedAt == nil }) ?? named.max(by: { $0.createdAt < $1.createdAt })
    else { throw .notFound("secret", text, list: "secrets list") }
    return secret
  }

  /// The policy as it would be saved.
  func policy(saving draft: PolicyDraft, now: Timestamp) throws(VaultError) -> Policy {
    if case .grants(let ids) = draft.scope {
      guard !ids.isEmpty else {
        throw VaultError(.badInput, "the policy names no grant", hint: "name one, or let it cover every grant")
      }
      for id in ids where grants[id] == nil { throw .notFound("grant", id.description, list: "grants list") }
    }
    let before = policies.values.first { !$0.isRemoved && $0.policy.name == draft.name }
    return Policy(
      id: before?.id ?? Identifier(), name: draft.name, version: (before?.recordVersion ?? 0) + 1, scope: draft.scope,
      isStrict: draft.isStrict, rules: draft.rules, tests: draft.tests, createdAt: now)
  }

  func resolve(policy text: String) throws(VaultError) -> Policy {
    let found = activePolicies.first { $0.name == text || $0.id.description == text }
    guard let found else { throw .notFound("policy", text, list: "policy list") }
    return found
  }
}
