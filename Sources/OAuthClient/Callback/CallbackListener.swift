internal import Domain
internal import Synchronization

/// The listener of one attempt on this machine (RFC 8252, sections 7.3 and 8.3). It is bound before the browser opens,
/// serves exactly the redirect URI, and holds the browser's request until it is known what came of the answer.
///
///     let listener = try await CallbackListener.start(redirectURI: app.redirectURI, provider: "GitHub")
///     let pending = try client.authorization(scopes: scopes, redirectURI: listener.redirectURI)
///     listener.expect(pending)
///     // open pending.url
///     let answer = try await listener.answer()
///     // exchange and store
///     listener.finish(.connected(provider: "GitHub", account: "octocat", user: "u-17"))
///     await listener.stop()
///
/// Without `stop()` it listens on.
public final class CallbackListener: Sendable {
  /// With the port that was bound.
  public let redirectURI: String
  private let servers: [CallbackServer]
  private let desk: CallbackDesk

  private init(redirectURI: String, servers: [CallbackServer], desk: CallbackDesk) {
    self.redirectURI = redirectURI
    self.servers = servers
    self.desk = desk
  }

  /// Binds the redirect URI's port.
  ///
  /// - Parameters:
  ///   - takesAnyPort: whether the provider accepts any port of this machine; then the system chooses one.
  ///   - provider: its name, for the page.
  ///   - patience: how long the browser is kept waiting before it is told to look at the terminal.
  public static func start(
    redirectURI: String, takesAnyPort: Bool = false, provider: String, patience: Duration = .seconds(60)
  ) async throws(ListenFailure) -> CallbackListener {
    let desk = CallbackDesk(provider: provider, patience: patience)
    let (bound, servers) = try await CallbackServer.start(
      LoopbackRedirect(redirectURI), takesAnyPort: takesAnyPort
    ) { await desk.page(for: $0) }
    desk.open(at: bound)
    return CallbackListener(redirectURI: bound.uri, servers: servers, desk: desk)
  }

  /// Says which attempt's answer is awaited; before the browser opens, and once.
  public func expect(_ pending: PendingAuthorization) { desk.attempt.expect(pending) }

  /// Waits for the answer; throws what the provider or the user refused, `expired`, or `cancelled` when the task is, or
  /// when the listener is stopped.
  public func answer(within limit: Duration = .seconds(600)) async throws(OAuthFailure) -> CallbackAnswer {
    try await desk.attempt.answer(within: limit)
  }

  /// Answers the browser's request, which has waited for it.
  public func finish(_ page: FinishedPage) { desk.finish(page) }

  /// Closes the port, when the browser has got its page.
  public func stop() async {
    desk.close()
    for server in servers { await server.stop() }
  }
}
