/// The listeners of several attempts that one program has under way: one for each redirect URI, which the attempts there
/// share (RFC 8252, sections 7.3 and 8.3). A listener closes when nothing waits at it any more.
///
///     let callback = try await hub.expect(at: app.redirectURI, sendingTo: page, within: .seconds(600)) { redirectURI in
///       try client.authorization(scopes: scopes, redirectURI: redirectURI)
///     }
///     // The browser goes to callback.pending.url, comes back to the listener, and is sent on to the page.
///     if let result = callback.result { … }
///     await hub.end(callback)
public actor CallbackHub {
  private struct Listener {
    let redirect: LoopbackRedirect
    let servers: [CallbackServer]
    let desk: HubDesk
  }

  /// Why an attempt could not begin.
  public enum Failure: Error, Sendable {
    case listening(ListenFailure)
    case authorizing(OAuthFailure)
  }

  private struct Place: Hashable {
    let redirectURI: String
    let takesAnyPort: Bool
  }

  private var listeners: [Place: Listener] = [:]
  /// Listeners that are being opened or closed; what fails is told to whoever waits for it.
  private var changes: [Place: Task<ListenFailure?, Never>] = [:]
  private var ends: [ObjectIdentifier: (place: Place, timer: Task<Void, Never>)] = [:]

  public init() {}

  /// Listens for one attempt's answer, for so long at most.
  ///
  /// - Parameters:
  ///   - takesAnyPort: whether the provider accepts any port of this machine; then the system chooses one.
  ///   - page: where the browser is sent when the answer has come.
  ///   - begin: makes the attempt, with the redirect URI that is listened at.
  public func expect(
    at redirectURI: String, takesAnyPort: Bool = false, sendingTo page: String, within limit: Duration,
    _ begin: @Sendable (_ redirectURI: String) throws(OAuthFailure) -> PendingAuthorization
  ) async throws(Failure) -> AwaitedCallback {
    let place = Place(redirectURI: redirectURI, takesAnyPort: takesAnyPort)
    let listener = try await listener(at: place)
    let callback: AwaitedCallback
    do throws(OAuthFailure) {
      callback = AwaitedCallback(try begin(listener.redirect.uri), page: page)
    } catch {
      closeIfIdle(place)
      throw .authorizing(error)
    }
    listener.desk.add(callback)
    let timer = Task {
      guard (try? await Task.sleep(for: limit)) != nil else { return }
      end(callback)
    }
    ends[ObjectIdentifier(callback)] = (place, timer)
    return callback
  }

  /// Takes the attempt away: what comes back after this is nobody's. Where it was the last one there, its listener closes
  /// when the browser has got its answer.
  public func end(_ callback: AwaitedCallback) {
    guard let (place, timer) = ends.removeValue(forKey: ObjectIdentifier(callback)) else { return }
    timer.cancel()
    listeners[place]?.desk.remove(callback)
    closeIfIdle(place)
  }

  /// Ends everything, when the program does.
  public func close() async {
    for end in ends.values { end.timer.cancel() }
    ends = [:]
    for place in Array(listeners.keys) { close(place) }
    for change in Array(changes.values) { _ = await change.value }
  }

  /// The open listener at a place; from its return on nothing may be awaited before the attempt is added.
  private func listener(at place: Place) async throws(Failure) -> Listener {
    while true {
      if let change = changes[place] {
        if let failure = await change.value { throw .listening(failure) }
      } else if let listener = listeners[place] {
        return listener
      } else {
        changes[place] = Task { await open(place) }
      }
    }
  }

  private func open(_ place: Place) async -> ListenFailure? {
    defer { changes[place] = nil }
    do throws(ListenFailure) {
      let redirect = try LoopbackRedirect(place.redirectURI)
      let desk = HubDesk()
      let (bound, servers) = try await CallbackServer.start(redirect, takesAnyPort: place.takesAnyPort) {
        desk.page(for: $0)
      }
      desk.open(at: bound)
      listeners[place] = Listener(redirect: bound, servers: servers, desk: desk)
      return nil
    } catch { return error }
  }

  private func closeIfIdle(_ place: Place) {
    if listeners[place]?.desk.isIdle == true { close(place) }
  }

  private func close(_ place: Place) {
    guard let listener = listeners.removeValue(forKey: place) else { return }
    changes[place] = Task {
      defer { changes[place] = nil }
      for server in listener.servers { await server.stop() }
      return nil
    }
  }
}
