internal import Domain

extension Vault {
  /// Waits until the call is approved.
  ///
  /// Expiry, cancellation by the caller, a lock, and a denial all end it for good, with one event in the log.
  func awaitAnswer(to parked: ParkedContent, _ call: Call) async throws(VaultError) {
    let deadline = ContinuousClock.now + .microseconds(parked.expiresAt.microseconds - parked.parkedAt.microseconds)
    for await _ in looks() {
      let isOver = ContinuousClock.now >= deadline || now >= parked.expiresAt
      let found: Ending?
      do throws(VaultError) { found = try await ending(of: parked, isOver: isOver) } catch {
        // A look that the caller's going has cut short must not leave the call waiting for nobody.
        if Task.isCancelled { break }
        try? await end(parked, with: error)
        throw error
      }
      guard let found else { continue }
      switch found {
      case .approved: return
      case .ended(let error):
        try await end(parked, with: error)
        throw error
      }
    }
    try await end(parked, with: .cancelled)
    throw .cancelled
  }

  private enum Ending {
    case approved
    case ended(VaultError)
  }

  private func ending(of parked: ParkedContent, isOver: Bool) async throws(VaultError) -> Ending? {
    if Task.isCancelled { return .ended(.cancelled) }
    guard let keys = try await presentKeys(rearming: false) else { return .ended(.lockedWhileParked) }
    let (cache, id) = (decidingRows, id)
    let (isThere, answers) = try await database.read { transaction in
      let row = try transaction.parkedCall(parked.id)
      let rows = try cache.rows(transaction)
      try rows.requireAuthentic(keys, vaultID: id)
      return (row != nil && row?.ending == nil, try rows.answers(to: parked))
    }
    guard isThere else { return .ended(.noLongerWaiting) }
    if let denial = answers.first(where: { $0.verdict == .denied }) { return .ended(.refused(by: denial)) }
    let approvers = Set(answers.map(\.approver))
    if parked.asks.allSatisfy({ $0.approval.missing(among: approvers).count == 0 }) { return .approved }
    return isOver ? .ended(.unanswered) : nil
  }

  /// A moment to look at the answers: something has changed, or some time has passed; a lock by time changes nothing on
  /// the disk. It ends when the caller is cancelled.
  private func looks() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let changes = changes()
    let watching = Task { for await _ in changes { continuation.yield() } }
    let ticking = Task {
      while !Task.isCancelled {
        continuation.yield()
        try await Task.sleep(for: .milliseconds(500))
      }
    }
    continuation.onTermination = { _ in
      watching.cancel()
      ticking.cancel()
    }
    return stream
  }

  /// Takes the call from those that wait, and writes its denial. While locked nothing can be appended: then the next
  /// process that has the keys writes it.
  func end(_ parked: ParkedContent, with error: VaultError) async throws(VaultError) {
    // By itself, since the caller may have been cancelled.
    try await Task { () async -> Result<Void, VaultError> in
      do throws(VaultError) {
        try await database.write { try $0.endParkedCall(parked.id, because: error.message) }
        if let keys = try await presentKeys(rearming: false) { try await closeParkedCalls(keys) }
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    .value.get()
  }

  /// Writes the ends of calls that were ended while the vault was locked, or whose process died.
  func closeParkedCalls(_ keys: UseKeys) async throws(VaultError) {
    let (folder, own) = (instancesFolder, instance?.id)
    let over = try await database.read { try $0.parkedCalls() }.filter { row in
      row.ending != nil || row.instance != own && Instance.isDead(row.instance, folder: folder)
    }
    guard !over.isEmpty else { return }
    let (log, cache, id) = (auditLog(keys), decidingRows, id)
    try await database.write { transaction in
      let rows = try cache.rows(transaction)
      for row in over {
        // When another process was faster, its event is in the log.
        guard let row = try transaction.parkedCall(row.id) else { continue }
        try transaction.deleteParkedCall(row.id)
        var event = AuditEvent(kind: .denied, requestID: row.id)
        // A row that was changed outside is told of as far as it can be.
        if let content = try? ParkedSeal.open(row.box, id: row.id, vaultID: id, with: keys),
          let grant = rows.grants[content.grant]?.grant, let source = rows.source(of: grant)
        {
          event = content.event(grant: grant, source: source)
        }
        event.decision = "deny"
        event.rule = "approval"
        event.reason = row.ending ?? "the caller's process ended while the call waited for an approval"
        try log.append(event, in: transaction)
      }
    }
  }
}

extension ParkedContent {
  fileprivate func event(grant: Grant, source: GrantSource) -> AuditEvent {
    var event = Call(message, requestID: id, caller: caller.name).event(
      .denied, grant: grant, source: source, name: grant.name)
    event.pid = caller.pid
    return event
  }
}

extension VaultError {
  fileprivate static let lockedWhileParked = VaultError(
    .locked, "the vault was locked while the call waited for an approval", hint: "nothing was sent")
  fileprivate static let unanswered = VaultError(
    .denied, "nobody approved the call in time", hint: "nothing was sent; call again when somebody is there",
    cause: .approvalExpired)

  fileprivate static func refused(by answer: ApprovalAnswer) -> VaultError {
    VaultError(
      .denied, "\(answer.approver) denied the call\(answer.reason.isEmpty ? "" : ": \(answer.reason)")",
      hint: "nothing was sent", cause: .approvalDenied)
  }
}
