internal import Synchronization

/// Decides what every request to the listener gets to see.
final class CallbackDesk: Sendable {
  let attempt = CallbackAttempt()
  private let provider: String
  private let patience: Duration
  private let redirect = Mutex<LoopbackRedirect?>(nil)
  private let finished: AsyncStream<FinishedPage>
  private let continuation: AsyncStream<FinishedPage>.Continuation

  init(provider: String, patience: Duration) {
    self.provider = provider
    self.patience = patience
    (finished, continuation) = AsyncStream.makeStream()
  }

  /// Says where the listener is bound; until then nothing is accepted.
  func open(at redirect: LoopbackRedirect) { self.redirect.withLock { $0 = redirect } }

  func finish(_ page: FinishedPage) {
    continuation.yield(page)
    continuation.finish()
  }

  /// Ends what still waits.
  func close() {
    attempt.end()
    continuation.finish()
  }

  func page(for request: CallbackRequest) async -> CallbackPage {
    guard let redirect = redirect.withLock({ $0 }) else { return .refusal(.notAwaited) }
    if let refusal = request.refusal(at: redirect) { return .refusal(refusal) }
    switch attempt.take(request.query) {
    case .refused(let refusal): return .refusal(refusal)
    case .taken: return .finished(await finishedPage() ?? .unfinished(provider: provider))
    }
  }

  /// What came of the answer; nil when that takes too long, or is not said. Only one request ever waits for it.
  private func finishedPage() async -> FinishedPage? {
    let (finished, patience) = (finished, patience)
    return await withTaskGroup(of: FinishedPage?.self) { group in
      group.addTask {
        for await page in finished { return page }
        return nil
      }
      group.addTask {
        try? await Task.sleep(for: patience)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }
}
