internal import Domain
internal import VaultEngine

/// A long log: a page at random places, the overview, the whole verification.
enum AuditMeasurement {
  static func run(in folder: String, events: Int) async throws {
    let vault = try await Vault.create(
      at: VaultLocation(
        home: "\(folder)/audit/vault", state: "\(folder)/audit/state", configuration: "\(folder)/audit/configuration"),
      passphrase: SecretBytes("bench"), options: VaultOptions(allowsWeakPassphrase: true, usesKeyring: false))
    try await fill(vault, with: events, grants: try await grants(of: vault))
    var page = Measurement("audit page at a random place of \(Printable.count(events)) events")
    for _ in 0..<300 {
      let place = Int64.random(in: 100...Int64(events))
      try await page.time { _ = try await vault.auditPage(AuditQuery(), before: place, limit: 50) }
    }
    page.report(goal: .milliseconds(5))
    var overview = Measurement("overview beside that log")
    for _ in 0..<40 { try await overview.time { _ = try await vault.overview() } }
    overview.report(goal: .milliseconds(100))
    var verification = Measurement("verifying that log, whole")
    try await verification.time { _ = try await vault.verifyAudit() }
    verification.report()
    try await replay(vault, "replaying a draft over that log", "deny POST /v1/things/7*", "allow any")
    try await replay(
      vault, "the same with hours, query keys and a rate", "deny GET when query page and time Sat,Sun Europe/Berlin",
      "deny POST rate 20/1m")
    await vault.close()
  }

  private static func replay(_ vault: Vault, _ name: String, _ rules: String...) async throws {
    let draft = PolicyDraft(name: "draft", scope: .everyGrant, rules: try rules.map { text in try Rule(text) })
    var measurement = Measurement(name)
    try await measurement.time {
      _ = try await vault.replay(draft, since: Timestamp(microseconds: 0))
    }
    measurement.report(goal: .seconds(10))
  }

  private static func grants(of vault: Vault) async throws -> [Identifier] {
    var grants: [Identifier] = []
    for number in 0..<20 {
      let draft = try SecretDraft.bench("grant-\(number)", at: "https://api.example.com")
      grants.append(try await vault.storeSecret(draft, .token(SecretBytes("demo_token_of_the_bench"))).grant.id)
    }
    return grants
  }

  /// A call every two seconds, up to now.
  private static func fill(_ vault: Vault, with count: Int, grants: [Identifier]) async throws {
    let start = Timestamp.now().adding(seconds: -Int64(count))
    var written = 0
    while written < count {
      var batch: [(event: AuditEvent, time: Timestamp)] = []
      while batch.count < min(20_000, count - written) {
        let number = (written + batch.count) / 2
        var event = AuditEvent(
          kind: .intent, requestID: Identifier(), caller: "caller-\(number % 7)", pid: 4711, principal: "system",
          grantID: grants[number % 20], subject: "grant-\(number % 20)",
          provider: number % 3 == 0 ? "github" : "stripe",
          credentialKind: "token", method: number % 5 == 0 ? "POST" : "GET", host: "api.example.com",
          path: "/v1/things/\(number % 1000)", queryKeys: ["page"], decision: "allow", rule: "binding",
          reason: "inside the binding, and no rule names the grant")
        let time = start.adding(seconds: Int64(written + batch.count))
        batch.append((event, time))
        event.kind = .outcome
        event.status = 200
        event.milliseconds = 120
        batch.append((event, time))
      }
      try await vault.append(history: batch)
      written += batch.count
    }
  }
}
