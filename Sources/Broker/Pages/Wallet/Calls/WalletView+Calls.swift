internal import Domain
internal import VaultEngine

/// Calls that wait until the user says yes or no.
extension WalletView {
  func calls() async throws(VaultError) -> BrokerResponse {
    let calls = try await vault.walletCalls(of: visitor)
    let (names, titles) = (try await names(), try await titles())
    return try await response(
      .walletCalls, "Waiting for you",
      [
        "isEmpty": .flag(calls.isEmpty),
        "calls": .list(
          calls.map { call in
            [
              "who": .text(names.who(call.caller.name)), "connection": .text(titles[call.grantID] ?? call.provider),
              "method": .text(call.method), "url": .whole(call.url),
              "left": .text(PageTime.left(until: call.expiresAt, at: now)), "path": .text(path(.call(call.id))),
            ]
          }),
      ], at: .calls, waiting: calls.count, refresh: Self.callsRefresh)
  }

  func call(_ id: Identifier, error: String = "") async throws(VaultError) -> BrokerResponse {
    let calls = try await vault.walletCalls(of: visitor)
    guard let call = calls.first(where: { $0.id == id }) else { return answered }
    let (body, names) = (call.body, try await names())
    return try await response(
      .walletCall, "May \(names.who(call.caller.name, inSentence: true)) do this?",
      [
        "facts": .facts([
          ("Asked by", names.who(call.caller.name)), ("With", try await titles()[call.grantID] ?? call.provider),
          ("Asked at", PageTime.moment(call.parkedAt)),
          ("Time left", "\(PageTime.left(until: call.expiresAt, at: now)); then the answer is no"),
        ]),
        "reason": .whole(call.reason), "hasReason": .flag(!call.reason.isEmpty),
        "method": .text(call.method), "url": .whole(call.url), "query": .whole(call.query ?? ""),
        "hasQuery": .flag(call.query != nil),
        "hasHeaders": .flag(!call.headers.isEmpty),
        "headers": .list(call.headers.map { ["name": .text($0.name), "value": .whole($0.value)] }),
        "hasBody": .flag(body.kind != .none), "bodySize": .text(PageTime.count(Int64(body.size), "byte")),
        "bodyKind": .text(body.kind.rawValue), "hasText": .flag(!body.text.isEmpty), "lines": .list(body.text.lines),
        "isCut": .flag(!body.isWhole),
        "why": .texts(call.asks.map(\.rule.inWords)), "digest": .text(Hexadecimal.text(call.digest)),
        "error": .text(error),
        "action": .text(path(.call(id))), "back": .text(path(.calls)),
      ], at: .call(id), waiting: calls.count, status: error.isEmpty ? 200 : 400)
  }

  func answer(_ id: Identifier, _ fields: FormFields) async throws(VaultError) -> BrokerResponse {
    guard let digest = fields.value("digest").flatMap(Hexadecimal.bytes) else { return try await call(id) }
    let choice: ApprovalChoice
    switch fields.value("answer") {
    case "yes": choice = .once
    case "no": choice = .deny(reason: fields.value("reason", limit: 2000) ?? "")
    default: return try await call(id, error: "Choose yes or no.")
    }
    do throws(VaultError) {
      switch try await vault.answerInWallet(id, shown: digest, choice, by: visitor) {
      case .approved: return done(.approved, .calls)
      case .denied: return done(.denied, .calls)
      case .wants: return done(.more, .calls)
      }
    } catch {
      guard error.code == .notFound else { throw error }
      return answered
    }
  }

  /// What is said of a call that waits no more.
  private var answered: BrokerResponse {
    var message = PageMessage(
      .open, "This call no longer waits", "It was answered already, was taken back, or its time was over.")
    message.link = (path(.calls), "See what waits for you")
    return message.response(404)
  }
}

extension String {
  /// Whole, since what is approved must not be cut.
  fileprivate var lines: [PageFields] {
    split(separator: "\n", omittingEmptySubsequences: false).map { ["text": .whole(String($0))] }
  }
}
