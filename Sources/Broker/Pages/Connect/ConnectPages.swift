internal import Domain
internal import ProviderCatalog
internal import VaultEngine

/// `/connect/TOKEN`: the page on which an end user connects an account, or gives a key of their own, or says no.
///
/// It wants no passphrase and no key of a caller: the token tells the session, and the first browser that opens it has it.
struct ConnectPages: BrokerRoute {
  let vault: Vault
  let memory = ConnectMemory()
  let seal = FormSeal()
  let now: @Sendable () -> Timestamp

  init(_ vault: Vault, now: @escaping @Sendable () -> Timestamp = { .now() }) {
    self.vault = vault
    self.now = now
  }

  var prefix: String { ConnectPath.prefix }
  var methods: Set<String> { ["GET", "HEAD", "POST"] }
  var takesJSONOnly: Bool { false }
  var audience: RouteAudience { .browsers }

  func shown(_ path: String) -> String { "/connect/…" }

  func stop() async { await memory.stop() }

  func answer(_ request: BrokerRequest) async -> BrokerResponse {
    // Programs that look at links before people open them tell nothing, are told nothing, and have no session.
    if request.method == "HEAD" { return PageMessage(.open, "Connect").response(200, keepsOpener: true) }
    guard let path = ConnectPath(request.path) else { return ConnectMessages.unknown }
    do throws(VaultError) {
      guard let session = try await vault.connectSession(token: path.token) else { return ConnectMessages.unknown }
      var response = await answer(request, path, session)
      response.caller = session.callerName
      return response
    } catch {
      return ConnectMessages.failure(error)
    }
  }

  private func answer(_ request: BrokerRequest, _ path: ConnectPath, _ session: ConnectSession) async -> BrokerResponse
  {
    let cookie = BrowserCookie(name: "gatehouse_connect", path: path.place)
    let isOpening = request.method == "GET" && path.part == .page && session.answer == nil
    let visitor = memory.visit(session, cookies: cookie.values(in: request), mayClaim: isOpening, at: now())
    switch visitor {
    case .stranger: return session.answer == nil ? ConnectMessages.stranger : ConnectMessages.over
    case .known(let browser):
      return await answer(request, ConnectVisit(path: path, session: session, browser: browser))
    case .first(let browser):
      var response = await answer(request, ConnectVisit(path: path, session: session, browser: browser))
      response.headers.append(cookie.setting(browser))
      return response
    }
  }

  private func answer(_ request: BrokerRequest, _ visit: ConnectVisit) async -> BrokerResponse {
    switch (request.method, visit.path.part) {
    case ("POST", .page): return await take(request, visit)
    case ("POST", .back): return ConnectMessages.unknown
    case (_, .back(let attempt)): return await comeBack(attempt, visit)
    case (_, .page):
      guard let answer = visit.session.answer else { return await start(visit, chosen: Self.provider(in: request)) }
      return await end(visit, answer)
    }
  }

  /// Which of several ways the user has chosen.
  private static func provider(in request: BrokerRequest) -> String? {
    try? FormFields(Array((request.query ?? "").utf8)).value("provider", limit: 64)
  }

  // MARK: Forms

  private func take(_ request: BrokerRequest, _ visit: ConnectVisit) async -> BrokerResponse {
    guard let form = try? FormFields(request.body),
      seal.isValid(form, browser: visit.browser, place: visit.path.place)
    else { return ConnectMessages.foreignForm(visit.path.place) }
    guard visit.session.answer == nil else { return .seeOther(visit.path.place) }
    let provider = form.value("provider", limit: 64) ?? ""
    do throws(VaultError) {
      switch form.value("do", limit: 20) {
      case "decline":
        _ = try await vault.declineConnectSession(token: visit.path.token, reason: ConnectOutcome.ownRefusal)
      case "key":
        guard let key = form.secret("key"), !key.isEmpty else {
          throw VaultError(.badInput, "the key is missing", hint: "paste it into the field")
        }
        _ = try await vault.giveKey(key, token: visit.path.token, provider: provider)
      case "authorize":
        return try await authorize(provider, visit, origin: request.header("origin") ?? request.baseURL)
      default: return ConnectMessages.foreignForm(visit.path.place)
      }
      return .seeOther(visit.path.place)
    } catch {
      return await refused(error, at: provider, visit)
    }
  }

  /// - Parameter origin: what the browser knows the broker by, where its cookie is; the defence found it to be one of ours.
  private func authorize(
    _ provider: String, _ visit: ConnectVisit, origin: String
  ) async throws(VaultError) -> BrokerResponse {
    let name = try await vault.connectOffers(token: visit.path.token).first { $0.provider == provider }?.name
    let attempt = Identifier()
    let begun = try await vault.beginAuthorization(
      token: visit.path.token, provider: provider, returningTo: origin + visit.path.back(attempt))
    guard let target = RefreshTarget(begun.url) else {
      throw VaultError(.badInput, "the provider's address is none that a browser can be sent to")
    }
    memory.begin(attempt, begun.id, at: provider, for: visit.session.id)
    return .page(
      .connectOnward,
      [
        "title": "One moment", "host": .text(target.host), "name": .text(name ?? target.host),
        "url": .whole(target.url),
      ],
      keepsOpener: true, headers: [target.header])
  }

