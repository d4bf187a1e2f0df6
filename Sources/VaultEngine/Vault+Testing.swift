public import Domain
internal import Outbound

extension Vault {
  /// Tries a credential that is not stored yet by its provider's harmless call, with an intent and an outcome in the log
  /// like any other. An admin act. Steps are told as they happen.
  public func testCredential(
    _ draft: SecretDraft, _ credential: Credential, caller: String, onStep: @escaping @Sendable (TestStep) -> Void
  ) async throws(VaultError) -> TestReport {
    let admin = try await requireAdmin()
    try Self.check(draft, credential)
    let secret = Secret(
      id: Identifier(), name: draft.name, provider: draft.provider, kind: draft.kind, binding: draft.binding,
      injection: draft.injection, test: draft.test, createdAt: now, rotatedAt: now, remindAt: nil, revokedAt: nil,
      version: 1)
    return try await test(secret, keys: admin.useKeys, caller: caller, onStep: onStep) { _ in credential }
  }

  /// Tries a stored secret's present value.
  public func testSecret(
    _ id: Identifier, caller: String, onStep: @escaping @Sendable (TestStep) -> Void
  ) async throws(VaultError) -> TestReport {
    let keys = try await useKeys()
    let (cache, vaultID) = (decidingRows, self.id)
    let secret = try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireAuthentic(keys, vaultID: vaultID)
      return try rows.testable(secret: id)
    }
    return try await test(secret, keys: keys, caller: caller, onStep: onStep) { transaction in
      // Read anew: it may have been rotated or revoked while the intent was written.
      let rows = try cache.rows(transaction)
      try rows.requireAuthentic(keys, vaultID: vaultID)
      let secret = try rows.testable(secret: id)
      guard let value = try transaction.sealedValues(of: id).first(where: { $0.version == secret.version }) else {
        throw VaultError.damaged("the value of \(secret.name) is missing")
      }
      let context = CredentialSeal.Context(vaultID: vaultID, secret: secret, version: secret.version)
      return try CredentialSeal.open(value.box, in: context, with: keys)
    }
  }

  /// `unseal` is called when the intent is on the disk.
  func test(
    _ secret: Secret, keys: UseKeys, caller: String, onStep: @escaping @Sendable (TestStep) -> Void,
    unseal: @escaping @Sendable (Transaction) throws -> Credential
  ) async throws(VaultError) -> TestReport {
    guard let test = secret.test else {
      throw VaultError(.badInput, "no harmless call is known for \(secret.name)", hint: "store it untested")
    }
    let call = Call(
      method: try Self.checkedMethod(test.method), url: try Self.canonical(test.url), headers: [], body: .none,
      caller: caller)
    var steps = TestSteps(onStep: onStep)
    guard secret.binding.permits(call.url) else {
      throw VaultError(
        .denied, "the test call to \(call.url.origin) lies outside the binding",
        hint: "what would pass: \(secret.binding.origins.map(\.description).joined(separator: ", "))")
    }
    steps.add(.policy, "\(test.method) \(call.url.path) lies inside the binding", .allow)
    let permit = try await recordTestIntent(call, secret, keys: keys)
    steps.add(.audit, "intent of event \(permit.sequence) written and synced", .done)
    let recorder = recorder(call, permit: permit, keys: keys)
    let exchange: Exchange
    do throws(VaultError) {
      exchange = Exchange(
        call: call, injection: secret.injection, credentials: [try await database.read(unseal)],
        client: try ensureOutbound(), recorder: recorder, sequence: permit.sequence, open: openExchanges)
    } catch {
      try await recorder.record(.init(notSent: error))
      throw error
    }
    let response: VaultResponse
    do throws(VaultError) { response = try await exchange.start() } catch {
      steps.add(.answer, error.message, .failed)
      return TestReport(verdict: .unreachable, summary: "No answer: \(error.message).", steps: steps.all)
    }
    steps.add(.address, "\(call.url.origin) answered from an allowed address", .good)
    return try await report(response, test: test, secret: secret, permit: permit, steps: &steps)
  }

  private func report(
    _ response: VaultResponse, test: TestRequest, secret: Secret, permit: Permit, steps: inout TestSteps
  ) async throws(VaultError) -> TestReport {
    let body: [UInt8]
    do { body = try await response.body.collect(upTo: 4 << 20) } catch {
      let reason = (error as? VaultError)?.message ?? "the answer broke off"
      steps.add(.answer, reason, .failed)
      return TestReport(verdict: .unreachable, summary: "No whole answer: \(reason).", steps: steps.all)
    }
    let text = String(decoding: body, as: UTF8.self)
    let isValid =
      response.status == test.validStatus && (test.validBodyContains.map { text.holdsLoosely($0) } ?? true)
    let type = response.headers.first { $0.name.lowercased() == "content-type" }?.value.prefix { $0 != ";" }
    let what = [String(response.status), type.map { Printable.text(String($0), limit: 40) }, "\(body.count) bytes"]
    steps.add(.answer, what.compactMap { $0 }.joined(separator: ", "), isValid ? .good : .refused)
    let outcome = try await auditEntries(AuditQuery(), after: permit.sequence - 1, limit: 1).first?.outcome
    let isEchoed = outcome?.event.flags.contains("reflection") ?? false
    steps.add(
      .echo,
      isEchoed ? "the answer held the credential; it was overwritten" : "the answer does not hold the credential",
      isEchoed ? .refused : .good)
    steps.add(.outcome, "outcome of event \(permit.sequence) written", .done)
    let host = (try? CanonicalURL(test.url))?.origin.host ?? secret.provider
    let who = secret.provider == "custom" ? host : secret.provider
    let summary =
      isValid
      ? "Valid: \(who) accepted the \(secret.kind.isEmpty ? "credential" : secret.kind)."
      : "Refused: \(who) answered \(response.status)."
    return TestReport(verdict: isValid ? .valid : .refused, summary: summary, steps: steps.all)
  }

  private func recordTestIntent(_ call: Call, _ secret: Secret, keys: UseKeys) async throws(VaultError) -> Permit {
    let instance = try ensureInstance()
    let (log, time) = (auditLog(keys), now)
    return try await appending { transaction in
      var event = call.event(.intent, grant: nil, source: .secret(secret), name: secret.name)
      event.decision = "allow"
      event.rule = "binding"
      event.reason = "test of the credential"
      let sequence = try log.append(event, in: transaction)
      try transaction.insertInstance(instance, pid: event.pid, startedAt: time)
      try transaction.insertOpenIntent(call.requestID, instance: instance)
      return Permit(grant: nil, source: .secret(secret), name: secret.name, sequence: sequence)
    }
  }
}

