public import Domain
internal import ProviderCatalog
internal import Screen

extension SessionsDialog {
  /// One line of a session's details, wrapped, before it has a place on the screen.
  public enum DetailLine: Sendable, Equatable {
    case blank
    case pair(String, String)
    case rule(String, note: String)
    case link(String)
    case dim(String)
    case bad(String)
  }

  /// Who asks what of whom, and where the answer goes; last the page's address while it can be opened.
  public func detailLines(of session: ConnectSession, in context: DialogContext) -> [DetailLine] {
    let columns = context.size.columns
    var lines: [DetailLine] = [.blank]
    for (name, value) in facts(of: session, in: context) {
      let parts = TextWidth.wrap(Printable.text(value), columns: max(8, columns - ApprovalLine.valueColumn - 2))
      lines += parts.enumerated().map { .pair($0 == 0 ? name : "", $1) }
    }
    guard session.isWaiting(at: now) else { return lines + failure(columns: columns) }
    lines += [.blank, .rule("Its page", note: "whoever opens it first can answer")]
    if let link, link.session == session.id {
      lines += TextWidth.wrap(Printable.text(link.url), columns: max(8, columns - 4)).map(DetailLine.link)
    } else if problem == nil {
      lines.append(.dim("…"))
    }
    return lines + failure(columns: columns)
  }

  private func failure(columns: Int) -> [DetailLine] {
    guard let problem else { return [] }
    let text = [problem.message, problem.hint].filter { !$0.isEmpty }.joined(separator: "; ")
    return TextWidth.wrap(Printable.text(text), columns: max(8, columns - 4)).map(DetailLine.bad)
  }

  private func facts(of session: ConnectSession, in context: DialogContext) -> [(String, String)] {
    let wish = session.wish
    var facts = [
      (session.isWaiting(at: now) ? "waits" : "ended", fate(of: session, in: context)),
      ("application", Printable.text(session.application)),
      ("caller", session.caller == nil ? "you, by gatehouse oauth connect" : session.callerName),
      ("asks for", session.wanted(context.catalog)),
    ]
    if let repaired = wish.repairs {
      let grant = context.overview?.grants.first { $0.id == repaired }?.grant.name
      facts.append(("mends", "\(grant ?? repaired.description), whose user has to agree again; the grant_id stays"))
    }
    facts.append(("user", wish.user ?? "not said; it is whoever opens the page"))
    if !wish.label.isEmpty { facts.append(("label", "“\(wish.label)”")) }
    if !session.agentName.isEmpty {
      facts.append(("agent", "\(session.agentName) gets it too\(wish.isDelegable ? ", and may hand it on" : "")"))
    }
    for (provider, scopes) in wish.scopes.sorted(by: { $0.key < $1.key }) where !scopes.isEmpty {
      facts.append(("scopes", "\(scopes.joined(separator: ", ")) at \(ConnectSession.name(provider, context.catalog))"))
    }
    if wish.scopes.isEmpty, wish.kind == .connection { facts.append(("scopes", "those of the OAuth app")) }
    facts.append(("limits", session.limitsInWords))
    if let origin = wish.allowedOrigin {
      facts.append(("opened by", "a page of \(origin), which is told what came of it"))
    }
    if let url = wish.returnURL { facts.append(("returns to", url)) }
    facts.append(("asked", Moment.distance(to: session.createdAt, from: now)))
    return facts
  }

  private func fate(of session: ConnectSession, in context: DialogContext) -> String {
    if session.isWaiting(at: now) { return "for the user, \(session.left(now: now)) more" }
    return switch session.answer {
    case nil: "nobody answered in time"
    case .completed(let grant, let isReauth):
      "\(isReauth ? "agreed again" : "done"): the grant "
        + (context.overview?.grants.first { $0.id == grant }?.grant.name ?? grant.description)
    case .denied(let reason): reason.isEmpty ? "denied" : "denied: “\(reason)”"
    case .failed(ConnectSession.cancelledCode, _): "cancelled here, or by gatehouse connect cancel"
    case .failed(let code, let reason): reason.isEmpty ? code : "\(reason) (\(code))"
    }
  }
}
