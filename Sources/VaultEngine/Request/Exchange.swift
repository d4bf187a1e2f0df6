internal import Domain
internal import Outbound
internal import Synchronization

/// One permitted call on the wire. A task of its own owns it from sending to outcome, so that a caller that goes away
/// leaves a record and nothing half done.
///
/// A class, because that task outlives the one that asked: as a structure it was found overwritten in the release build
/// (Swift 6.3.1), and the broker crashed. That the compiler kept the closure's copy in the asker's frame is a guess.
final class Exchange: Sendable {
  let call: Call
  let injection: Injection
  /// The present value first, then the earlier one for as long as it is kept.
  let credentials: [Credential]
  let client: OutboundClient
  let recorder: OutcomeRecorder
  let sequence: Int64
  let open: OpenExchanges
  /// A newer credential after a 401, or nil when there is none; nil itself where there never is.
  let renew: Renewal?

  typealias Renewal = @Sendable () async throws(VaultError) -> Credential?

  init(
    call: Call, injection: Injection, credentials: [Credential], client: OutboundClient, recorder: OutcomeRecorder,
    sequence: Int64, open: OpenExchanges, renew: Renewal? = nil
  ) {
    self.call = call
    self.injection = injection
    self.credentials = credentials
    self.client = client
    self.recorder = recorder
    self.sequence = sequence
    self.open = open
    self.renew = renew
  }

  /// The head of the answer, as soon as it is there; the body comes through the response.
  func start() async throws(VaultError) -> VaultResponse {
    let channel = ChunkChannel()
    let (heads, headContinuation) = AsyncStream.makeStream(of: Result<VaultResponse, VaultError>.self)
    let owner = open.start(call.requestID, with: recorder.event.grantID) {
      await self.run(channel) { headContinuation.yield($0) }
    }
    channel.whenDropped { owner.cancel() }
    let head = await withTaskCancellationHandler {
      var iterator = heads.makeAsyncIterator()
      return await iterator.next()
    } onCancel: {
      owner.cancel()
    }
    guard let head else {
      owner.cancel()
      throw VaultError(.unreachable, "the call was cancelled", hint: "it is in the log as abandoned")
    }
    return try head.get()
  }

  private func run(_ channel: ChunkChannel, _ deliver: @Sendable (Result<VaultResponse, VaultError>) -> Void) async {
    let start = ContinuousClock.now
    let sent = ByteCounter()
    var outcome = OutcomeRecorder.Outcome()
    do {
      let (response, needles, flags) = try await send(counting: sent)
      outcome.status = response.status
      outcome.flags = flags
      var scanner = ResponseScanner(response, needles: needles)
      if scanner.isSkipped { outcome.flags.append("not_scanned") }
      // Not kept in a variable: when the caller lets go of the answer, nobody else may hold it.
      deliver(
        .success(
          VaultResponse(
            status: response.status, headers: scanner.headers, body: VaultResponse.Body(channel),
            requestID: call.requestID, auditSequence: sequence)))
      try await stream(response, through: &scanner, to: channel, outcome: &outcome, since: start, sent: sent)
    } catch {
      // A reader that is gone may be noticed by the refused chunk before the cancellation arrives.
      let isAbandoned = Task.isCancelled || error is CancellationError
      let cut = isAbandoned ? open.ending(of: call.requestID) : nil
      let failure = cut.map { (reason: $0.message, error: $0) } ?? Self.translated(error, isAbandoned: isAbandoned)
      outcome.reason = failure.reason
      if isAbandoned { outcome.flags.append("abandoned") }
      outcome.bytesOut = sent.value
      outcome.milliseconds = (ContinuousClock.now - start).milliseconds
      try? await recorder.record(outcome)
      deliver(.failure(failure.error))
      channel.finish(failure.error)
    }
  }

  /// An answer, and what must not be in it.
  private typealias Answer = (response: OutboundResponse, needles: [SecretBytes], flags: [String])