extension DecidingRows {
  /// A secret whose value may be sent to its provider's test call.
  fileprivate func testable(secret id: Identifier) throws(VaultError) -> Secret {
    try requireIntact()
    let secret = try resolve(secret: id.description)
    try requireSigned(nil, secret.id)
    guard secret.revokedAt == nil else {
      throw VaultError(.denied, "\(secret.name) is revoked", hint: "store the value as a new secret")
    }
    return secret
  }
}

/// Steps with the time each took.
private struct TestSteps {
  let onStep: @Sendable (TestStep) -> Void
  private(set) var all: [TestStep] = []
  private var last = ContinuousClock.now

  init(onStep: @escaping @Sendable (TestStep) -> Void) { self.onStep = onStep }

  mutating func add(_ name: TestStep.Name, _ text: String, _ result: TestStep.Result) {
    let now = ContinuousClock.now
    let step = TestStep(name: name, text: text, result: result, microseconds: (now - last).microseconds)
    last = now
    all.append(step)
    onStep(step)
  }
}

extension String {
  /// Whether the text stands in here, whatever the white space: APIs differ in how they print JSON.
  fileprivate func holdsLoosely(_ text: String) -> Bool {
    let (mine, theirs) = (filter { !$0.isWhitespace }, text.filter { !$0.isWhitespace })
    return mine.contains(theirs)
  }
}
