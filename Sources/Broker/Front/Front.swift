internal import Domain
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

  /// The answer to what the browser defence refuses; nil when the request may be looked at.
  func refusal(of head: RequestHead) -> BrokerResponse? {
    let face = face(of: head)
    guard let answer = defence.refusal(of: head, at: face) else { return nil }
    note(head, answer)
    return face.audience == .browsers ? answer.page : answer.response
  }

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
    let isPage = route.audience == .browsers
    let limit = isPage ? min(limits.routeBody, FormFields.limit) : limits.routeBody
    let response: BrokerResponse
    do {
      if let length = head.length, length > Int64(limit) { throw ErrorAnswer.bodyTooLarge(limit) }
      guard let body = try await exchange.body.collect(upTo: limit) else { throw ErrorAnswer.bodyTooLarge(limit) }
      response = await route.answer(
        BrokerRequest(
          method: head.method, path: String(head.path), query: head.query.map(String.init), headers: head.headers,
          body: body, peer: head.peer, baseURL: baseURL))
    } catch let answer as ErrorAnswer {
      response = isPage ? answer.page : answer.response
    } catch {
      let answer = ErrorAnswer(
        400, .badRequest, "body_incomplete", "the request's body did not come whole", hint: "send it again")
      response = isPage ? answer.page : answer.response
    }
    onCall(
      ServedCall(
        method: head.method, path: route.shown(String(head.path)), status: response.status,
        caller: response.caller, grant: "", milliseconds: (ContinuousClock.now - start).milliseconds))
    writer.send(response)
  }

  /// A request that was refused before anybody asked the vault.
  func note(_ head: RequestHead, _ answer: ErrorAnswer) {
    onCall(
      ServedCall(
        method: Printable.text(head.method, limit: 20), path: face(of: head).shown(head.path),
        status: answer.status, caller: "", grant: "", milliseconds: 0, reason: answer.code))
  }
}

extension ErrorAnswer {
  static func bodyTooLarge(_ limit: Int) -> ErrorAnswer {
    ErrorAnswer(
      413, .badRequest, "body_too_large", "the body is larger than \(Printable.count(limit)) bytes", hint: "send less")
  }
}