  private func comeBack(_ attempt: Identifier, _ visit: ConnectVisit) async -> BrokerResponse {
    guard visit.session.answer == nil else { return .seeOther(visit.path.place) }
    let (vault, token) = (vault, visit.path.token)
    let known = memory.finish(attempt, of: visit.session.id) { authorization in
      do throws(VaultError) {
        return .success(try await vault.finishAuthorization(authorization, token: token))
      } catch { return .failure(error) }
    }
    guard let known else {
      return await start(
        visit, chosen: nil, status: 400,
        notice: ("This way back is not known", "Nothing was connected. Begin again here."))
    }
    switch await known.finishing.value {
    case .success: return .seeOther(visit.path.place)
    case .failure(let error): return await refused(error, at: known.provider, visit)
    }
  }

  /// Something was not possible. What the user can try again begins with the page they know.
  private func refused(_ error: VaultError, at provider: String, _ visit: ConnectVisit) async -> BrokerResponse {
    let text = ConnectMessages.sentences(error)
    switch error.code {
    case .locked, .noVault, .integrity: return ConnectMessages.failure(error)
    case .notFound:
      // Answered or over in between; or, of an authorization, never come back.
      guard let session = try? await vault.connectSession(token: visit.path.token), session.answer == nil else {
        return .seeOther(visit.path.place)
      }
      return await start(visit, chosen: provider, status: 400, notice: ("Nothing was connected", text))
    case .badInput: return await start(visit, chosen: provider, status: 422, problem: text)
    case .unreachable:
      return await start(
        visit, chosen: provider, status: 502, notice: ("That did not work yet", text))
    default: return await start(visit, chosen: provider, status: 409, notice: ("That did not work", text))
    }
  }

  // MARK: Pages

  /// - Parameters:
  ///   - chosen: the provider that the user chose.
  ///   - notice: what stands over the page, of what went before.
  ///   - problem: what is wrong with what was given, beside the field where there is one.
  private func start(
    _ visit: ConnectVisit, chosen: String?, status: Int = 200, notice: (title: String, text: String)? = nil,
    problem: String? = nil
  ) async -> BrokerResponse {
    let offers: [ConnectOffer]
    do throws(VaultError) { offers = try await vault.connectOffers(token: visit.path.token) } catch {
      return error.code == .notFound ? ConnectMessages.unknown : ConnectMessages.failure(error)
    }
    let form = seal.token(browser: visit.browser, place: visit.path.place)
    let wording = ConnectWording(visit: visit, form: form, now: now(), mayReceive: await mayReceive(visit.session))
    guard let offer = offers.count == 1 ? offers.first : offers.first(where: { $0.provider == chosen }) else {
      return .page(.connectChoice, wording.choice(offers), status: status, keepsOpener: true)
    }
    return .page(
      .connectStart, wording.start(offer, of: offers.count, notice: notice, problem: problem), status: status,
      keepsOpener: true)
  }

  /// Whether the asking program could take the credential out. What is bound to some calls is never handed out.
  private func mayReceive(_ session: ConnectSession) async -> Bool {
    guard session.wish.methods.isEmpty, session.wish.paths.isEmpty else { return false }
    for id in [session.caller, session.wish.agent].compactMap({ $0 }) {
      guard let caller = try? await vault.caller(id.description), !caller.rights.contains(.retrieve) else {
        return true
      }
    }
    return false
  }

  private func end(_ visit: ConnectVisit, _ answer: ConnectSession.Answer) async -> BrokerResponse {
    var grant: GrantSummary?
    if case .completed(let id, _) = answer {
      do throws(VaultError) { grant = try await vault.grant(named: id.description) } catch {
        // Without it the application is told the grant's id, and finds out the rest itself.
        guard error.code == .notFound else { return ConnectMessages.failure(error) }
      }
    }
    var name = grant?.source.provider ?? ""
    if let custom = try? await vault.customProviders(), let provider = Catalog(adding: custom).provider(name) {
      name = provider.name
    }
    let outcome = ConnectOutcome(session: visit.session, answer: answer, grant: grant, providerName: name)
    let back = outcome.target
    return .page(.connectEnd, outcome.fields, keepsOpener: true, headers: back.map { [$0.header] } ?? [])
  }
}

/// A browser at a session's page that is known to be the session's own.
struct ConnectVisit {
  let path: ConnectPath
  let session: ConnectSession
  /// The value of its cookie.
  let browser: String
}
