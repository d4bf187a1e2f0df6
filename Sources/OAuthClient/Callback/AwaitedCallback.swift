internal import Synchronization

/// One attempt that waits at a ``CallbackHub``: the first answer that is its own counts, and nothing after it.
public final class AwaitedCallback: Sendable {
  public let pending: PendingAuthorization
  /// Where the browser is sent on when the answer has come.
  let page: String
  private let taken = Mutex<Result<CallbackAnswer, OAuthFailure>?>(nil)

  init(_ pending: PendingAuthorization, page: String) {
    self.pending = pending
    self.page = page
  }

  /// What came back: the code, or the refusal of the user or the provider; nil while nothing has.
  public var result: Result<CallbackAnswer, OAuthFailure>? { taken.withLock { $0 } }

  /// False when there is an answer already.
  func take(_ query: CallbackQuery) -> Bool {
    taken.withLock { taken in
      guard taken == nil else { return false }
      do throws(OAuthFailure) { taken = .success(try query.answer()) } catch { taken = .failure(error) }
      return true
    }
  }
}

/// What waits at one redirect URI, told apart by `state`, and what a request there gets to see.
final class HubDesk: Sendable {
  private struct State {
    var redirect: LoopbackRedirect?
    var awaited: [AwaitedCallback] = []
  }

  private let state = Mutex(State())

  /// Says where the listener is bound; until then nothing is accepted.
  func open(at redirect: LoopbackRedirect) { state.withLock { $0.redirect = redirect } }

  func add(_ callback: AwaitedCallback) { state.withLock { $0.awaited.append(callback) } }

  func remove(_ callback: AwaitedCallback) { state.withLock { $0.awaited.removeAll { $0 === callback } } }

  var isIdle: Bool { state.withLock { $0.awaited.isEmpty } }

  func page(for request: CallbackRequest) -> CallbackPage {
    guard let redirect = state.withLock({ $0.redirect }) else { return .refusal(.notAwaited) }
    if let refusal = request.refusal(at: redirect) { return .refusal(refusal) }
    let query: CallbackQuery
    do { query = try CallbackQuery(request.query) } catch {
      return .refusal(error == .tooLong ? .tooLong : CallbackRefusal(400, "Not accepted", error.text))
    }
    let awaited = state.withLock { $0.awaited }
    guard !awaited.isEmpty else { return .refusal(.notAwaited) }
    guard let callback = awaited.first(where: { $0.pending.hasState(query.state) }),
      callback.pending.objection(to: query) == nil
    else { return .refusal(.foreign) }
    return callback.take(query) ? .sent(on: callback.page) : .refusal(.usedBefore)
  }
}
