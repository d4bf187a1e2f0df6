internal import Domain
internal import Outbound

extension Call {
  /// What the policies look at. A body that has not arrived yet is unread.
  var facts: CallFacts {
    var read: CallBody = .unread
    switch body {
    case .none: read = .none
    case .bytes(let bytes): read = CallBody(bytes, headers: headers)
    case .stream: if isTooLarge { read = .tooLarge }
    }
    return CallFacts(
      method: method, url: url, caller: caller, address: address, headerNames: headers.map(\.name),
      bodySize: body.length, body: read)
  }

  /// The call without what the policies take out of its body, which they have read.
  func redacted(_ pointers: [JSONPointer]) -> Call {
    guard !pointers.isEmpty, case .bytes(let bytes) = body, case .json(var document) = CallBody(bytes, headers: headers)
    else { return self }
    for pointer in pointers { document = pointer.removed(from: document) }
    var call = self
    call.body = .bytes(document.bytes)
    return call
  }
}

extension DecidingRows {
  /// What the policies that hold say of a call, with the counts as they are in this transaction.
  ///
  /// - Parameter counted: the counts this very call has raised already.
  func decide(
    _ call: Call, grant: Grant, source: GrantSource, now: Timestamp, in transaction: Transaction,
    counted: [CounterQuery] = []
  ) throws -> Decision {
    let facts = call.facts
    var context = try context(facts, grant: grant, source: source, now: now, in: transaction)
    if case .known(var counts) = context.counts, !counted.isEmpty {
      for query in counted { counts[query.key].map { counts[query.key] = max(0, $0 - 1) } }
      context.counts = .known(counts)
    }
    return policiesInForce.decide(facts, grant: grant, source: source, context: context)
  }

  /// Whether the call's body has to be in memory before it can be decided on.
  func needsBody(_ call: Call, grant: Grant, source: GrantSource, now: Timestamp) -> Bool {
    guard case .stream = call.body else { return false }
    return policiesInForce.needsBody(call.facts, grant: grant, source: source, context: PolicyContext(now: now))
  }
}

extension Vault {
  /// The call with its body in memory, where a rule looks into it.
  func readable(_ call: Call, grant name: String) async throws(VaultError) -> Call {
    guard case .stream(let length, let chunks) = call.body else { return call }
    let (cache, time) = (decidingRows, now)
    let isNeeded = try await database.read { transaction in
      let rows = try cache.rows(transaction)
      let admission = try rows.admit(call, grant: name, isCounted: false, now: time, in: transaction)
      // A refusal is told, and written, when it is decided.
      guard admission.refusal == nil, let grant = admission.grant, let source = admission.source else { return false }
      return rows.needsBody(call, grant: grant, source: source, now: time)
    }
    guard isNeeded else { return call }
    do {
      var call = call
      (call.body, call.isTooLarge) = try await BufferedBody.read(chunks, length: length, limit: CallBody.limit)
      return call
    } catch let error as VaultError {
      throw error
    } catch {
      if error is CancellationError { throw .cancelled }
      throw VaultError(.badInput, "the body cannot be read", hint: "nothing was sent")
    }
  }
}

extension DecidingRows {
  /// The same as ``decide(_:grant:source:now:in:counted:)``, with what would change it.
  func explain(
    _ call: Call, grant: Grant, source: GrantSource, now: Timestamp, isPretended: Bool, in transaction: Transaction
  ) throws -> Decision {
    let context = try context(
      call.facts, grant: grant, source: source, now: now, isPretended: isPretended, in: transaction)
    return policiesInForce.explain(call.facts, grant: grant, source: source, context: context)
  }

  /// The clock, the log's newest time, and the counts that matter to the call.
  private func context(
    _ facts: CallFacts, grant: Grant, source: GrantSource, now: Timestamp, isPretended: Bool = false,
    in transaction: Transaction
  ) throws -> PolicyContext {
    var context = PolicyContext(now: now, newestEvent: isPretended ? nil : try transaction.newestAudit().time)
    let queries = policiesInForce.counters(facts, grant: grant, source: source, context: context)
    context.counts = .known(try transaction.counts(queries))
    return context
  }
}