  /// Sends with the present value; with the earlier one when the provider does not know the present one yet; once more
  /// with a newer one when the present one is over. A body that cannot be sent twice is sent once.
  private func send(counting sent: ByteCounter) async throws -> Answer {
    for (index, credential) in credentials.enumerated() {
      let answer = try await send(credential, index > 0 ? ["earlier_value"] : [], counting: sent)
      guard answer.response.status == 401, call.body.isReplayable else { return answer }
      if index + 1 < credentials.count { continue }
      guard let newer = try await renew?() else { return answer }
      return try await send(newer, ["token_refreshed"], counting: sent)
    }
    throw VaultError.damaged("the credential is missing")
  }

  private func send(_ credential: Credential, _ flags: [String], counting sent: ByteCounter) async throws -> Answer {
    let request = try InjectedRequest(
      method: call.method, url: call.url, headers: call.headers, body: call.body, injection: injection,
      credential: credential)
    let response = try await client.send(
      OutboundRequest(
        method: call.method, url: request.url, headers: request.headers, body: sent.counting(call.body),
        destination: call.url.origin.isLoopback ? .local : .public))
    return (response, request.needles, flags)
  }

  /// Passes the body on. What completes it is held until the outcome is committed, so that whoever has the whole answer
  /// knows that it is in the log.
  private func stream(
    _ response: OutboundResponse, through scanner: inout ResponseScanner, to channel: ChunkChannel,
    outcome: inout OutcomeRecorder.Outcome, since start: ContinuousClock.Instant, sent: ByteCounter
  ) async throws {
    let length = response.header("content-length").flatMap { Int64($0) }
    var last: [UInt8] = []
    for try await chunk in response.body {
      outcome.bytesIn += Int64(chunk.count)
      let clean = scanner.scan(chunk)
      if let length, outcome.bytesIn >= length {
        last += clean
      } else if !clean.isEmpty, await !channel.send(clean) {
        throw CancellationError()
      }
    }
    last += scanner.finish()
    if scanner.hasReflection { outcome.flags.append("reflection") }
    outcome.bytesOut = sent.value
    outcome.milliseconds = (ContinuousClock.now - start).milliseconds
    do throws(VaultError) { try await recorder.record(outcome) } catch {
      channel.finish(
        VaultError(
          .storage, "the answer is withheld at its end: its outcome cannot be recorded: \(error.message)",
          hint: error.hint))
      return
    }
    if !last.isEmpty { _ = await channel.send(last) }
    channel.finish()
  }

  private static func translated(_ error: any Error, isAbandoned: Bool) -> (reason: String, error: VaultError) {
    if isAbandoned {
      let error = VaultError(.unreachable, "the call was cancelled", hint: "it is in the log as abandoned")
      return ("the caller went away", error)
    }
    switch error {
    case let error as VaultError: return (error.message, error)
    case let error as OutboundError: return (error.reason, VaultError(error))
    default:
      return ("the exchange failed", VaultError(.unreachable, "the exchange failed", hint: "try again"))
    }
  }
}

/// Bytes of the request's body that went out.
final class ByteCounter: Sendable {
  private let count = Mutex<Int64>(0)

  var value: Int64 { count.withLock { $0 } }

  func counting(_ body: OutboundBody) -> OutboundBody {
    switch body {
    case .none: return .none
    case .bytes(let bytes):
      count.withLock { $0 = Int64(bytes.count) }
      return body
    case .stream(let length, let chunks):
      return .stream(length: length, chunks: CountedChunks(chunks: chunks, counter: self))
    }
  }

  fileprivate func add(_ bytes: Int) { count.withLock { $0 += Int64(bytes) } }
}

/// Counts what passes.
private struct CountedChunks: AsyncSequence, Sendable {
  typealias Element = [UInt8]

  let chunks: any AsyncSequence<[UInt8], any Error> & Sendable
  let counter: ByteCounter

  struct Iterator: AsyncIteratorProtocol {
    var chunks: any AsyncIteratorProtocol<[UInt8], any Error>
    let counter: ByteCounter

    mutating func next() async throws -> [UInt8]? {
      guard let chunk = try await chunks.next(isolation: nil) else { return nil }
      counter.add(chunk.count)
      return chunk
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(chunks: chunks.makeAsyncIterator(), counter: counter) }
}

extension Duration {
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
  var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
