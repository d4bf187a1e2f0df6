internal import Domain

extension CallbackServer {
  /// Binds the port of a redirect URI at every address that it stands for.
  ///
  /// - Parameter takesAnyPort: whether the system chooses the port.
  /// - Returns: the redirect URI with the port that was bound.
  static func start(
    _ redirect: LoopbackRedirect, takesAnyPort: Bool,
    respond: @escaping @Sendable (CallbackRequest) async -> CallbackPage
  ) async throws(ListenFailure) -> (redirect: LoopbackRedirect, servers: [CallbackServer]) {
    // Of `localhost` both addresses need the same port, and the system chooses it for the first of them.
    for _ in 0..<(takesAnyPort ? 8 : 0) {
      do throws(ListenFailure) {
        return try await bind(redirect.with(port: 0), respond)
      } catch {
        guard case .taken = error else { throw error }
      }
    }
    return try await bind(takesAnyPort ? redirect.with(port: 0) : redirect, respond)
  }

  private static func bind(
    _ redirect: LoopbackRedirect, _ respond: @escaping @Sendable (CallbackRequest) async -> CallbackPage
  ) async throws(ListenFailure) -> (redirect: LoopbackRedirect, servers: [CallbackServer]) {
    var redirect = redirect
    var servers: [CallbackServer] = []
    for address in redirect.addresses {
      do throws(ListenFailure) {
        let server = try await start(address: address, port: redirect.origin.port, respond: respond)
        servers.append(server)
        redirect = redirect.with(port: server.port)
      } catch {
        // A machine without IPv6 has no `::1`, and no browser that would look there.
        if case .system = error, !servers.isEmpty { continue }
        for server in servers { await server.stop() }
        throw error
      }
    }
    return (redirect, servers)
  }
}
