internal import Domain
internal import ProviderCatalog
internal import VaultEngine

/// What every request meets: the browser defence first, then the face that serves its path.
struct Front: Sendable {
  let vault: Vault
  let defence: BrowserDefence
  let baseURL: String
  let routes: [any BrokerRoute]
  let limits: BrokerLimits
  let onCall: @Sendable (ServedCall) -> Void

  func face(of head: RequestHead) -> Face {
    let path = head.path
    if path.hasPrefix("/g/") { return .baseURL }
    if path == "/healthz" { return .health }
    if let route = routes.first(where: { path.hasPrefix($0.prefix) }) { return .route(route) }
    return .none
  }

  func refusal(of head: RequestHead) -> ErrorAnswer? { defence.refusal(of: head, at: face(of: head)) }

  func answer(_ exchange: ServedExchange, _ writer: ResponseWriter) async {
    let head = exchange.head
    switch face(of: head) {
    case .health: writer.send(.json(200, Array(#"{"status":"ok"}"#.utf8)))
    case .baseURL: await BaseURLFace(vault: vault, limits: limits, onCall: onCall).answer(exchange, writer)
    case .none:
      let answer = ErrorAnswer(
        404, .notFound, "not_found", "there is nothing at this path",
        hint: "calls go to /g/GRANT/PATH, with a grant's id or name")
      note(head, answer)
      writer.send(answer.response)
    case .route(let route): await answer(exchange, by: route, writer)
    }
  }

  private func answer(_ exchange: ServedExchange, by route: any BrokerRoute, _ writer: ResponseWriter) async {
    let start = ContinuousClock.now
    let head = exchange.head
    let response: BrokerResponse
    do {
      if let length = head.length, length > Int64(limits.routeBody) { throw ErrorAnswer.bodyTooLarge(limits.routeBody) }
      guard let body = try await exchange.body.collect(upTo: limits.routeBody) else {
        throw ErrorAnswer.bodyTooLarge(limits.routeBody)
      }
      response = await route.answer(
        BrokerRequest(
          method: head.method, path: String(head.path), query: head.query.map(String.init), headers: head.headers,
          body: body, peer: head.peer, baseURL: baseURL))
    } catch let answer as ErrorAnswer {
      response = answer.response
    } catch {
      response =
        ErrorAnswer(
          400, .badRequest, "body_incomplete", "the request's body did not come whole", hint: "send it again"
        ).response
    }
    onCall(
      ServedCall(
        method: head.method, path: CredentialMask.path(String(head.path)), status: response.status,
        caller: response.caller, grant: "", milliseconds: (ContinuousClock.now - start).milliseconds))
    writer.send(response)
  }

  /// A request that was refused before anybody asked the vault.
  func note(_ head: RequestHead, _ answer: ErrorAnswer) {
    onCall(
      ServedCall(
        method: Printable.text(head.method, limit: 20), path: CredentialMask.path(String(head.path)),
        status: answer.status, caller: "", grant: "", milliseconds: 0, reason: answer.code))
  }
}

extension ErrorAnswer {
  static func bodyTooLarge(_ limit: Int) -> ErrorAnswer {
    ErrorAnswer(
      413, .badRequest, "body_too_large", "the body is larger than \(Printable.count(limit)) bytes", hint: "send less")
  }
}
