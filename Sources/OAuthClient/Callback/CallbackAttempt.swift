internal import Synchronization

/// What may still come back, in one place: the first valid answer wins, and nothing else changes anything.
final class CallbackAttempt: Sendable {
  /// What a redirect was to the attempt.
  enum Verdict: Hashable {
    /// The answer, or the provider's refusal: the one that is told to whoever waits.
    case taken
    case refused(CallbackRefusal)
  }

  private enum State {
    case idle
    case waiting(PendingAuthorization)
    case answered(PendingAuthorization)
    case over
  }

  private let state = Mutex(State.idle)
  private let results: AsyncStream<Result<CallbackAnswer, OAuthFailure>>
  private let continuation: AsyncStream<Result<CallbackAnswer, OAuthFailure>>.Continuation

  init() { (results, continuation) = AsyncStream.makeStream() }

  func expect(_ pending: PendingAuthorization) {
    state.withLock { if case .idle = $0 { $0 = .waiting(pending) } }
  }

  /// Gives the attempt up, if it is not answered.
  func end() {
    state.withLock { state in
      if case .answered = state { return }
      state = .over
    }
    continuation.finish()
  }

  func take(_ text: String) -> Verdict {
    let query: CallbackQuery
    do { query = try CallbackQuery(text) } catch {
      return .refused(error == .tooLong ? .tooLong : CallbackRefusal(400, "Not accepted", error.text))
    }
    return state.withLock { state in
      switch state {
      case .idle, .over: return .refused(.notAwaited)
      case .answered(let pending):
        return .refused(pending.hasState(query.state) ? .usedBefore : .foreign)
      case .waiting(let pending):
        guard pending.objection(to: query) == nil else { return .refused(.foreign) }
        state = .answered(pending)
        do throws(OAuthFailure) {
          continuation.yield(.success(try query.answer()))
        } catch {
          continuation.yield(.failure(error))
        }
        return .taken
      }
    }
  }

  /// Waits for the answer. A wait that is cancelled, or too long, ends the attempt.
  func answer(within limit: Duration) async throws(OAuthFailure) -> CallbackAnswer {
    let results = results
    let result = await withTaskGroup(of: Result<CallbackAnswer, OAuthFailure>.self) { group in
      group.addTask {
        for await result in results { return result }
        return .failure(.cancelled)
      }
      group.addTask {
        do { try await Task.sleep(for: limit) } catch { return .failure(.cancelled) }
        return .failure(.expired)
      }
      defer { group.cancelAll() }
      return await group.next() ?? .failure(.cancelled)
    }
    end()
    return try result.get()
  }
}
